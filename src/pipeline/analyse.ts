/** Analysing: papers that intake wrote get their terms, and the corpus' counts follow, page by page. */
import { setImmediate } from "node:timers/promises";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import {
  addToCorpus,
  deleteTerms,
  deleteUnanalysed,
  listStale,
  listUnanalysed,
  outdateTerms,
  type StalePaper,
  saveTerms,
  type TermsWrite,
} from "../db/paper-terms.ts";
import { listFacts } from "../domain/similarity/facts.ts";
import { ANALYSER, countTerms } from "../domain/similarity/terms.ts";

/** Chunks of intake read at once: the corpus' counts are written once for all of them. */
const CHUNKS = 4;
/** Papers between two looks at what else the process has to do. */
const SLICE = 20;

/**
 * Analyses all that waits; returns how many papers were. Each page commits on its own, so a call that is cut off loses
 * nothing and the next goes on. `signal` ends it after the page under way.
 */
export async function analyseWaiting(
  db: Db,
  { onPage, signal }: { onPage?: (papers: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<number> {
  let papers = 0;
  await outdateTerms(db, ANALYSER);
  for (;;) {
    const page = await db.transaction().execute(analysePage);
    if (page === null) return papers;
    papers += page;
    onPage?.(papers);
    if (signal?.aborted) return papers;
  }
}

/** Null when nothing waits. */
async function analysePage(tx: Db): Promise<number | null> {
  await lockUntilCommit(tx, "analysing");
  const chunks = await listUnanalysed(tx, CHUNKS);
  if (chunks.length === 0) return null;
  const ids = [...new Set(chunks.flatMap((chunk) => chunk.paper_ids))];
  const stale = await listStale(tx, ids, ANALYSER);
  const merged = stale.filter((paper) => paper.merged);
  const writes = await analyse(stale.filter((paper) => !paper.merged));
  await saveTerms(tx, writes, ANALYSER);
  await deleteTerms(
    tx,
    merged.map((paper) => paper.id),
  );
  await addToCorpus(tx, ...sumChanges(stale, writes));
  await deleteUnanalysed(
    tx,
    chunks.map((chunk) => chunk.id),
  );
  return writes.length;
}

async function analyse(papers: StalePaper[]): Promise<TermsWrite[]> {
  const writes: TermsWrite[] = [];
  for (const paper of papers) {
    if (writes.length % SLICE === SLICE - 1) await setImmediate();
    const counts = countTerms(paper);
    writes.push({ paperId: paper.id, revision: paper.revision, counts, facts: listFacts(paper, counts) });
  }
  return writes;
}

/** By how many papers the corpus grew, and by how many the holders of each term. */
function sumChanges(stale: StalePaper[], writes: TermsWrite[]): [papers: number, changes: Map<string, number>] {
  const changes = new Map<string, number>();
  const add = (terms: string[], by: number) => {
    for (const term of terms) changes.set(term, (changes.get(term) ?? 0) + by);
  };
  for (const { counts } of writes) add(counts.terms, 1);
  const known = stale.filter((paper) => paper.terms !== null);
  for (const { terms } of known) add(terms as string[], -1);
  return [writes.length - known.length, changes];
}
