/** Slack's side of an installation by OAuth: a code or a refresh token becomes tokens, and a token is given back. */
import { ErrorCode, LogLevel, WebClient } from "@slack/web-api";
import { messageOf } from "../errors.ts";

export interface OAuthApp {
  clientId: string;
  clientSecret: string;
}

/** `expiresInSeconds` null: it does not rotate. */
export interface Tokens {
  token: string;
  refreshToken: string | null;
  expiresInSeconds: number | null;
}

export interface Granted extends Tokens {
  /** Of the workspace; null: the app was installed for a whole organisation. */
  team: { id: string; name: string } | null;
  bot: string;
  /** `chat:write,commands`. */
  scopes: string;
  installedBy: string;
}

/** `refused`: Slack said no, in its own word; else it could not be asked. */
export type NotGranted = { refused: string } | { unreachable: string };

export interface SlackOAuth {
  /** `redirectUri`: the same that the installation began with. */
  exchangeCode(code: string, redirectUri: string): Promise<Granted | NotGranted>;
  renew(refreshToken: string): Promise<Tokens | NotGranted>;
  /** Ends a token that is not kept; whether that worked changes nothing for us. */
  revoke(token: string): Promise<void>;
}

const TIMEOUT_MS = 10_000;

export function createSlackOAuth({ clientId, clientSecret }: OAuthApp, apiUrl: string): SlackOAuth {
  const options = {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 }, // a code and a refresh token are good once
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logLevel: LogLevel.ERROR,
  };
  const client = new WebClient(undefined, options);
  const app = { client_id: clientId, client_secret: clientSecret };
  return {
    async exchangeCode(code, redirectUri) {
      try {
        const answer = await client.oauth.v2.access({ ...app, code, redirect_uri: redirectUri });
        const { team, is_enterprise_install: orgWide, bot_user_id: bot, scope, authed_user: who } = answer;
        return {
          ...tokensOf(answer),
          team: !orgWide && team?.id ? { id: team.id, name: team.name ?? team.id } : null,
          bot: bot ?? "",
          scopes: scope ?? "",
          installedBy: who?.id ?? "",
        };
      } catch (error) {
        return readFailure(error);
      }
    },
    async renew(refreshToken) {
      try {
        return tokensOf(
          await client.oauth.v2.access({ ...app, grant_type: "refresh_token", refresh_token: refreshToken }),
        );
      } catch (error) {
        return readFailure(error);
      }
    },
    async revoke(token) {
      await new WebClient(token, options).auth.revoke().catch(() => {});
    },
  };
}

interface Answer {
  access_token?: string;
  refresh_token?: string;
  expires_in?: number;
}

function tokensOf({ access_token: token, refresh_token: refreshToken, expires_in: seconds }: Answer): Tokens {
  if (!token) throw new Error("Slack gave no token");
  return { token, refreshToken: refreshToken ?? null, expiresInSeconds: seconds ?? null };
}

function readFailure(error: unknown): NotGranted {
  const { code, data } = error as { code?: string; data?: { error?: string } };
  return code === ErrorCode.PlatformError && data?.error
    ? { refused: data.error }
    : { unreachable: messageOf(error).slice(0, 300) };
}
