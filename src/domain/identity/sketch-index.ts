/** Finds recent papers whose abstracts may be nearly the same, by agreeing bins of their sketches. */

export interface SketchIndex {
  add(paperId: number, sketch: Uint32Array, withoutArxivId: boolean): void;
  /** Papers that agree in two bins or more, most alike first; for a work with an arXiv id only papers without one. */
  listCandidates(sketch: Uint32Array, hasArxivId: boolean): number[];
}

const AGREEING_BINS = 2; // at Jaccard 0.3 of 32 bins, 9.6 are expected to agree; fewer than 2 has probability 0.0002
const BINS = 32;
const EMPTY_BIN = 0xffffffff;

/** By bin, then by its least hash as a signed integer: such keys cost V8 no memory of their own. */
type Bins = Map<number, number[]>[];

export function createSketchIndex(): SketchIndex {
  const makeBins = (): Bins => Array.from({ length: BINS }, () => new Map());
  const [all, withoutId] = [makeBins(), makeBins()];
  function put(bins: Bins, paperId: number, sketch: Uint32Array): void {
    for (let bin = 0; bin < BINS; bin++) {
      const least = sketch[bin] as number;
      if (least === EMPTY_BIN) continue;
      const index = bins[bin] as Map<number, number[]>;
      const papers = index.get(least | 0);
      if (papers) papers.push(paperId);
      else index.set(least | 0, [paperId]);
    }
  }
  return {
    add(paperId, sketch, withoutArxivId) {
      put(all, paperId, sketch);
      if (withoutArxivId) put(withoutId, paperId, sketch);
    },
    listCandidates(sketch, hasArxivId) {
      const bins = hasArxivId ? withoutId : all;
      const agreeing = new Map<number, number>();
      for (let bin = 0; bin < BINS; bin++) {
        const least = sketch[bin] as number;
        if (least === EMPTY_BIN) continue;
        for (const paperId of bins[bin]?.get(least | 0) ?? []) agreeing.set(paperId, (agreeing.get(paperId) ?? 0) + 1);
      }
      return [...agreeing]
        .filter(([, agree]) => agree >= AGREEING_BINS)
        .sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .map(([paperId]) => paperId);
    },
  };
}
