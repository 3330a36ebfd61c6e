/** What one pass of compiling knows: matches, papers, rankings and cards, read or made once for all its pages of readers. */
import { insertCards } from "../db/cards.ts";
import { countPapersAfter, getLastPaperId, getLastSeqBefore, listMatchesAfter, type NewMatch } from "../db/digests.ts";
import { getLastSeq } from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import { getPapers } from "../db/papers.ts";
import { listDaysSince } from "../db/source-days.ts";
import { listActiveSources } from "../db/sources.ts";
import type { RunningSubscription } from "../db/subscribers.ts";
import { getCanonicals } from "../db/topics.ts";
import { catchUpSince } from "../domain/calendar/late-start.ts";
import type { Card } from "../domain/digest/card.ts";
import type { SourceDayFacts } from "../domain/digest/quiet.ts";
import type { StoredPaper } from "../domain/paper/absorb.ts";
import { rankPapers } from "../domain/ranking/rank.ts";
import { explainHit } from "../domain/ranking/reason.ts";
import type { Node } from "../domain/topic/language.ts";
import { parseTopic } from "../domain/topic/parse.ts";
import { loadTunings, type Tuning } from "./tuning.ts";

/** New matches of a subscription, best first, and how many its threshold and its reader's rules leave out. */
export interface Ranked {
  matches: readonly NewMatch[];
  weak: number;
  hidden: number;
}

/** Kept rankings at most; about 2 kB each. */
const MOST_RANKINGS = 5_000;

export interface CompilePass {
  /** Sections take matches up to this batch. */
  lastSeq: number;
  /** Matches up to this batch are older than a catch-up shows: they are linked. */
  oldSeq: number;
  lastPaperId: number;
  sources: string[];
  /** What is known of the sources' latest days, for the causes of quiet days. */
  sourceDays: SourceDayFacts[];
  /** Reads what a page of subscriptions needs and the pass does not know yet. */
  load(tx: Db, due: RunningSubscription[]): Promise<void>;
  /** What is new to a subscription. */
  rankNew(subscription: RunningSubscription): Ranked;
  rank(subscription: RunningSubscription, matches: readonly NewMatch[]): readonly NewMatch[];
  countPapersAfter(seq: number): number;
  cardOf(subscription: RunningSubscription, paperId: number): Card;
  /** Writes the cards made since the last call. */
  writeCards(tx: Db): Promise<void>;
}

/** Reads the state of the matches now; a pass is for minutes, not for hours. */
export async function openCompilePass(tx: Db, now: Temporal.Instant): Promise<CompilePass> {
  const lastSeq = await getLastSeq(tx);
  const spans = new Map<number, number>();
  const matches = new Map<number, NewMatch[]>();
  const papers = new Map<number, StoredPaper>();
  const papersAfter = new Map<number, number>();
  const rankings = new Map<string, Ranked>();
  const tunings = new Map<number, Tuning>();
  const canonicals = new Map<number, string>();
  const cards = createCardMaker(papers, canonicals);

  async function load(tx: Db, due: RunningSubscription[]): Promise<void> {
    const wanted = new Map<number, number>();
    for (const { topic_id, covered_seq } of due)
      if (covered_seq < (wanted.get(topic_id) ?? spans.get(topic_id) ?? Number.POSITIVE_INFINITY))
        wanted.set(topic_id, covered_seq);
    if (wanted.size > 0) {
      const found = await listMatchesAfter(
        tx,
        [...wanted].map(([topic_id, after]) => ({ topic_id, after })),
        lastSeq,
      );
      for (const topic of wanted.keys()) matches.set(topic, []);
      for (const match of found) matches.get(match.topic_id)?.push(match);
      for (const [topic, after] of wanted) spans.set(topic, after);
      for (const [topic, canonical] of await getCanonicals(tx, [...wanted.keys()])) canonicals.set(topic, canonical);
      const unknown = new Set(found.map((match) => match.paper_id).filter((id) => !papers.has(id)));
      for (const paper of await getPapers(tx, [...unknown])) papers.set(paper.id, paper);
    }
    const tuned = due.filter(({ id, tuned }) => tuned && !tunings.has(id));
    for (const [id, tuning] of await loadTunings(tx, tuned, listPapersOf)) tunings.set(id, tuning);
    const seqs = due.map(sinceSeq).filter((seq) => !papersAfter.has(seq));
    if (seqs.length > 0)
      for (const [seq, count] of await countPapersAfter(tx, seqs, lastSeq)) papersAfter.set(seq, count);
  }

  const listPapersOf = (topicId: number): StoredPaper[] =>
    (matches.get(topicId) ?? []).flatMap(({ paper_id }) => papers.get(paper_id) ?? []);

  const rank = (subscription: RunningSubscription, matches: readonly NewMatch[]) =>
    rankMatches(subscription, matches, tunings.get(subscription.id)?.likingOf ?? null);

  function rankNew(subscription: RunningSubscription): Ranked {
    const { id, topic_id, covered_seq, start_seq, starts_on, signal, threshold, tuned } = subscription;
    const key = `${topic_id} ${covered_seq} ${start_seq} ${starts_on} ${signal} ${threshold} ${tuned ? id : ""}`;
    const known = rankings.get(key);
    if (known) return known;
    const all = listNew(subscription, matches.get(topic_id) ?? []);
    const hidden = tunings.get(id)?.hidden;
    const wanted = hidden ? all.filter(({ paper_id }) => !hidden.has(paper_id)) : all;
    const strong = wanted.filter(({ strength }) => strength === null || strength >= threshold);
    const ranked = {
      matches: rank(subscription, strong),
      weak: wanted.length - strong.length,
      hidden: all.length - wanted.length,
    };
    if (rankings.size >= MOST_RANKINGS) rankings.clear();
    rankings.set(key, ranked);
    return ranked;
  }

  return {
    lastSeq,
    oldSeq: await getLastSeqBefore(tx, catchUpSince(now).toString()),
    lastPaperId: await getLastPaperId(tx),
    sources: await listActiveSources(tx),
    sourceDays: await listReadDays(tx, now),
    load,
    rankNew,
    rank,
    countPapersAfter: (seq) => papersAfter.get(seq) ?? 0,
    ...cards,
  };
}

