/** Compiles digests: each due section's new matches, ranked, no paper twice, capped, with reasons; or a quiet day with its cause. */
import {
  allocateDigestIds,
  countPapersAfter,
  type DigestWrite,
  type ItemWrite,
  insertDigests,
  listMatchesAfter,
  listShown,
  type NewMatch,
} from "../db/digests.ts";
import { listActiveSources } from "../db/intakes.ts";
import { getLastSeq } from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import { getPapers } from "../db/papers.ts";
import {
  type DueSubscriber,
  listRunningSubscriptions,
  listUndigested,
  type RunningSubscription,
} from "../db/subscribers.ts";
import { DIGEST_EXPIRY_HOURS } from "../domain/delivery/state.ts";
import { composeSections, type RankedSection } from "../domain/digest/compose.ts";
import { explainQuietDay, isNoteDue } from "../domain/digest/quiet.ts";
import type { Reason } from "../domain/digest/view.ts";
import type { StoredPaper } from "../domain/paper/absorb.ts";
import { rankPapers } from "../domain/ranking/rank.ts";
import { explainHit } from "../domain/ranking/reason.ts";
import { isDueOn } from "../domain/subscription/cadence.ts";
import type { Node } from "../domain/topic/language.ts";
import { parseTopic } from "../domain/topic/parse.ts";

export interface CompileOrder {
  runId: number;
  /** Local date the digests bear. */
  on: string;
  now: Temporal.Instant;
  /** How many parts a digest has on its channel: a mail one, a Slack thread several. */
  countParts(digest: DigestWrite): number;
}

export interface CompileReport {
  digests: number;
  items: number;
  /** Quiet days, with a note or silent. */
  quiet: number;
}

export interface CompiledPage extends CompileReport {
  compiled: DigestWrite[];
  /** Where the next page begins; null when this was the last. */
  last: number | null;
}

const PAGE = 500;

/** One page of subscribers after an id. `tx` is a transaction: a page is compiled whole or not at all. */
export async function compilePage(tx: Db, order: CompileOrder, after: number): Promise<CompiledPage> {
  const page = await listUndigested(tx, order.on, after, PAGE);
  const last = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
  const all =
    page.length > 0
      ? await listRunningSubscriptions(
          tx,
          page.map((each) => each.id),
        )
      : [];
  const due = Map.groupBy(
    all.filter((each) => isDueOn(each.cadence, order.on)),
    (each) => each.subscriber_id,
  );
  const subscribers = page.filter((each) => due.has(each.id));
  if (subscribers.length === 0) return { digests: 0, items: 0, quiet: 0, compiled: [], last };
  const context = await gather(tx, subscribers, [...due.values()].flat());
  const ids = await allocateDigestIds(tx, subscribers.length);
  const compiled = subscribers.map((subscriber, i) =>
    compileOne(ids[i] as number, subscriber, due.get(subscriber.id) ?? [], context, order),
  );
  for (const digest of compiled) if (digest.parts > 0) digest.parts = order.countParts(digest);
  const expires = order.now.add({ hours: DIGEST_EXPIRY_HOURS }).toString();
  await insertDigests(tx, order.runId, compiled, order.now.toString(), expires);
  const quiet = compiled.filter((digest) => digest.kind === "quiet").length;
  return {
    digests: compiled.length - quiet,
    items: compiled.reduce((sum, digest) => sum + digest.items.length, 0),
    quiet,
    compiled,
    last,
  };
}

interface Context {
  lastSeq: number;
  matches: Map<number, NewMatch[]>;
  shown: Set<string>;
  papers: Map<number, StoredPaper>;
  papersAfter: Map<number, number>;
  sources: string[];
  reasonOf(canonical: string, paper: StoredPaper): Reason;
}

/** Everything the page's digests are made of, in a few statements. */
async function gather(tx: Db, subscribers: DueSubscriber[], due: RunningSubscription[]): Promise<Context> {
  const lastSeq = await getLastSeq(tx);
  const spans = new Map<number, number>();
  for (const { topic_id, covered_seq } of due)
    spans.set(topic_id, Math.min(spans.get(topic_id) ?? covered_seq, covered_seq));
  const matches = await listMatchesAfter(
    tx,
    [...spans].map(([topic_id, after]) => ({ topic_id, after })),
    lastSeq,
  );
  const paperIds = [...new Set(matches.map((match) => match.paper_id))];
  const shown = await listShown(
    tx,
    subscribers.map((each) => each.id),
    paperIds,
  );
  const papers = await getPapers(tx, paperIds);
  return {
    lastSeq,
    matches: Map.groupBy(matches, (match) => match.topic_id),
    shown: new Set(shown.map((row) => `${row.subscriber_id} ${row.paper_id}`)),
    papers: new Map(papers.map((paper) => [paper.id, paper])),
    papersAfter: await countPapersAfter(tx, due.map(sinceSeq), lastSeq),
    sources: await listActiveSources(tx),
    reasonOf: memoiseReasons(),
  };
}

