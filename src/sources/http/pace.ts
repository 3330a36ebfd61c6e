/** Keeps to a host's pace: requests of one lane go one after the other, each a gap after the start of the one before. */
import type { Timing } from "./timing.ts";

/** `T` of one request at a time; `lane` names the hosts that share a pace: all of arXiv's are one. */
export type InTurn = <T>(lane: string, work: () => Promise<T>) => Promise<T>;

/** Turns of a lane among all processes that read for one installation; each process has at most one of a lane. */
export interface Turns {
  /** 0: it is this process' turn until `end`, or for `leaseMs` where that never comes. Else milliseconds to wait before asking again. */
  claim(lane: string, span: { gapMs: number; leaseMs: number }): Promise<number>;
  end(lane: string): Promise<void>;
}

/** arXiv asks for one request in three seconds on one connection, whatever the number of machines (https://info.arxiv.org/help/api/tou.html). */
const GAPS_MS: Record<string, number> = { arxiv: 3_000 };
const OTHER_GAP_MS = 500;

export const gapOf = (lane: string): number => GAPS_MS[lane] ?? OTHER_GAP_MS;

/** `turns` is asked for the lanes whose hosts name a pace; the others keep theirs in each process. `leaseMs`: no request takes longer. */
export function createPace(timing: Timing, turns: Turns | null, leaseMs: number): InTurn {
  const tails = new Map<string, Promise<unknown>>();
  const starts = new Map<string, number>();
  async function waitAlone(lane: string): Promise<void> {
    const wait = (starts.get(lane) ?? Number.NEGATIVE_INFINITY) + gapOf(lane) - timing.now();
    if (wait > 0) await timing.sleep(wait);
    starts.set(lane, timing.now());
  }
  async function workInTurn<T>(lane: string, among: Turns, work: () => Promise<T>): Promise<T> {
    for (;;) {
      const wait = await among.claim(lane, { gapMs: gapOf(lane), leaseMs });
      if (wait === 0) break;
      await timing.sleep(wait);
    }
    try {
      return await work();
    } finally {
      await among.end(lane).catch(() => {}); // its lease ends by itself
    }
  }
  return (lane, work) => {
    const turn = (tails.get(lane) ?? Promise.resolve()).then(async () => {
      if (turns !== null && lane in GAPS_MS) return workInTurn(lane, turns, work);
      await waitAlone(lane);
      return work();
    });
    tails.set(
      lane,
      turn.catch(() => undefined),
    );
    return turn;
  };
}
