/** The contract of a channel: the way a message travels. */
import type { Piece } from "./pieces.ts";
import type { Outcome } from "./state.ts";

/** One part of a message, rendered. The same delivery always makes the same parcel. */
export interface Parcel<Content> {
  /** The message's key: receipts, ids and file names derive from it. */
  key: string;
  address: string;
  /** Local date the message bears, `YYYY-MM-DD`. */
  on: string;
  part: number;
  /** Receipt of part 0, for the replies of a thread. */
  parent: string | null;
  /** When the message was made: its date, whenever it goes. */
  createdAt: Temporal.Instant;
  content: Content;
  /** What its message is (semantics 19): only what comes by itself is a list's mail, and can be left. */
  kind: "digest" | "confirm" | "welcome" | "notice" | "webhook";
  /** The return path names it. */
  deliveryId: number;
  /** The same as text alone, for a channel that refuses the content's form. */
  plain?: () => string;
  /** Where its reader leaves with one click (RFC 8058); null: nowhere. */
  leaveUrl: string | null;
}

/** What deliveries go by: mailboxes, Slack conversations, web addresses. */
export type DeliveryChannel = "email" | "slack" | "webhook";

/** `body`: JSON. */
export interface WebhookContent {
  webhookId: number;
  body: string;
}

export interface Channel<Content> {
  /** How it went, for the ledger. */
  via: "smtp" | "slack" | "outbox" | "webhook";
  /** How many parcels may be under way at once. */
  concurrency: number;
  /** Parcels that share something scarce, such as a workspace: of one group at most so many are under way at once. */
  groups?: { of(address: string): string; most: number };
  /** Waits until an address may be written to, where the other side has a pace; meanwhile the channel may come to rest. */
  turn?(address: string): Promise<unknown>;
  /**
   * Hands one parcel over. Calls `mark` once, at the last moment at which nothing has been handed over yet; when that
   * answers false, hands nothing over and ends as `unknown` would be wrong: `deferred`.
   * Never throws for what the other side says or does.
   */
  send(parcel: Parcel<Content>, mark: () => Promise<boolean>): Promise<Outcome>;
  /**
   * The receipt of what was handed over by a process that died before its answer; null: it does not stand there, or that
   * cannot be told.
   */
  find?(sought: Sought): Promise<string | null>;
  close(): Promise<void>;
}

/** By what a part that was handed over is known again. */
export type Sought = Pick<Parcel<unknown>, "key" | "address" | "part" | "parent" | "createdAt">;

/** A mail as the renderer gives it: `joinPieces` makes a text of its pieces. */
export interface MailContent {
  subject: string;
  html: readonly Piece[];
  text: readonly Piece[];
}

/** One Slack message. Blocks are Block Kit objects. */
export interface SlackContent {
  text: string;
  blocks: object[];
}
