/** Finds recent papers whose abstracts may be nearly the same, by agreeing bins of their sketches. */

export interface SketchIndex {
  add(paperId: number, sketch: Uint32Array, withoutArxivId: boolean): void;
  /** Papers that agree in two bins or more, most alike first; for a work with an arXiv id only papers without one. */
  listCandidates(sketch: Uint32Array, hasArxivId: boolean): number[];
}

const AGREEING_BINS = 2; // at Jaccard 0.3 of 32 bins, 9.6 are expected to agree; fewer than 2 has probability 0.0002
const BINS = 32;
const EMPTY_BIN = 0xffffffff;
const SLOTS = 2 ** 16;

/**
 * A hash table of (bin, least hash) with chains in two flat arrays: a chunk's 64,000 entries cost a few milliseconds,
 * a Map of them 40. More entries only make longer chains.
 */
export function createSketchIndex(): SketchIndex {
  const heads = new Int32Array(SLOTS).fill(-1);
  const next: number[] = []; // by entry: the one before it in its slot; entry / BINS is the place in `added`
  const added: { paperId: number; sketch: Uint32Array; withoutArxivId: boolean }[] = [];
  const slotOf = (bin: number, least: number) => Math.imul(least ^ (bin << 11), 0x9e3779b1) >>> 16;
  return {
    add(paperId, sketch, withoutArxivId) {
      const first = added.push({ paperId, sketch, withoutArxivId }) * BINS - BINS;
      for (let bin = 0; bin < BINS; bin++) {
        const slot = slotOf(bin, sketch[bin] as number);
        next.push(sketch[bin] === EMPTY_BIN ? -1 : (heads[slot] as number));
        if (sketch[bin] !== EMPTY_BIN) heads[slot] = first + bin;
      }
    },
    listCandidates(sketch, hasArxivId) {
      const agreeing = new Map<number, number>();
      for (let bin = 0; bin < BINS; bin++) {
        const least = sketch[bin] as number;
        if (least === EMPTY_BIN) continue;
        for (let entry = heads[slotOf(bin, least)] as number; entry >= 0; entry = next[entry] as number) {
          if (entry % BINS !== bin) continue;
          const { paperId, sketch: other, withoutArxivId } = added[(entry - bin) / BINS] as (typeof added)[number];
          if (other[bin] === least && (withoutArxivId || !hasArxivId))
            agreeing.set(paperId, (agreeing.get(paperId) ?? 0) + 1);
        }
      }
      return [...agreeing]
        .filter(([, bins]) => bins >= AGREEING_BINS)
        .sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .map(([paperId]) => paperId);
    },
  };
}
