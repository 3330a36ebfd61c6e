/** Clients of the Web API, one for each workspace's token, and who we are there. */
import { WebAPIPlatformError, WebClient, type WebClientOptions } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import { isExpired, isInstallGone } from "../../domain/delivery/slack-error.ts";
import { isMissing, type Workspaces } from "../../domain/workspace/workspace.ts";

export interface Clients {
  /** Null: we are not installed there, or not now. */
  of(team: string): Promise<WebClient | null>;
  /** Whether the app was installed there and is no more, or never was. */
  isStranger(team: string): Promise<boolean>;
  /** Our own user id; null: Slack does not say now. */
  findUser(team: string): Promise<string | null>;
  /** What whoever installed the app there has to mend; null: nothing. */
  findTrouble(team: string): Promise<string | null>;
  /** The only workspace; null: there are many, or Slack does not say now. */
  findOnly(): Promise<string | null>;
  /** Asked anew each time. Null: that cannot be told now. */
  isTokenGood(team: string): Promise<boolean | null>;
}

const TOKENS = 1_000;

/** `alone`: there is one workspace; who speaks from another, in a shared channel, is answered by it. */
export function createClients(workspaces: Workspaces, alone: boolean, options: WebClientOptions): Clients {
  const clients = new LRUCache<string, WebClient>({
    max: TOKENS,
    memoMethod: (token) => new WebClient(token, { ...options, rejectRateLimitedCalls: true }),
  });
  const find = (team: string) => workspaces.find(alone ? null : team);
  const of = async (team: string): Promise<WebClient | null> => {
    const found = await find(team);
    return isMissing(found) ? null : clients.memo(found.token);
  };
  return {
    of,
    async isStranger(team) {
      const found = await find(team);
      return isMissing(found) && found.missing !== "later";
    },
    async findUser(team) {
      const found = await find(team);
      return isMissing(found) ? null : found.bot;
    },
    async findTrouble(team) {
      const found = await find(team);
      return isMissing(found) ? null : found.trouble;
    },
    async findOnly() {
      const found = alone ? await workspaces.find(null) : null;
      return found === null || isMissing(found) ? null : found.team;
    },
    async isTokenGood(team) {
      const found = await find(team);
      if (isMissing(found)) return found.missing === "later" ? null : false;
      try {
        await clients.memo(found.token).auth.test();
        return true;
      } catch (error) {
        const named = error instanceof WebAPIPlatformError ? error.data.error : "";
        return isInstallGone(named) || (alone && isExpired(named)) ? false : null;
      }
    },
  };
}
