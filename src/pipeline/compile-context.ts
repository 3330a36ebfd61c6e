/** What the digests of a page of readers are made of, gathered in a few statements. */
import { countPapersAfter, listMatchesAfter, listShown, type NewMatch } from "../db/digests.ts";
import { listActiveSources } from "../db/intakes.ts";
import { getLastSeq } from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import { getPapers } from "../db/papers.ts";
import type { DueSubscriber, RunningSubscription } from "../db/subscribers.ts";
import type { Reason } from "../domain/digest/view.ts";
import type { StoredPaper } from "../domain/paper/absorb.ts";
import { explainHit } from "../domain/ranking/reason.ts";
import type { Node } from "../domain/topic/language.ts";
import { parseTopic } from "../domain/topic/parse.ts";

export interface CompileContext {
  lastSeq: number;
  matches: Map<number, NewMatch[]>;
  shown: Set<string>;
  papers: Map<number, StoredPaper>;
  papersAfter: Map<number, number>;
  sources: string[];
  reasonOf(canonical: string, paper: StoredPaper): Reason;
}

/** Everything the page's digests are made of, in a few statements. */
export async function gatherContext(
  tx: Db,
  subscribers: DueSubscriber[],
  due: RunningSubscription[],
): Promise<CompileContext> {
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
export const sinceSeq = (subscription: RunningSubscription): number =>
  Math.max(subscription.covered_seq, subscription.start_seq);

/** A reason is the same for all readers of a topic and paper. */
function memoiseReasons(): CompileContext["reasonOf"] {
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
