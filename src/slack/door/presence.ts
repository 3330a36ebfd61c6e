/** Where in Slack we are: whether a conversation takes our posts, and whether a direct message is ours. */
import { WebAPIPlatformError } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { Clients } from "./clients.ts";
import type { Origin } from "./incoming.ts";

export interface Presence {
  /** Of conversations, those that take no post of ours until we are invited. What cannot be told now is not among them. */
  listClosed(team: string, conversations: readonly string[]): Promise<string[]>;
  /** Said in a direct message between others: we are in none of those. */
  isAway(from: Origin): Promise<boolean>;
}

const KEPT = 10_000;

export function createPresence(clients: Clients): Presence {
  /** The direct message of each person with us; it stays the same. */
  const direct = new LRUCache<string, string>({
    max: KEPT,
    fetchMethod: async (key) => {
      const [team = "", user = ""] = key.split("/");
      const client = await clients.of(team);
      return client?.conversations.open({ users: user }).then(
        (answer) => answer.channel?.id,
        () => undefined,
      );
    },
  });
  const isClosed = async (team: string, channel: string): Promise<boolean> => {
    try {
      const found = (await (await clients.of(team))?.conversations.info({ channel }))?.channel;
      // In a public one chat:write.public is enough.
      return found?.is_member === false && (found.is_private === true || found.is_mpim === true);
    } catch (error) {
      return error instanceof WebAPIPlatformError && error.data.error === "channel_not_found";
    }
  };
  return {
    async listClosed(team, conversations) {
      const closed = [];
      for (const each of new Set(conversations)) if (await isClosed(team, each)) closed.push(each);
      return closed;
    },
    async isAway({ team, user, conversation }) {
      if (!conversation.startsWith("D")) return false;
      const own = await direct.fetch(`${team}/${user}`);
      return own !== undefined && own !== conversation;
    },
  };
}