const SOURCE_DAYS = 10;

async function listReadDays(tx: Db, now: Temporal.Instant): Promise<SourceDayFacts[]> {
  const since = now.toZonedDateTimeISO("UTC").toPlainDate().subtract({ days: SOURCE_DAYS }).toString();
  const rows = (await listDaysSince(tx, since)).filter((row) => row.last_read_at !== null);
  return rows.map(({ source, listed_on, state, cause }) => ({ source, day: listed_on, state, cause }));
}

/** From where on a subscription has been reading. */
export const sinceSeq = (subscription: RunningSubscription): number =>
  Math.max(subscription.covered_seq, subscription.start_seq);

/** New to this subscription: after what it covered, and of what was there before it was made only the days it starts with. */
function listNew(subscription: RunningSubscription, matches: NewMatch[]): NewMatch[] {
  const { covered_seq, start_seq, starts_on } = subscription;
  return matches.filter(
    ({ seq, listed_on }) => seq > covered_seq && (seq > start_seq || (listed_on !== null && listed_on >= starts_on)),
  );
}

function rankMatches(
  { signal }: RunningSubscription,
  matches: readonly NewMatch[],
  likingOf: Tuning["likingOf"],
): readonly NewMatch[] {
  const candidates = matches.map((match) => ({
    match,
    paperId: match.paper_id,
    textScore: match.score ?? 0,
    pinned: match.pinned,
    liking: likingOf === null ? 0 : likingOf(match.paper_id),
    upvotes: match.upvotes,
    comments: match.comments,
    codeStars: match.code_stars,
    publishedOn: match.published_on,
  }));
  return rankPapers(candidates, { signal }).map((each) => each.match);
}

/** A card is the same for all readers of a topic and paper in a pass. */
function createCardMaker(
  papers: Map<number, StoredPaper>,
  canonicals: Map<number, string>,
): Pick<CompilePass, "cardOf" | "writeCards"> {
  const topics = new Map<number, Node>();
  const cards = new Map<string, Card>();
  let unwritten: Card[] = [];
  function readTopic(topic_id: number): Node {
    const known = topics.get(topic_id);
    if (known) return known;
    const parsed = parseTopic(canonicals.get(topic_id) ?? "", { limits: false });
    if (!parsed.ok) throw new Error(`the stored topic ${topic_id} does not parse: ${parsed.error.message}`);
    topics.set(topic_id, parsed.topic.ast);
    return parsed.topic.ast;
  }
  return {
    cardOf(subscription, paperId) {
      const key = `${subscription.topic_id} ${paperId}`;
      const known = cards.get(key);
      if (known) return known;
      const paper = papers.get(paperId);
      if (!paper) throw new Error(`paper ${paperId} was matched but not found`);
      const reason = explainHit(readTopic(subscription.topic_id), { ...paper, sources: [] });
      const { upvotes, comments } = paper;
      const card: Card = { id: 0, topicId: subscription.topic_id, paper, upvotes, comments, reason };
      cards.set(key, card);
      unwritten.push(card);
      return card;
    },
    async writeCards(tx) {
      await insertCards(tx, unwritten);
      unwritten = [];
    },
  };
}
