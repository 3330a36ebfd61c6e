/** The coming back of the one workspace of a token, once it was stopped. */
import { messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import type { Clients } from "./clients.ts";
import type { Places } from "./places.ts";

/** Another process may have stopped the workspace, so it is looked up again after so long. */
const LOOK_AGAIN_MS = 10 * 60_000;

export interface ComingBack {
  /** To be told of every payload that was worked on, and whether it told of the end of an installation. */
  heard(team: string, ended: boolean): Promise<void>;
  /** A start with a token that Slack takes is a sign of life too. */
  atStart(): Promise<void>;
}

/** A workspace that was stopped and speaks again, with a token that is good, gets its digests again. `now` in milliseconds. */
export function createComingBack(us: Clients, places: Places, now: () => number, log: Log): ComingBack {
  let lookedAt = now();
  let stopped = false;
  return {
    async heard(team, ended) {
      if (ended) stopped = true;
      if (ended || team === "" || !(stopped || now() - lookedAt > LOOK_AGAIN_MS)) return;
      lookedAt = now();
      if ((await us.isTokenGood(team)) !== true) return;
      await places.restore(team);
      stopped = false;
    },
    async atStart() {
      try {
        const team = await us.findOnly();
        if (team === null) log.warn({ event: "slack.token-not-proven" });
        else await places.restore(team);
      } catch (error) {
        log.error({ event: "slack.work-failed", reason: messageOf(error) });
      }
    },
  };
}
