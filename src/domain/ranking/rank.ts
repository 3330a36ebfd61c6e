/** Orders the papers of one topic: text first, then the community's signal, then recency. */

export interface RankCandidate {
  paperId: number;
  /** As scoreHits gives it; 0 for topics that ask for no word. */
  textScore: number;
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
 * A new list, best first, in a total order: step of the text score, signal, text score, later day, lower id.
 * Without `signal`: text score, later day, lower id. All scores 0 (`*`) is one step, so the signal alone decides.
 */
export function rankPapers<C extends RankCandidate>(candidates: readonly C[], options: { signal: boolean }): C[] {
  const best = candidates.reduce((most, { textScore }) => Math.max(most, textScore), 0);
  const rows = candidates.map((candidate) => ({
    candidate,
    step: options.signal ? findStep(candidate.textScore, best) : 0,
    signal: options.signal ? measureSignal(candidate) : 0,
    day: candidate.publishedOn ?? "",
  }));
  rows.sort(
    (a, b) =>
      b.step - a.step ||
      b.signal - a.signal ||
      b.candidate.textScore - a.candidate.textScore ||
      compareDays(b.day, a.day) ||
      a.candidate.paperId - b.candidate.paperId,
  );
  return rows.map((row) => row.candidate);
}

function findStep(score: number, best: number): number {
  return best > 0 ? Math.ceil((score / best) * STEPS) : 0;
}

function compareDays(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Doublings: of votes in full, comments by half, stars by a quarter (repositories are older than their papers). */
export function measureSignal(of: Pick<RankCandidate, "upvotes" | "comments" | "codeStars">): number {
  const doublings = (count: number | null): number => Math.log2(1 + Math.max(0, count ?? 0));
  return doublings(of.upvotes) + doublings(of.comments) / 2 + doublings(of.codeStars) / 4;
}
