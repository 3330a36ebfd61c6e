/** One order of several signals: the words that papers share, papers like the first found, and related words. */

/**
 * What related words weigh beside the words themselves, of which the best paper has 1. 0, 0.1, 0.2: the odd headings of
 * `npm run bench -- relevance words` .150, .153, .154. After one like they help most; for papers like many, not at all.
 */
const RELATED_SHARE = 0.1;

/**
 * What likeness to the first found weighs beside the words themselves. 0, 0.25, 0.5: keywords .568, .577, .580,
 * headings .149, .153, .152.
 */
const LIKE_FIRST_SHARE = 0.25;

/** So many papers are taken to be what was asked for (pseudo-relevance feedback, Rocchio 1971). */
const FIRST = 10;

/** Positions of the ten best scores above 0, best first; of equals the earlier. */
export function findFirst(scores: ArrayLike<number>): number[] {
  return Array.from(scores, (_, at) => at)
    .filter((at) => (scores[at] as number) > 0)
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
    .slice(0, FIRST);
}

/**
 * Entry i of each list and of the answer belongs to one paper. `text`: scores of scoreBm25 or cosines, 0 or more, of
 * any scale; `related`: cosines of cosineDense, null where there is no model; `likeFirst`: cosines with the mean
 * (makeMean) of the papers that findFirst gives, null where papers are compared with papers.
 */
export function mixScores(
  text: ArrayLike<number>,
  related: ArrayLike<number> | null,
  likeFirst: ArrayLike<number> | null = null,
): Float64Array {
  let best = 0;
  for (let i = 0; i < text.length; i += 1) best = Math.max(best, text[i] as number);
  return Float64Array.from(text, (score, i) => {
    const own = best > 0 ? score / best : 0;
    return own + RELATED_SHARE * (related?.[i] ?? 0) + LIKE_FIRST_SHARE * (likeFirst?.[i] ?? 0);
  });
}
