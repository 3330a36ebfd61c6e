/** Finds recent papers whose abstracts may be nearly the same, by agreeing bins of their sketches. */

export interface SketchIndex {
  add(paperId: number, sketch: Uint32Array, withoutArxivId: boolean): void;
  /** Papers that agree in two bins or more, most alike first; for a work with an arXiv id only papers without one. */
  listCandidates(sketch: Uint32Array, hasArxivId: boolean): number[];
}

const AGREEING_BINS = 2; // at Jaccard 0.3 of 32 bins, 9.6 are expected to agree; fewer than 2 has probability 0.0002
const EMPTY_BIN = 0xffffffff;
const BIN_SPAN = 2 ** 32;

export function createSketchIndex(): SketchIndex {
  const all = new Map<number, number[]>();
  const withoutId = new Map<number, number[]>();

  function put(index: Map<number, number[]>, paperId: number, sketch: Uint32Array): void {
    sketch.forEach((least, bin) => {
      if (least === EMPTY_BIN) return;
      const key = bin * BIN_SPAN + least;
      const papers = index.get(key);
      if (papers) papers.push(paperId);
      else index.set(key, [paperId]);
    });
  }

  return {
    add(paperId, sketch, withoutArxivId) {
      put(all, paperId, sketch);
      if (withoutArxivId) put(withoutId, paperId, sketch);
    },
    listCandidates(sketch, hasArxivId) {
      const index = hasArxivId ? withoutId : all;
      if (index.size === 0) return [];
      const agreeing = new Map<number, number>();
      sketch.forEach((least, bin) => {
        for (const paperId of index.get(bin * BIN_SPAN + least) ?? [])
          agreeing.set(paperId, (agreeing.get(paperId) ?? 0) + 1);
      });
      return [...agreeing]
        .filter(([, bins]) => bins >= AGREEING_BINS)
        .sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .map(([paperId]) => paperId);
    },
  };
}
