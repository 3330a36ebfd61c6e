/** What the pages of installing in Slack ask of the program. */
import type { App } from "./app.ts";
import { createSlackOAuth } from "./channels/slack-oauth.ts";
import { readToken } from "./domain/consent/token.ts";
import { isInstallState, makeInstallState } from "./domain/workspace/install-state.ts";
import { install } from "./membership/slack-installations.ts";
import { BOT_SCOPES } from "./slack/scopes.ts";
import type { Installed, SlackInstallDoor } from "./web/pages/slack-install.ts";

/** Null: the app is not installed by OAuth here. */
export function createSlackInstallDoor(app: App, secret: string): SlackInstallDoor | null {
  const { config, clock, log } = app;
  const { oauth, apiUrl } = config.slack;
  const { publicUrl } = config;
  if (oauth === null || publicUrl === null || app.workspaces === null) return null;
  const workspaces = app.workspaces;
  const slack = createSlackOAuth(oauth, apiUrl);
  const redirectUri = `${publicUrl.replace(/\/+$/, "")}/slack/oauth_redirect`;
  const seconds = () => Math.floor(clock.now().epochMilliseconds / 1_000);

  async function exchange(code: string): Promise<Installed> {
    const granted = await slack.exchangeCode(code, redirectUri);
    if ("unreachable" in granted || "refused" in granted) {
      log.error({ event: "slack.not-installed", ...granted });
      return { ok: false, why: "refused" in granted ? "refused" : "unreachable" };
    }
    if (granted.team === null) {
      await slack.revoke(granted.token);
      log.warn({ event: "slack.not-installed", refused: "it was for a whole organisation" });
      return { ok: false, why: "organisation" };
    }
    const { team } = granted;
    const resumed = await install(app.database.db, { ...granted, team }, secret, clock.now());
    workspaces.forget(team.id);
    log.info({ event: "slack.installed", team: team.id, resumed });
    return { ok: true, workspace: team.name, openUrl: `https://slack.com/app_redirect?team=${team.id}`, resumed };
  }

  return {
    mayInstall(key) {
      const until = key === "" ? null : readToken(secret, "slack-install", key);
      return config.signup.kind === "open" || (until !== null && until >= seconds());
    },
    begin() {
      const state = makeInstallState(secret, seconds());
      const url = new URL("/oauth/v2/authorize", authorizeHost(apiUrl));
      const asked = { client_id: oauth.clientId, scope: BOT_SCOPES.join(","), redirect_uri: redirectUri, state };
      url.search = new URLSearchParams(asked).toString();
      return { url: url.toString(), state };
    },
    async finish({ code, state, cookie, error }) {
      if (!isInstallState(secret, state, cookie, seconds())) return { ok: false, why: "state" };
      if (error === "access_denied") return { ok: false, why: "cancelled" };
      if (code === "") return { ok: false, why: "refused" };
      return exchange(code);
    },
  };
}

/** Slack's pages stand beside its API: https://slack.com, or https://slack-gov.com. */
const authorizeHost = (apiUrl: string): string => new URL(apiUrl).origin;
