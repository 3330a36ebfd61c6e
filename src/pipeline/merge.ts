/** Merges two papers at an operator's word, as a listing that names both would, and so that it can be taken back. */
import { findPaperIds } from "../db/archive-names.ts";
import { insertDecisions, saveCandidates } from "../db/listings.ts";
import { lockUntilCommit } from "../db/locks.ts";
import { mergePapers } from "../db/merges.ts";
import type { Db } from "../db/open.ts";
import { getPapers, type PaperWrite, updatePapers } from "../db/papers.ts";
import { listMergedInto } from "../db/splits.ts";
import { findPaperId } from "../domain/identity/ids.ts";
import { encodeSketch, listShingles, sketchOf } from "../domain/identity/text.ts";
import { titleKey } from "../domain/identity/title.ts";
import { fillFrom, type StoredPaper } from "../domain/paper/absorb.ts";
import { type Split, splitPaper } from "./split.ts";

/** `into` survives; `other` was merged into it. */
export type Merge = { ok: true; into: number; other: number } | { ok: false; cause: string };

/** A paper by our number, an arXiv id, a DOI or an OpenReview address; of a merged one the survivor. */
export async function findPaper(db: Db, name: string): Promise<{ id: number; survivor: number } | null> {
  const number = /^#?(\d{1,15})$/.exec(name.trim())?.[1];
  return findPaperIds(db, number === undefined ? findPaperId(name) : Number(number));
}

/** The first survives, unless only the other has an arXiv id. `tx` is a transaction. */
export async function mergeByHand(tx: Db, first: string, second: string, at: Temporal.Instant): Promise<Merge> {
  await lockUntilCommit(tx, "intake");
  const found = [await findPaper(tx, first), await findPaper(tx, second)] as const;
  const missing = found[0] === null ? first : found[1] === null ? second : null;
  if (!found[0] || !found[1]) return { ok: false, cause: `there is no paper ${missing}` };
  const [a, b] = [found[0].survivor, found[1].survivor];
  if (a === b) return { ok: false, cause: `${first} and ${second} are one paper already` };
  const papers = new Map((await getPapers(tx, [a, b])).map((paper) => [paper.id, paper]));
  const [paperA, paperB] = [papers.get(a) as StoredPaper, papers.get(b) as StoredPaper];
  if (paperA.arxivId !== null && paperB.arxivId !== null)
    return {
      ok: false,
      cause: `arXiv ${paperA.arxivId} and ${paperB.arxivId} are two papers: two arXiv ids are never one`,
    };
  const [into, other] = paperA.arxivId === null && paperB.arxivId !== null ? [paperB, paperA] : [paperA, paperB];
  await updatePapers(tx, [writeOf(fillFrom(into, other))], at.toString());
  await mergePapers(tx, [{ into: into.id, other: other.id }]);
  const decision = {
    decision: "merged",
    paperId: into.id,
    otherId: other.id,
    rule: "operator",
    detail: "the operator merged the papers",
  } as const;
  await insertDecisions(tx, [{ ...decision, listingKey: null, before: into }], at.toString());
  await saveCandidates(tx, [into.id]);
  return { ok: true, into: into.id, other: other.id };
}

/** Splits a merged paper off, named by itself, or by what it alone was merged into. `tx` is a transaction. */
export async function splitByHand(tx: Db, name: string, at: Temporal.Instant): Promise<Split> {
  const found = await findMerged(tx, name);
  return found.ok ? splitPaper(tx, found.id, at) : found;
}

/** The merged paper that a name asks to split off, and what it is part of. */
export async function findMerged(
  db: Db,
  name: string,
): Promise<{ ok: true; id: number; from: number } | { ok: false; cause: string }> {
  const found = await findPaper(db, name);
  if (!found) return { ok: false, cause: `there is no paper ${name}` };
  const { id, survivor } = found;
  if (id !== survivor) return { ok: true, id, from: survivor };
  const merged = await listMergedInto(db, id);
  const [only] = merged;
  if (only === undefined) return { ok: false, cause: `paper ${id} was not merged with another` };
  if (merged.length > 1)
    return { ok: false, cause: `paper ${id} was merged with ${merged.join(", ")}: name which to split off` };
  return { ok: true, id: only, from: id };
}

function writeOf(paper: StoredPaper): PaperWrite {
  const sketch = paper.abstract ? encodeSketch(sketchOf(listShingles(paper.abstract))) : null;
  return { paper, titleKey: titleKey(paper.title), sketch, joined: true };
}
