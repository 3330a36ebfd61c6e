/** Weighs a term for each paper it stands in: rare words count more, words in the title three times. */
import { type Bitset, hasBit, listBits, unite } from "../matching/bitset.ts";
import { ABSTRACT, type PaperIndex, TITLE } from "../matching/index-papers.ts";
import { countRows, type Postings, ROW } from "../matching/postings.ts";
import { findTermHits, findTermRows, type Term, type Weights } from "../matching/terms.ts";
import { isSingleWord, listCandidates, listTextSpans } from "../matching/text-hits.ts";
import { findStoredTerm } from "../similarity/terms.ts";
import type { Corpus } from "../similarity/vector.ts";
import type { TextLeaf } from "../topic/language.ts";

/** BM25F's: a word in the title counts as three in the abstract. */
export const TITLE_WEIGHT = 3;
/** BM25's k1: the second mention adds less than the first. Abstracts are alike in length, so b is 0. */
const SATURATION = 1.2;

/** By count: most are small. */
const SATURATED = Float64Array.from({ length: 64 }, (_, count) => measureSaturation(count));

export function saturate(count: number): number {
  return count < SATURATED.length ? (SATURATED[count] as number) : measureSaturation(count);
}

function measureSaturation(count: number): number {
  return (count * (SATURATION + 1)) / (count + SATURATION);
}

/** A phrase is taken to be as rare as its rarest word, times its number of words. */
export function measureRarity(index: PaperIndex, term: Term): number {
  if (term.rarity >= 0) return term.rarity;
  const { rarities, corpus } = index;
  const { estimate, words } = term;
  if (corpus === null || term.leaf.kind !== "text")
    term.rarity = (rarities[Math.min(estimate, rarities.length - 1)] as number) * words;
  else term.rarity = measureCorpusRarity(corpus, countHolders(corpus, term.leaf, estimate)) * words;
  return term.rarity;
}

/** Robertson's idf, with one added so that it is never negative: that of the index, of all that is stored. */
function measureCorpusRarity({ papers }: Corpus, holders: number): number {
  const held = Math.min(holders, papers);
  return Math.log(1 + (papers - held + 0.5) / (held + 0.5));
}

/** As many as hold the rarest word: at least those of the index, since a paper may be matched before it is counted. */
function countHolders(corpus: Corpus, { elements, prefix }: TextLeaf, estimate: number): number {
  if (prefix) return estimate;
  const holders = elements.map((element) =>
    corpus.holds(findStoredTerm(element.kind === "word" ? element.word : element.joined)),
  );
  return Math.max(estimate, Math.min(...holders));
}

/** What a word, phrase or name adds to the score of a paper, from its row. */
export function weighRow(rarity: number, { cells }: Postings, row: number): number {
  return rarity * saturate(TITLE_WEIGHT * (cells[row + 1] as number) + (cells[row + 2] as number));
}

/** Of many rows a table of all papers, kept with the term: faster to read, and as small. Of few null: read the rows. */
export function findTable(index: PaperIndex, term: Term, rows: Postings): Float64Array | null {
  if (countRows(rows) * 8 < index.papers.length) return null;
  if (term.counted === null) {
    term.counted = new Float64Array(index.papers.length);
    const rarity = measureRarity(index, term);
    for (let row = rows.from; row < rows.to; row += ROW) {
      term.counted[rows.cells[row] as number] = weighRow(rarity, rows, row);
    }
  }
  return term.counted;
}

/** By presence alone, without counting or comparing places: for topics that match a great part of the papers. */
export function findPresence(index: PaperIndex, term: Term): Weights {
  term.present ??= term.given === null ? weighPresence(index, term) : { table: term.given };
  return term.present;
}

function weighPresence(index: PaperIndex, term: Term): Weights {
  const { leaf } = term;
  const rows =
    leaf.kind !== "text" || isSingleWord(leaf) ? (findTermRows(index, term) as Postings) : listTogether(index, leaf);
  const { cells } = rows;
  const rarity = measureRarity(index, term);
  const weigh = (row: number) =>
    rarity * saturate((cells[row + 1] === 0 ? 0 : TITLE_WEIGHT) + (cells[row + 2] === 0 ? 0 : 1));
  if (countRows(rows) * 8 >= index.papers.length) {
    const table = new Float64Array(index.papers.length);
    for (let row = rows.from; row < rows.to; row += ROW) table[cells[row] as number] = weigh(row);
    return { table };
  }
  const papers: number[] = [];
  const values: number[] = [];
  for (let row = rows.from; row < rows.to; row += ROW) {
    papers.push(cells[row] as number);
    values.push(weigh(row));
  }
  return { papers, values, table: null };
}

/** Papers that hold all words of a phrase in one field, wherever there: counted once a field. */
function listTogether(index: PaperIndex, leaf: TextLeaf): Postings {
  const inTitle = leaf.field === "abs" ? index.none : listCandidates(index, leaf, TITLE);
  const inAbstract = leaf.field === "ti" ? index.none : listCandidates(index, leaf, ABSTRACT);
  const rows = listBits(unite(inTitle, inAbstract)).flatMap((paper) => [
    paper,
    Number(hasBit(inTitle, paper)),
    Number(hasBit(inAbstract, paper)),
  ]);
  return { cells: Int32Array.from(rows), from: 0, to: rows.length };
}

/** Of a distance: the papers of `hits` alone are weighed and nothing is kept. */
export function weighWindows(index: PaperIndex, term: Term, hits: Bitset): Weights & { table: null } {
  const leaf = term.leaf as TextLeaf;
  const rarity = measureRarity(index, term);
  const found = findTermHits(index, term, hits);
  const papers = listBits(hits).filter((paper) => hasBit(found, paper));
  const count = (paper: number, field: typeof TITLE | typeof ABSTRACT) =>
    listTextSpans(index, leaf, paper, field).length;
  const values = papers.map((paper) => {
    const title = leaf.field === "abs" ? 0 : count(paper, TITLE);
    return rarity * saturate(TITLE_WEIGHT * title + (leaf.field === "ti" ? 0 : count(paper, ABSTRACT)));
  });
  return { papers, values, table: null };
}
