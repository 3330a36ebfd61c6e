/** Finds windows: one place of each element, in any order, with at most so many words between. */

/** Tokens `[start, end)` of one field of one paper. */
export interface TokenSpan {
  start: number;
  end: number;
}

/** The elements of every window, each window begun by a different first element; without doubles. */
export function listNear(lists: TokenSpan[][], distance: number): TokenSpan[] {
  const found = new Map<number, TokenSpan>();
  const reach = { distance, room: lists.reduce((sum, list) => sum + measureLongest(list), 0) };
  lists.forEach((list, first) => {
    const others = lists.filter((_, i) => i !== first);
    for (const span of list) {
      const window = findWindow(others, [span], reach);
      for (const member of window ?? []) found.set(member.start * 2 ** 14 + member.end - member.start, member);
    }
  });
  return [...found.values()];
}

function measureLongest(list: TokenSpan[]): number {
  return list.reduce((longest, { start, end }) => Math.max(longest, end - start), 0);
}

/** `room`: tokens that all elements can take together. */
interface Reach {
  distance: number;
  room: number;
}

/** `chosen[0]` begins the window; picks one span of each list after it, none overlapping. */
function findWindow(lists: TokenSpan[][], chosen: TokenSpan[], reach: Reach): TokenSpan[] | null {
  const first = chosen[0] as TokenSpan;
  const words = chosen.reduce((sum, span) => sum + span.end - span.start, 0);
  const end = Math.max(...chosen.map((span) => span.end));
  const [list, ...others] = lists;
  if (list === undefined) return end - first.start - words <= reach.distance ? chosen : null;
  const latest = first.start + reach.distance + reach.room;
  for (const span of list) {
    if (span.start < first.end || span.end > latest) continue;
    if (chosen.some((other) => span.start < other.end && other.start < span.end)) continue;
    const window = findWindow(others, [...chosen, span], reach);
    if (window !== null) return window;
  }
  return null;
}
