/** Lanes of many groups: each has its limit, and they take turns. */
import { describe, expect, it } from "vitest";
import type { Lane } from "../../src/pipeline/delivery-feed.ts";
import { createLaneQueue } from "../../src/pipeline/lane-queue.ts";

const laneTo = (address: string): Lane => [{ claim: { address } as Lane[number]["claim"], shown: null }];
const addressOf = (lane: Lane | null) => lane?.[0]?.claim.address ?? null;
const groups = { of: (address: string) => address.split("/")[0] as string, most: 2 };

describe("lanes of groups", () => {
  it("are given out in turns, however many a group has", () => {
    const queue = createLaneQueue({ ...groups, most: 100 });
    for (let i = 0; i < 5; i += 1) queue.add(laneTo(`T1/C${i}`));
    queue.add(laneTo("T2/C0"));
    queue.add(laneTo("T3/C0"));
    const taken = Array.from({ length: 7 }, () => addressOf(queue.take()));
    expect(taken).toEqual(["T1/C0", "T2/C0", "T3/C0", "T1/C1", "T1/C2", "T1/C3", "T1/C4"]);
    expect(queue.take()).toBeNull();
  });

  it("are at most so many of a group at once, and go on as they are left", () => {
    const queue = createLaneQueue(groups);
    for (let i = 0; i < 4; i += 1) queue.add(laneTo(`T1/C${i}`));
    const first = queue.take() as Lane;
    queue.take();
    expect(queue.take()).toBeNull();
    expect(queue.size()).toBe(2);
    queue.leave(first);
    expect(addressOf(queue.take())).toBe("T1/C2");
    expect(queue.take()).toBeNull();
    expect(queue.drain().map(addressOf)).toEqual(["T1/C3"]);
    expect(queue.size()).toBe(0);
  });

  it("have no limit and their own order where there are no groups", () => {
    const queue = createLaneQueue(undefined);
    for (const address of ["a", "b", "c"]) queue.add(laneTo(address));
    expect([queue.take(), queue.take(), queue.take()].map(addressOf)).toEqual(["a", "b", "c"]);
  });
});
