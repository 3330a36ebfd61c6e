/** Lanes that wait to be worked at, of groups that each have a limit, in turns: a large group holds up no small one. */
import type { Channel } from "../domain/delivery/channel.ts";
import type { Lane } from "./delivery-feed.ts";

export interface LaneQueue {
  add(lane: Lane): void;
  /** Of the group whose turn it is; null: none waits, or those that wait are of groups that are full. */
  take(): Lane | null;
  /** To be told of each lane that was taken, however it ended. */
  leave(lane: Lane): void;
  size(): number;
  /** Groups of which so many wait. */
  listFull(waiting: number): string[];
  /** Takes out all that waits. */
  drain(): Lane[];
}

interface Group {
  waiting: Lane[];
  underWay: number;
}

/** Without `groups` there is one, without a limit. */
export function createLaneQueue(groups: Channel<never>["groups"]): LaneQueue {
  /** The group whose turn it is stands first. Groups without lanes are forgotten. */
  const all = new Map<string, Group>();
  const most = groups?.most ?? Number.POSITIVE_INFINITY;
  const nameOf = (lane: Lane): string => groups?.of(lane[0]?.claim.address ?? "") ?? "";
  let size = 0;
  return {
    add(lane) {
      const name = nameOf(lane);
      const group = all.get(name) ?? { waiting: [], underWay: 0 };
      group.waiting.push(lane);
      all.set(name, group);
      size += 1;
    },
    take() {
      for (const [name, group] of all) {
        if (group.waiting.length === 0 || group.underWay >= most) continue;
        all.delete(name);
        all.set(name, group);
        group.underWay += 1;
        size -= 1;
        return group.waiting.shift() as Lane;
      }
      return null;
    },
    leave(lane) {
      const name = nameOf(lane);
      const group = all.get(name);
      if (!group) return;
      group.underWay -= 1;
      if (group.underWay === 0 && group.waiting.length === 0) all.delete(name);
    },
    size: () => size,
    listFull: (waiting) => [...all].filter(([, group]) => group.waiting.length >= waiting).map(([name]) => name),
    drain() {
      const waiting = [...all.values()].flatMap((group) => group.waiting.splice(0));
      size = 0;
      return waiting;
    },
  };
}
