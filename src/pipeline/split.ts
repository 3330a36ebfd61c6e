/** Takes a decision of identity back: both papers become what they would be had it never been taken (semantics 6). */
import { saveCandidates } from "../db/listings.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { allocatePaperIds, getPapers, insertPapers, type PaperWrite, seriesOf, updatePapers } from "../db/papers.ts";
import {
  findListing,
  findPaperBefore,
  hasJoined,
  type ListingKey,
  listIdsOf,
  listingKeyOf,
  listKeptListings,
  listMergedInto,
  listSeriesOf,
  movePaperParts,
  recordSplit,
  unmergePaper,
} from "../db/splits.ts";
import { encodeSketch, listShingles, sketchOf } from "../domain/identity/text.ts";
import { titleKey } from "../domain/identity/title.ts";
import { absorb, fillFrom, paperFrom, type StoredPaper } from "../domain/paper/absorb.ts";
import type { Listing, PaperId } from "../domain/paper/listing.ts";

/** `paperId`: the paper of its own; `from`: the one it was split off. */
export type Split = { ok: true; paperId: number; from: number } | { ok: false; cause: string };

/**
 * Splits a listing that joined a paper by title or text off into a paper of its own, with the same source's other
 * listings under that key. Deletes nothing; what readers were shown stays shown. `tx` is a transaction.
 */
export async function splitListing(tx: Db, key: ListingKey, at: Temporal.Instant): Promise<Split> {
  await lockUntilCommit(tx, "intake");
  const listing = await findListing(tx, key);
  if (!listing) return { ok: false, cause: `there is no listing ${listingKeyOf(key)}` };
  const from = listing.paper_id;
  const series = seriesOf(key.source, key.sourceKey);
  if (!(await hasJoined(tx, from, series)))
    return { ok: false, cause: `${series} did not join paper ${from} by title or text: there is nothing to take back` };
  const [leaving, staying] = partition(
    await listKeptListings(tx, from),
    (each) => seriesOf(each.source, each.sourceKey) === series,
  );
  const [paperId] = (await allocatePaperIds(tx, 1)) as [number];
  const [first, ...rest] = leaving.map((each) => each.content) as [Listing, ...Listing[]];
  await insertPapers(tx, [writeOf(rest.reduce(afterListing, paperFrom(paperId, first)), false)], at.toString());
  await movePaperParts(tx, paperId, leaving, idsOf(leaving, await listIdsOf(tx, from), staying));
  await makeAnew(tx, from, at);
  await recordSplit(tx, { from, other: paperId, series }, at.toString());
  await saveCandidates(tx, [from, paperId]);
  return { ok: true, paperId, from };
}

/** Takes the merge of `other` back; listings of it that came since go with it. `tx` is a transaction. */
export async function splitPaper(tx: Db, other: number, at: Temporal.Instant): Promise<Split> {
  await lockUntilCommit(tx, "intake");
  const split = await unmergePaper(tx, other);
  if (!split.ok) return split;
  const { from } = split;
  const [ids, series] = [await listIdsOf(tx, other), await listSeriesOf(tx, other)];
  const [names, others] = [new Set(ids.map(idKey)), new Set((await listIdsOf(tx, from)).map(idKey))];
  const namesOne = (listing: Listing, of: Set<string>) => listing.ids.some((id) => of.has(idKey(id)));
  // A listing that names identifiers of both proves nothing: it stays.
  const [leaving, staying] = partition(
    await listKeptListings(tx, from),
    ({ source, sourceKey, content }) =>
      !namesOne(content, others) && (namesOne(content, names) || series.has(seriesOf(source, sourceKey))),
  );
  await movePaperParts(tx, other, leaving, idsOf(leaving, await listIdsOf(tx, from), staying));
  const [own] = await getPapers(tx, [other]);
  const became = leaving.map((each) => each.content).reduce(afterListing, own as StoredPaper);
  await updatePapers(tx, [writeOf({ ...became, revision: became.revision + 1 }, true)], at.toString());
  await makeAnew(tx, from, at);
  await recordSplit(tx, { from, other, series: null }, at.toString());
  await saveCandidates(tx, [from, other]);
  return { ok: true, paperId: other, from };
}

/** A joined paper from what it was before, what its listings said since, and the papers that still are merged into it. */
async function makeAnew(tx: Db, paperId: number, at: Temporal.Instant): Promise<void> {
  const before = await findPaperBefore(tx, paperId);
  if (!before) return;
  const [now] = (await getPapers(tx, [paperId])) as [StoredPaper];
  const kept = (await listKeptListings(tx, paperId)).map((each) => each.content);
  const merged = await getPapers(tx, await listMergedInto(tx, paperId));
  const made = merged.reduce(fillFrom, kept.reduce(afterListing, before));
  await updatePapers(tx, [writeOf({ ...made, revision: now.revision + 1 }, true)], at.toString());
}

const afterListing = (paper: StoredPaper, listing: Listing): StoredPaper => absorb(paper, listing).paper;
const idKey = (id: PaperId): string => `${id.scheme}:${id.value}`;

/** Identifiers that only the leaving listings name. */
function idsOf(leaving: { content: Listing }[], held: PaperId[], staying: { content: Listing }[]): PaperId[] {
  const theirs = new Set(leaving.flatMap(({ content }) => content.ids.map(idKey)));
  const others = new Set(staying.flatMap(({ content }) => content.ids.map(idKey)));
  return held.filter((id) => theirs.has(idKey(id)) && !others.has(idKey(id)));
}

function writeOf(paper: StoredPaper, joined: boolean): PaperWrite {
  const sketch = paper.abstract ? encodeSketch(sketchOf(listShingles(paper.abstract))) : null;
  return { paper, titleKey: titleKey(paper.title), sketch, joined };
}

function partition<T>(all: T[], wanted: (each: T) => boolean): [T[], T[]] {
  return [all.filter(wanted), all.filter((each) => !wanted(each))];
}
