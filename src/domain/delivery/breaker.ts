/** The breaker: when a relay refuses by policy too often, going on would only hurt the sender's name (semantics 24). */

/** What happened at one relay within the last `BREAKER_WINDOW_SECONDS`. */
export interface RelayCounts {
  /** Different recipients that were refused by policy. */
  refused: number;
  /** Deliveries that came to an end there, by whatever process: accepted, refused or unknown. */
  attempted: number;
}

export const BREAKER_WINDOW_SECONDS = 300;

const MOST_REFUSED = 20;
const MOST_SHARE = 0.05;
/** Below that a share says nothing: one refusal among a team of twenty is 5 %. */
export const LEAST_REFUSED = 5;

/** The reason to stop the relay, in words for the operator, or null. */
export function tripsBreaker({ refused, attempted }: RelayCounts): string | null {
  const share = attempted > 0 ? refused / attempted : 0;
  if (refused < MOST_REFUSED && (refused < LEAST_REFUSED || share < MOST_SHARE)) return null;
  const percent = Math.round(Math.min(share, 1) * 100);
  return `the relay refused ${refused} different recipients of ${attempted} tries (${percent} %) by its policy within ${BREAKER_WINDOW_SECONDS / 60} minutes`;
}