/** From where on a subscription has been reading. */
const sinceSeq = (subscription: RunningSubscription): number =>
  Math.max(subscription.covered_seq, subscription.start_seq);

/** A reason is the same for all readers of a topic and paper. */
function memoiseReasons(): Context["reasonOf"] {
  const topics = new Map<string, Node>();
  const reasons = new Map<string, Reason>();
  return (canonical, paper) => {
    const key = `${paper.id} ${canonical}`;
    let reason = reasons.get(key);
    if (!reason) {
      let topic = topics.get(canonical);
      if (!topic) {
        const parsed = parseTopic(canonical, { limits: false });
        if (!parsed.ok) throw new Error(`a stored topic does not parse: ${parsed.error.message}`);
        topic = parsed.topic.ast;
        topics.set(canonical, topic);
      }
      reason = explainHit(topic, { ...paper, sources: [] });
      reasons.set(key, reason);
    }
    return reason;
  };
}

/** New to this subscription: after what it covered, and of what was there before it was made only the days it starts with. */
function listNew(subscription: RunningSubscription, context: Context): NewMatch[] {
  return (context.matches.get(subscription.topic_id) ?? []).filter(
    (match) =>
      match.seq > subscription.covered_seq &&
      (match.seq > subscription.start_seq || (match.listed_on !== null && match.listed_on >= subscription.starts_on)),
  );
}

function compileOne(
  id: number,
  subscriber: DueSubscriber,
  due: RunningSubscription[],
  context: Context,
  order: CompileOrder,
): DigestWrite {
  const matched = due.map((subscription) => listNew(subscription, context));
  const fresh = matched.map((matches) =>
    matches.filter((match) => !context.shown.has(`${subscriber.id} ${match.paper_id}`)),
  );
  const composed = composeSections(due.map((subscription, i) => rankSection(subscription, fresh[i] as NewMatch[])));
  const items = composed.flatMap(({ paperIds }, section) =>
    paperIds.map((paperId, position) =>
      makeItem(due[section] as RunningSubscription, section, position, paperId, context),
    ),
  );
  const alreadyShown = matched.flat().length - fresh.flat().length;
  const quiet = items.length === 0 ? makeQuiet(subscriber, due, alreadyShown, context, order.on) : null;
  return {
    id,
    subscriber_id: subscriber.id,
    local_on: order.on,
    kind: quiet ? "quiet" : "digest",
    cause: quiet?.cause ?? null,
    holiday: quiet?.holiday ?? false,
    zone: subscriber.zone,
    hour: subscriber.hour,
    sections: due.map((subscription, position) => ({
      position,
      subscription_id: subscription.id,
      name: subscription.name,
      reading: subscription.reading,
      from_seq: subscription.covered_seq,
      to_seq: context.lastSeq,
      more: composed[position]?.linked.length ?? 0,
    })),
    items,
    linked: [...new Set(composed.flatMap((section) => section.linked))],
    recipient: { channel: subscriber.channel, address: subscriber.address, address_key: subscriber.address_key },
    parts: quiet && !quiet.note ? 0 : 1,
  };
}

function rankSection(subscription: RunningSubscription, matches: NewMatch[]): RankedSection {
  const candidates = matches.map((match) => ({
    paperId: match.paper_id,
    textScore: match.score ?? 0,
    upvotes: match.upvotes,
    comments: match.comments,
    codeStars: match.code_stars,
    publishedOn: match.published_on,
  }));
  const ranked = rankPapers(candidates, { signal: subscription.signal });
  return { subscriptionId: subscription.id, cap: subscription.cap, paperIds: ranked.map((each) => each.paperId) };
}

function makeItem(
  subscription: RunningSubscription,
  section: number,
  position: number,
  paperId: number,
  context: Context,
): ItemWrite {
  const paper = context.papers.get(paperId);
  if (!paper) throw new Error(`paper ${paperId} was matched but not found`);
  return { section, position, paper, reason: context.reasonOf(subscription.canonical, paper) };
}

function makeQuiet(
  subscriber: DueSubscriber,
  due: RunningSubscription[],
  alreadyShown: number,
  context: Context,
  on: string,
) {
  const papersRead = Math.max(...due.map((each) => context.papersAfter.get(sinceSeq(each)) ?? 0));
  const day = explainQuietDay({
    on,
    lastOn: subscriber.last_on,
    topics: due.length,
    papersRead,
    alreadyShown,
    sources: context.sources,
  });
  return { ...day, note: isNoteDue(subscriber.quiet_notes, day.holiday, subscriber.quiet_days + 1) };
}
