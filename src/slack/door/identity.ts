/** Who we are in Slack, whether it still takes our token, and the coming back of a workspace that was stopped. */
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import { readSlackError } from "../../domain/delivery/slack-error.ts";
import { messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import type { Places } from "./places.ts";

export interface Identity {
  /** Our own user id; null: Slack does not say now. */
  findUser(): Promise<string | null>;
  /** The workspace of the token; null: Slack does not say now. */
  findTeam(): Promise<string | null>;
  /** Asked anew each time. Null: that cannot be told now. */
  isTokenGood(): Promise<boolean | null>;
}

export function createIdentity(client: WebClient): Identity {
  let known: { user: string | null; team: string | null } | null = null;
  let asking: Promise<boolean | null> | null = null;
  const ask = async (): Promise<boolean | null> => {
    try {
      const { user_id: user, team_id: team } = await client.auth.test();
      known = { user: user ?? null, team: team ?? null };
      return true;
    } catch (error) {
      const refused = error instanceof WebAPIPlatformError && readSlackError(error.data.error).state === "stop";
      return refused ? false : null;
    } finally {
      asking = null;
    }
  };
  const askOnce = (): Promise<boolean | null> => {
    asking ??= ask();
    return asking;
  };
  const find = async () => {
    if (known === null) await askOnce();
    return known;
  };
  return {
    findUser: async () => (await find())?.user ?? null,
    findTeam: async () => (await find())?.team ?? null,
    isTokenGood: ask,
  };
}

/** Another process may have stopped the workspace, so it is looked up again after so long. */
const LOOK_AGAIN_MS = 10 * 60_000;

export interface ComingBack {
  /** To be told of every payload that was worked on, and whether it told of the end of an installation. */
  heard(team: string, ended: boolean): Promise<void>;
  /** A start with a token that Slack takes is a sign of life too. */
  atStart(): Promise<void>;
}

/** A workspace that was stopped and speaks again, with a token that is good, gets its digests again. `now` in milliseconds. */
export function createComingBack(us: Identity, places: Places, now: () => number, log: Log): ComingBack {
  let lookedAt = now();
  let stopped = false;
  return {
    async heard(team, ended) {
      if (ended) stopped = true;
      if (ended || team === "" || !(stopped || now() - lookedAt > LOOK_AGAIN_MS)) return;
      lookedAt = now();
      if ((await us.isTokenGood()) !== true) return;
      await places.restore(team);
      stopped = false;
    },
    async atStart() {
      try {
        const team = await us.findTeam();
        if (team === null) log.warn({ event: "slack.token-not-proven" });
        else await places.restore(team);
      } catch (error) {
        log.error({ event: "slack.work-failed", reason: messageOf(error) });
      }
    },
  };
}
