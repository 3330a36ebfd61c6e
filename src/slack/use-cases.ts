/** What the dialogue asks of the program. */
import type { Address } from "../domain/subscription/address.ts";
import type { Changed, SettingsOrder } from "../membership/change-settings.ts";
import type { SubscriptionChanged, SubscriptionOrder } from "../membership/change-subscription.ts";
import type { FeedbackOrder, Given } from "../membership/feedback.ts";
import type { ConversationOrder, ConversationSubscribed } from "../membership/slack-subscribe.ts";
import type { Archive } from "../reading/archive.ts";
import type { Conversation } from "../reading/conversation.ts";
import type { Gauges } from "../reading/gauges.ts";

export interface UseCases {
  now(): Temporal.Instant;
  /** Where our pages are reached; null: nowhere. */
  base: string | null;
  archive: Pick<
    Archive,
    | "findLatestDay"
    | "findPaper"
    | "listCatalogue"
    | "listPage"
    | "listPapers"
    | "listSimilar"
    | "listTopicPapers"
    | "search"
    | "tryTopic"
  >;
  subscribe(order: ConversationOrder): Promise<ConversationSubscribed | { ok: false; message: string }>;
  changeSettings(address: Address, order: SettingsOrder): Promise<Changed>;
  changeTopic(address: Address, number: number, order: SubscriptionOrder): Promise<SubscriptionChanged>;
  /** The topic's name; null where none of that number has ended. */
  reopenTopic(address: Address, number: number): Promise<string | null>;
  giveFeedback(order: FeedbackOrder): Promise<Given>;
  takeBackFeedback(address: Address, id: number): Promise<boolean>;
  /** False: it was saved already. */
  save(person: Address, paperId: number): Promise<boolean>;
  unsave(person: Address, paperId: number): Promise<boolean>;
  erase(person: Address): Promise<void>;
  findConversation(address: Address): Promise<Conversation | null>;
  /** Of some papers, those that each running topic matches. */
  listTopicMatches(
    address: Address,
    paperIds: readonly number[],
  ): Promise<{ number: number; name: string; paperIds: number[] }[]>;
  /** First listed on that day, the most votes first. */
  listDayIds(on: string): Promise<number[]>;
  /** What the digest of a date only counted; null: there was none. */
  listRest(address: Address, on: string): Promise<number[] | null>;
  /** The latest first; `section` null: it was only counted there. */
  listDigestsWith(subscriberId: number, paperId: number): Promise<{ on: string | null; section: string | null }[]>;
  /** The latest first. */
  listSaved(person: Address): Promise<number[]>;
  readSources(): Promise<Gauges["sources"]>;
}
