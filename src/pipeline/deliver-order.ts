/** What delivering takes and tells: the channels in use, who delivers by which clock and rates, and how deliveries ended. */
import type {
  Channel,
  DeliveryChannel,
  MailContent,
  SlackContent,
  WebhookContent,
} from "../domain/delivery/channel.ts";
import type { DeliveryState } from "../domain/delivery/state.ts";
import type { DigestView } from "../domain/digest/view.ts";
import type { RenderLetter } from "../render/letter.ts";
import type { CardStore } from "./card-store.ts";
import type { Installation } from "./installation.ts";

/** The channels in use, and how each renders. `mailFor` picks the outbox for addresses SMTP may not go to yet. */
export interface Channels {
  mailFor(address: string): Channel<MailContent>;
  /** Every way that a mail may go. */
  mailWays: Channel<MailContent>[];
  slack: Channel<SlackContent>;
  renderMail(view: DigestView): MailContent;
  renderSlack(view: DigestView): SlackContent[];
  renderLetter: RenderLetter;
  webhook: Channel<WebhookContent>;
}

export interface DeliverOrder {
  owner: string;
  clock: { now(): Temporal.Instant };
  channels: Channels;
  cards: CardStore;
  installation: Installation;
  /** Mails a second and an hour through the relay, shared by all processes; null: as many as it takes. */
  rates: { perSecond: number | null; perHour: number | null };
  /** A run closes what a channel that cannot be used leaves; a service tries again. */
  closeStopped: boolean;
  /** Ends it early: what is under way is finished, what is claimed is given back. */
  signal?: AbortSignal;
  wait(ms: number): Promise<unknown>;
  /** Told of each delivery as it ends. */
  onSettled?: (settled: SettledDelivery) => void;
  /** Told once, by one process, when a relay is stopped. */
  onRelayStopped?: (via: string, reason: string) => void;
}

export interface SettledDelivery {
  channel: DeliveryChannel;
  address: string;
  part: number;
  state: DeliveryState;
  via: string;
  receipt: string | null;
  reason: string | null;
  /** From the claim to the end of the attempt. */
  seconds: number;
}

export interface DeliverReport {
  counts: Partial<Record<DeliveryState, number>>;
  /** Why a channel was given up, in words. */
  stopped: string[];
}
