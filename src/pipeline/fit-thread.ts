/** A thread of its own that fits the model of related words: seconds of processor time that nobody else must wait for. */
import { parentPort, workerData } from "node:worker_threads";
import { packModel } from "../db/corpus-models.ts";
import { type PackedTerms, unpackTerms } from "../db/packed-terms.ts";
import { fitLsi } from "../domain/similarity/lsi.ts";

export interface FitOrder {
  papers: PackedTerms[];
  rank: number;
  seed: number;
}

const { papers, rank, seed } = workerData as FitOrder;
const counts = papers.map(unpackTerms);
const holders = new Map<string, number>();
for (const { terms } of counts) for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1);
const corpus = { papers: counts.length, holds: (term: string) => holders.get(term) ?? 0 };
const content = packModel(fitLsi(counts, corpus, { rank, random: makeRandom(seed) }));
parentPort?.postMessage(content, [content.buffer as ArrayBuffer]);

/** mulberry32: the same papers give the same model. */
function makeRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
