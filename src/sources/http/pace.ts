/** Keeps to a host's pace: requests of one lane go one after the other, each a gap after the start of the one before. */
import type { Timing } from "./timing.ts";

/** `T` of one request at a time; `lane` names the hosts that share a pace: all of arXiv's are one. */
export type InTurn = <T>(lane: string, work: () => Promise<T>) => Promise<T>;

/** arXiv asks for one request in three seconds on one connection (https://info.arxiv.org/help/api/tou.html). */
const GAPS_MS: Record<string, number> = { arxiv: 3_000 };
const OTHER_GAP_MS = 500;

export const gapOf = (lane: string): number => GAPS_MS[lane] ?? OTHER_GAP_MS;

export function createPace(timing: Timing): InTurn {
  const tails = new Map<string, Promise<unknown>>();
  const starts = new Map<string, number>();
  return (lane, work) => {
    const turn = (tails.get(lane) ?? Promise.resolve()).then(async () => {
      const wait = (starts.get(lane) ?? Number.NEGATIVE_INFINITY) + gapOf(lane) - timing.now();
      if (wait > 0) await timing.sleep(wait);
      starts.set(lane, timing.now());
      return work();
    });
    tails.set(
      lane,
      turn.catch(() => undefined),
    );
    return turn;
  };
}
