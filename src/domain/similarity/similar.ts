/** One order of two signals: the words that papers share, and related words. */

/** What related words weigh beside the words themselves, of which the best paper has 1. */
const RELATED_SHARE = 0.3;

/**
 * Entry i of both lists and of the answer belongs to one paper. `text`: scores of scoreBm25 or cosines, 0 or more, of any
 * scale; `related`: cosines of cosineDense, or nothing where there is no model.
 */
export function mixScores(text: ArrayLike<number>, related: ArrayLike<number> | null): Float64Array {
  let best = 0;
  for (let i = 0; i < text.length; i += 1) best = Math.max(best, text[i] as number);
  return Float64Array.from(text, (score, i) => {
    const own = best > 0 ? score / best : 0;
    return related === null ? own : own + RELATED_SHARE * (related[i] as number);
  });
}
