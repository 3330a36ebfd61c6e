/** Tells what comes again from what comes for the first time: Slack repeats what it thinks was lost, and a request can be replayed. */

/** A signature is good for five minutes either way of its time, so a replay comes within ten. */
const REMEMBER = { ms: 10 * 60_000, most: 50_000 };

/** `now` in milliseconds, and never back. The memory is this process's own, and holds `most` keys. */
export function createFirstTime(now: () => number, { ms, most } = REMEMBER): (key: string) => boolean {
  /** The oldest first. */
  const seen = new Map<string, number>();
  return (key) => {
    const at = now();
    for (const [old, since] of seen) {
      if (at - since < ms && seen.size < most) break;
      seen.delete(old);
    }
    if (seen.has(key)) return false;
    seen.set(key, at);
    return true;
  };
}
