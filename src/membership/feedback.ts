/** Feedback: what a reader says of the papers of one topic, what follows from it, and how it is taken back. */
import {
  type FeedbackWrite,
  findSubscriberId,
  findSubscription,
  insertFeedback,
  type ListedFeedback,
  listFeedback,
  listStanding,
  saveProfile,
  undoFeedback,
  undoOthers,
} from "../db/feedback.ts";
import type { Db } from "../db/open.ts";
import { getCorpus, listTerms } from "../db/paper-terms.ts";
import { makeCentroid, weighTerms } from "../domain/similarity/vector.ts";
import type { Address } from "../domain/subscription/address.ts";
import { type FeedbackKind, OF_PAPERS } from "../domain/subscription/feedback.ts";
import { renderTopicError } from "../domain/topic/errors.ts";
import { parseTopic } from "../domain/topic/parse.ts";

export interface FeedbackOrder {
  address: Address;
  /** The topic's number, as `subscribers` shows it. */
  number: number;
  kind: FeedbackKind;
  /** A paper, for more, less and save. */
  paperId?: number | undefined;
  /** An author's name or a term in the topic language, for what is to be hidden. */
  hide?: string | undefined;
  /** Who says so, where several share the subscription. */
  by?: string | undefined;
}

/** `id`: by which it is undone; null where the same stood already. */
export type Given = { ok: true; id: number | null; topic: string } | { ok: false; message: string };

/** Acts on that topic of that reader alone. A paper's latest word stands: more undoes less; saving is apart. */
export async function giveFeedback(db: Db, order: FeedbackOrder, now: Temporal.Instant): Promise<Given> {
  const read = readOrder(order);
  if (!read.ok) return read;
  const at = now.toString();
  return db.transaction().execute(async (tx): Promise<Given> => {
    const subscription = await findSubscription(tx, order.address, order.number);
    if (!subscription) return { ok: false, message: `${order.address.address} has no topic ${order.number}` };
    const write: FeedbackWrite = { subscription_id: subscription.id, given_by: order.by ?? null, ...read.of };
    const contrary = { more: "less", less: "more" }[order.kind as string] as FeedbackKind | undefined;
    if (contrary) await undoOthers(tx, write, [contrary], at);
    const id = await insertFeedback(tx, write, at);
    await renewProfile(tx, subscription.id, at);
    return { ok: true, id, topic: subscription.name };
  });
}

type Read = { ok: true; of: Pick<FeedbackWrite, "kind" | "paper_id" | "query"> } | { ok: false; message: string };

function readOrder({ kind, paperId, hide }: FeedbackOrder): Read {
  if (OF_PAPERS.includes(kind)) {
    return paperId === undefined
      ? { ok: false, message: `${kind} needs a paper` }
      : { ok: true, of: { kind, paper_id: paperId, query: null } };
  }
  const text = (hide ?? "").trim();
  const query = kind === "hide-author" ? `au:"${text.replaceAll('"', " ")}"` : text;
  const parsed = parseTopic(query);
  if (!parsed.ok) return { ok: false, message: renderTopicError(query, parsed.error) };
  if (parsed.topic.ast.kind === "everything") return { ok: false, message: "hiding * would hide every paper" };
  return { ok: true, of: { kind, paper_id: null, query: parsed.topic.canonical } };
}

/** The topic it was given to; null where the reader has no such feedback. */
export async function takeBackFeedback(db: Db, address: Address, id: number, now: Temporal.Instant): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const subscriberId = await findSubscriberId(tx, address);
    const subscription = subscriberId === null ? null : await undoFeedback(tx, id, subscriberId, now.toString());
    if (subscription === null) return false;
    await renewProfile(tx, subscription, now.toString());
    return true;
  });
}

/** What stands of a reader's feedback, the latest first; null for an address that nobody subscribed. */
export async function listFeedbackOf(db: Db, address: Address): Promise<ListedFeedback[] | null> {
  const subscriberId = await findSubscriberId(db, address);
  return subscriberId === null ? null : listFeedback(db, subscriberId);
}

/** Makes the middle of what is liked anew, from all that stands. A saved paper is a liked one. */
async function renewProfile(tx: Db, subscriptionId: number, at: string): Promise<void> {
  const standing = (await listStanding(tx, [subscriptionId])).get(subscriptionId) ?? [];
  const papersOf = (kinds: readonly FeedbackKind[]) =>
    new Set(standing.flatMap(({ kind, paper_id }) => (paper_id !== null && kinds.includes(kind) ? [paper_id] : [])));
  const [liked, disliked] = [papersOf(["more", "save"]), papersOf(["less"])];
  const terms = await listTerms(tx, [...liked, ...disliked]);
  const corpus = await getCorpus(
    tx,
    [...terms.values()].flatMap((counts) => counts.terms),
  );
  const vectorsOf = (ids: Set<number>) =>
    [...ids].flatMap((id) => {
      const counts = terms.get(id);
      return counts ? [weighTerms(counts, corpus)] : [];
    });
  const centroid = makeCentroid(vectorsOf(liked), vectorsOf(disliked));
  const profile = centroid.size > 0 ? { liked: liked.size, disliked: disliked.size, centroid } : null;
  await saveProfile(tx, subscriptionId, { profile, tuned: standing.length > 0 }, at);
}
