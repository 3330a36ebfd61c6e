/** Following papers like a list of the reader's own: the list becomes a library, and a topic that names it. */
import { hash } from "node:crypto";
import { findStoredEntries, listLibraries, saveLibrary } from "../db/libraries.ts";
import type { Db } from "../db/open.ts";
import { getCorpus, listRecentTerms, listTerms } from "../db/paper-terms.ts";
import { titleKey } from "../domain/identity/title.ts";
import { ANALYSER, countTerms, type TermCounts } from "../domain/similarity/terms.ts";
import { type Corpus, cosine, makeCentroid, type Vector, weighTerms } from "../domain/similarity/vector.ts";
import type { LibraryEntry } from "../domain/subscription/library.ts";

export interface MadeLibrary {
  /** What a topic names it by: `like:KEY`. */
  key: string;
  /** Entries whose text is stored, and those whose own title and abstract were taken. */
  stored: number;
  own: number;
  /** Entries of which nothing is known but an identifier. */
  missing: LibraryEntry[];
  /** How many papers of the last 30 days are like enough, and of how many. */
  recent: { like: number; of: number };
}

export type LibraryOutcome = { ok: true; library: MadeLibrary } | { ok: false; message: string };

/** Papers a day that a library is to bring about: its own measure of like enough. */
const WANTED_A_DAY = 3;
const DAYS = 30;
/** Below this two papers share only what all papers share. */
const LEAST_LIKENESS = 0.1;
/** Of fewer recent papers the best say nothing of what is like enough. */
const RECENT_LEAST = 100;
/** How strict a library is where nothing recent says it. */
const USUAL_LIKENESS = 0.15;

/** The same list gives the same library. `tx` is a transaction. */
export async function makeLibrary(tx: Db, entries: LibraryEntry[], now: Temporal.Instant): Promise<LibraryOutcome> {
  const distinct = [...new Map(entries.map((entry) => [nameEntry(entry), entry])).values()];
  const { counts, stored, own, missing } = await readTexts(tx, distinct);
  if (counts.length === 0)
    return {
      ok: false,
      message: `none of the ${distinct.length} papers is stored, and the list has no titles: bring a BibTeX, RIS or CSL JSON file with titles and abstracts, or read them first: paperboy intake arxiv`,
    };
  const corpus = await getCorpus(
    tx,
    counts.flatMap(({ terms }) => terms),
  );
  const centroid = makeCentroid(
    counts.map((each) => weighTerms(each, corpus)),
    [],
  );
  const recent = await measureRecent(tx, centroid, now);
  const key = makeKey(distinct);
  const known = (await listLibraries(tx, [key])).get(key);
  const least = known?.least ?? chooseLeast(recent);
  if (!known) await saveLibrary(tx, { key, least, centroid }, distinct, now.toString());
  const like = recent.filter((likeness) => likeness >= least).length;
  return { ok: true, library: { key, stored, own, missing, recent: { like, of: recent.length } } };
}

async function readTexts(
  tx: Db,
  entries: LibraryEntry[],
): Promise<{ counts: TermCounts[]; stored: number; own: number; missing: LibraryEntry[] }> {
  const found = await findStoredEntries(
    tx,
    entries.map(({ arxivId, doi, title }) => ({ arxivId, doi, titleKey: title === null ? null : titleKey(title) })),
  );
  const terms = await listTerms(tx, [...new Set(found.values())]);
  const texts = { counts: [] as TermCounts[], stored: 0, own: 0, missing: [] as LibraryEntry[] };
  entries.forEach((entry, i) => {
    const known = terms.get(found.get(i) ?? -1);
    if (known) {
      texts.counts.push(known);
      texts.stored += 1;
    } else if (entry.title !== null) {
      texts.counts.push(countTerms({ title: entry.title, abstract: entry.abstract }));
      texts.own += 1;
    } else texts.missing.push(entry);
  });
  return texts;
}

/** How like the library the papers of the last 30 days are. */
async function measureRecent(tx: Db, centroid: Vector, now: Temporal.Instant): Promise<number[]> {
  const since = now
    .toZonedDateTimeISO("UTC")
    .toPlainDate()
    .subtract({ days: DAYS - 1 })
    .toString();
  const recent = await listRecentTerms(tx, since);
  const corpus = await corpusOf(tx, recent);
  return recent.map((counts) => cosine(centroid, weighTerms(counts, corpus)));
}

const corpusOf = (tx: Db, papers: TermCounts[]): Promise<Corpus> =>
  getCorpus(tx, new Set(papers.flatMap(({ terms }) => terms)));

/** So that the last 30 days would have brought about what is wanted a day; never what is hardly like it at all. */
function chooseLeast(recent: number[]): number {
  if (recent.length < RECENT_LEAST) return USUAL_LIKENESS;
  const falling = [...recent].sort((a, b) => b - a);
  return Math.max(LEAST_LIKENESS, falling[Math.min(falling.length, WANTED_A_DAY * DAYS) - 1] ?? 0);
}

const nameEntry = ({ arxivId, doi, title }: LibraryEntry): string =>
  arxivId !== null ? `arxiv:${arxivId}` : doi !== null ? `doi:${doi}` : `title:${titleKey(title ?? "")}`;

/** Twelve letters and digits of a hash of its entries. */
function makeKey(entries: LibraryEntry[]): string {
  const names = entries.map(nameEntry).sort().join("\n");
  return `k${BigInt(`0x${hash("sha256", `${ANALYSER}\n${names}`, "hex").slice(0, 16)}`)
    .toString(36)
    .slice(0, 12)}`;
}
