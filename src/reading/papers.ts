/** The archive: papers by day, and by a query of the topic language over everything stored. */

import { countPapers, type ListedPaper, listPaperIds, listPapersByDay, listPapersByIds } from "../db/archive.ts";
import { listSearchable } from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import type { Reason } from "../domain/digest/view.ts";
import { indexPapers } from "../domain/matching/index-papers.ts";
import { listHits } from "../domain/matching/match.ts";
import type { Searchable } from "../domain/paper/paper.ts";
import { rankPapers } from "../domain/ranking/rank.ts";
import { explainHit } from "../domain/ranking/reason.ts";
import { scoreHits } from "../domain/ranking/score.ts";
import type { ParsedTopic } from "../domain/topic/language.ts";

export interface PaperList {
  /** All that there are, whatever the limit. */
  count: number;
  papers: (ListedPaper & { reason?: Reason })[];
}

/** Newest first. */
export async function listPapers(db: Db, since: string | null, limit: number): Promise<PaperList> {
  const [count, papers] = await Promise.all([countPapers(db, since), listPapersByDay(db, since, limit)]);
  return { count, papers };
}

/** Papers that satisfy a topic, best first; `since` narrows to papers first listed on that day or later. */
export async function searchPapers(
  db: Db,
  topic: ParsedTopic,
  since: string | null,
  limit: number,
): Promise<PaperList> {
  const searchable = await listSearchable(db, await listPaperIds(db, since), false);
  const index = indexPapers(searchable);
  const hits = listHits(index, topic.ast);
  const scores = scoreHits(index, topic.ast, hits);
  const found = hits.map((position) => searchable[position] as Searchable);
  const rows = new Map(
    (
      await listPapersByIds(
        db,
        found.map((paper) => paper.id),
      )
    ).map((paper) => [paper.id, paper]),
  );
  const ranked = rankPapers(
    found.map((paper, i) => {
      const { upvotes, comments, codeStars, publishedOn } = rows.get(paper.id) as ListedPaper;
      return { paper, paperId: paper.id, textScore: scores[i] as number, upvotes, comments, codeStars, publishedOn };
    }),
    { signal: true },
  );
  const papers = ranked
    .slice(0, limit)
    .map(({ paper }) => ({ ...(rows.get(paper.id) as ListedPaper), reason: explainHit(topic.ast, paper) }));
  return { count: hits.length, papers };
}
