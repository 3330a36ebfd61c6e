/** Orders the papers of one topic: text first, then the community's signal, then recency. */

export interface RankCandidate {
  paperId: number;
  /** As scoreHits gives it; 0 for topics that ask for no word. */
  textScore: number;
  /** By an author or organisation that the topic names: stands first. */
  pinned?: boolean;
  /** How like what the reader liked it is, -1 to 1; 0 where nothing was liked. */
  liking?: number;
  upvotes: number | null;
  comments: number | null;
  codeStars: number | null;
  /** `YYYY-MM-DD`. */
  publishedOn: string | null;
}

/**
 * Scores within an eighth of the best are near-equal: they differ by less than one mention in the abstract mostly,
 * and there the community knows better. 8 steps keep a title hit above an abstract hit at any number of votes.
 */
const STEPS = 8;

/**
 * A new list, best first, in a total order: pinned, step of text score and liking, signal, the two again, later day,
 * lower id. Without `signal` its place in that order is empty. Liking weighs as much as the words, in shares of the best
 * of each, so it re-orders and takes nothing away. All scores 0 (`*`) is one step, so the signal alone decides.
 */
export function rankPapers<C extends RankCandidate>(candidates: readonly C[], options: { signal: boolean }): C[] {
  const best = candidates.reduce((most, { textScore }) => Math.max(most, textScore), 0);
  const dearest = candidates.reduce((most, { liking = 0 }) => Math.max(most, liking), 0);
  const rows = candidates.map((candidate) => {
    const fit = shareOf(candidate.textScore, best) + shareOf(candidate.liking ?? 0, dearest);
    return {
      candidate,
      fit,
      pinned: Number(candidate.pinned ?? false),
      step: options.signal ? Math.ceil(fit * STEPS) : 0,
      signal: options.signal ? measureSignal(candidate) : 0,
      day: candidate.publishedOn ?? "",
    };
  });
  rows.sort(
    (a, b) =>
      b.pinned - a.pinned ||
      b.step - a.step ||
      b.signal - a.signal ||
      b.fit - a.fit ||
      compareDays(b.day, a.day) ||
      a.candidate.paperId - b.candidate.paperId,
  );
  return rows.map((row) => row.candidate);
}

function shareOf(score: number, best: number): number {
  return best > 0 ? score / best : 0;
}

function compareDays(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Doublings: of votes in full, comments by half, stars by a quarter (repositories are older than their papers). */
export function measureSignal(of: Pick<RankCandidate, "upvotes" | "comments" | "codeStars">): number {
  const doublings = (count: number | null): number => Math.log2(1 + Math.max(0, count ?? 0));
  return doublings(of.upvotes) + doublings(of.comments) / 2 + doublings(of.codeStars) / 4;
}
