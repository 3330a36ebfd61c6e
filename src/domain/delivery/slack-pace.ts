/**
 * Slack's pace (https://docs.slack.dev/apis/web-api/rate-limits): about one post a second in a conversation, and some
 * hundred a minute in a workspace. Turns are given out in the order in which they are asked for, so nobody overtakes.
 */

export const CONVERSATION_MS = 1_000;
/** 300 a minute. */
export const WORKSPACE_MS = 200;
/** What the names of lanes begin with where several processes share the pace: a workspace, or `workspace/conversation`. */
export const SLACK_LANE = "slack ";
/** Conversations whose turn is long over need not be remembered. */
const REMEMBERED = 2_000;

export interface SlackPace {
  /** Takes the next turn of a conversation. Returns the milliseconds to wait for it; `now`: milliseconds that only rise. */
  take(conversation: string, now: number): number;
}

export function createSlackPace(): SlackPace {
  const nextOf = new Map<string, number>();
  let next = 0;
  return {
    take(conversation, now) {
      const at = Math.max(now, next, nextOf.get(conversation) ?? 0);
      next = at + WORKSPACE_MS;
      nextOf.set(conversation, at + CONVERSATION_MS);
      if (nextOf.size > REMEMBERED) for (const [key, free] of nextOf) if (free <= now) nextOf.delete(key);
      return at - now;
    },
  };
}
