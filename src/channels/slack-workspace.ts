/** The one workspace of a token from the environment, and the looks of doctor at what Slack says of tokens. */
import { LogLevel, WebClient } from "@slack/web-api";
import type { Missing, Workspace, Workspaces } from "../domain/workspace/workspace.ts";

const TIMEOUT_MS = 15_000;

/** Slack is asked whose token it is until it says so: a conversation of another workspace is not looked for by it. */
export function createOneWorkspace(token: string, apiUrl: string): Workspaces {
  const unproven: Workspace = { team: null, token, bot: null, trouble: null };
  let asking: Promise<Workspace> | null = null;
  const ask = (): Promise<Workspace> => {
    asking ??= clientOf(token, apiUrl)
      .auth.test()
      .then(({ team_id: team, user_id: bot }) => ({ team: team ?? null, token, bot: bot ?? null, trouble: null }))
      .catch(() => {
        asking = null;
        return unproven; // whoever uses it hears from Slack what is wrong
      });
    return asking;
  };
  const check = (found: Workspace, team: string | null): Workspace | Missing =>
    team === null || found.team === null || found.team.toLowerCase() === team.toLowerCase()
      ? found
      : { missing: "elsewhere", reason: `SLACK_BOT_TOKEN is of the workspace ${found.team}, not of ${team}` };
  return {
    find: async (team) => check(await ask(), team),
    forget: () => {},
    refused: async () => true,
    lacks: async () => {},
  };
}

/** Asks Slack for a socket, without opening it; throws with Slack's answer when it refuses. */
export async function probeSlackSocket(appToken: string, apiUrl: string): Promise<string> {
  await clientOf(appToken, apiUrl).apps.connections.open();
  return "commands come by Socket Mode";
}

/** Asks Slack whose token it is; throws with Slack's answer when it refuses. */
export async function probeSlack(token: string, apiUrl: string): Promise<string> {
  const { team, user } = await clientOf(token, apiUrl).auth.test();
  return `the token is ${user}'s in ${team}`;
}

const clientOf = (token: string, apiUrl: string): WebClient =>
  new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    timeout: TIMEOUT_MS,
    logLevel: LogLevel.ERROR,
  });
