/** Installing the app in many workspaces, through the whole service: pages, Slack's answers, commands, digests, the end and the return. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeToken } from "../../src/domain/consent/token.ts";
import { NOON } from "../support/listings.ts";
import { order } from "../support/orders.ts";
import { SIGNING_SECRET } from "../support/slack-house.ts";
import { commandOf, eventOf, FORM, freshId, send } from "../support/slack-requests.ts";
import { openSlackService, type SlackService } from "../support/slack-service.ts";

const SECRET = "a secret of more than thirty-two characters";
const ENV = {
  ...{ SLACK_CLIENT_ID: "1234.5678", SLACK_CLIENT_SECRET: "the client's secret of the app".replaceAll(" ", "-") },
  ...{ SLACK_SIGNING_SECRET: SIGNING_SECRET, PAPERBOY_SECRET: SECRET, PAPERBOY_URL: "https://papers.example.org" },
};

let house: SlackService;
let api: SlackService["api"];
beforeEach(async () => {
  house = await openSlackService();
  api = house.api;
});
afterEach(() => house.remove());
const start = (env: Record<string, string> = {}) => house.start({ ...ENV, ...env });

/** As a browser: follows nothing, keeps the cookie. */
async function begin(url: string, key = ""): Promise<{ status: number; to: URL; cookie: string }> {
  const answer = await fetch(`${url}/slack/install/begin${key && `?key=${key}`}`, { redirect: "manual" });
  const to = new URL(answer.headers.get("location") ?? "https://nowhere.example");
  return { status: answer.status, to, cookie: (answer.headers.get("set-cookie") ?? "").split(";")[0] as string };
}
const finish = (url: string, query: Record<string, string>, cookie: string) =>
  fetch(`${url}/slack/oauth_redirect?${new URLSearchParams(query)}`, { headers: { cookie } });

const grant = (team: string, n: number, more: object = {}) => ({
  ...{ access_token: `xoxb-${team}-${n}`, token_type: "bot", scope: "chat:write,commands", bot_user_id: "U0BOT" },
  ...{ app_id: "A0APP", team: { id: team, name: `Lab <${team}>` }, authed_user: { id: "U0ADA" } },
  ...{ is_enterprise_install: false, ...more },
});

async function install(url: string, team: string, n = 1): Promise<string> {
  const { to, cookie } = await begin(url);
  api.grants.set(`code-${team}-${n}`, grant(team, n));
  api.teams.set(`xoxb-${team}-${n}`, team);
  const answer = await finish(url, { code: `code-${team}-${n}`, state: to.searchParams.get("state") ?? "" }, cookie);
  expect(answer.status).toBe(200);
  return answer.text();
}

async function type(url: string, team: string, words: string): Promise<string> {
  const response_url = api.responseUrl();
  const form = commandOf(words, { team_id: team, response_url });
  await send(url, SIGNING_SECRET, form, { type: FORM });
  await api.heard(() => api.responses.some((each) => each.url === response_url));
  return JSON.stringify(api.responses.find((each) => each.url === response_url)?.blocks);
}

describe("installing", () => {
  it("goes to Slack and back, and each workspace is spoken to by its own token", async () => {
    const { url, app } = await start();
    const page = await (await fetch(`${url}/slack/install`)).text();
    expect(page).toContain('href="/slack/install/begin"');
    const { to, cookie } = await begin(url);
    expect(to.origin).toBe(new URL(api.url).origin);
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      client_id: "1234.5678",
      redirect_uri: "https://papers.example.org/slack/oauth_redirect",
      scope: expect.stringContaining("chat:write"),
    });
    expect(cookie).toMatch(/^paperboy_slack_state=/);
    const done = await install(url, "T0LAB");
    expect(done).toContain("Paperboy is in Lab &lt;T0LAB&gt;");
    await install(url, "T0TWO");
    await order(app.database.db, [
      { address: "slack:T0LAB/C0A", topics: ["*"] },
      { address: "slack:T0TWO/C0A", topics: ["*"] },
    ]);
    expect(await type(url, "T0TWO", "list")).toMatch(/Nothing is followed here/);
    const usersAsked = api.calls.filter(({ method }) => method === "users.info").map(({ token }) => token);
    expect(new Set(usersAsked)).toEqual(new Set(["xoxb-T0TWO-1"]));
    const exchanged = api.calls.find(({ method }) => method === "oauth.v2.access");
    expect(exchanged?.body).toMatchObject({ redirect_uri: "https://papers.example.org/slack/oauth_redirect" });
    expect(house.logged.join()).not.toMatch(/xoxb-|client's/);
  });

  it("is bound to the browser that began it, within a quarter of an hour, once", async () => {
    const { url } = await start();
    api.grants.set("code", grant("T0LAB", 1));
    const { to, cookie } = await begin(url);
    const state = to.searchParams.get("state") ?? "";
    for (const [query, sent] of [
      [{ code: "code", state }, ""],
      [{ code: "code", state }, (await begin(url)).cookie],
      [{ code: "code" }, cookie],
      [{ code: "code", state: `${state}x` }, `${cookie}x`],
    ] as const) {
      const answer = await finish(url, query, sent);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain("not begun here");
    }
    house.now = house.now.add({ minutes: 16 });
    expect((await finish(url, { code: "code", state }, cookie)).status).toBe(400);
    house.now = NOON;
    const answer = await finish(url, { code: "code", state }, cookie);
    expect(answer.headers.get("set-cookie")).toMatch(/^paperboy_slack_state=; Max-Age=0/);
    expect(answer.status).toBe(200);
    expect(await (await finish(url, { code: "code", state }, cookie)).text()).toContain("Slack did not finish");
  });

  it("tells of a no, of an organisation, whose token it gives back, and of what Slack refuses", async () => {
    const { url, app } = await start();
    const go = async (query: Record<string, string>) => {
      const { to, cookie } = await begin(url);
      return (await finish(url, { ...query, state: to.searchParams.get("state") ?? "" }, cookie)).text();
    };
    expect(await go({ error: "access_denied" })).toContain("Nothing was installed");
    api.grants.set("wide", grant("T0LAB", 1, { team: null, enterprise: { id: "E1" }, is_enterprise_install: true }));
    expect(await go({ code: "wide" })).toContain("Choose one workspace");
    const revoked = api.calls.filter(({ method }) => method === "auth.revoke");
    expect(revoked.map(({ token }) => token)).toEqual(["xoxb-T0LAB-1"]);
    expect(await go({ code: "unknown" })).toContain("Slack did not finish");
    expect(await go({ error: "<b>strange</b>" })).not.toContain("<b>strange");
    api.grants.set("none", {}); // an answer without a token
    expect(await go({ code: "none" })).toContain("Slack could not be asked");
    expect(await app.database.db.selectFrom("slack_installation").selectAll().execute()).toEqual([]);
    expect(house.logged.join()).toContain("invalid_code");
  });

  it("takes a link where not anybody may, and has no pages with a token of one workspace", async () => {
    const { url } = await start({ SIGNUP: "closed" });
    expect((await fetch(`${url}/slack/install`)).status).toBe(403);
    expect((await begin(url)).status).toBe(403);
    const seconds = Math.floor(NOON.epochMilliseconds / 1_000);
    const key = makeToken(SECRET, "slack-install", seconds + 60);
    expect(await (await fetch(`${url}/slack/install?key=${key}`)).text()).toContain(`begin?key=${key}`);
    expect((await begin(url, key)).status).toBe(302);
    for (const other of [makeToken(SECRET, "slack-install", seconds - 1), makeToken(SECRET, "invite", seconds + 60)])
      expect((await begin(url, other)).status).toBe(403);
    await house.stop();
    const alone = await start({ SLACK_CLIENT_ID: "", SLACK_CLIENT_SECRET: "", SLACK_BOT_TOKEN: "xoxb-1" });
    expect((await fetch(`${alone.url}/slack/install`)).status).toBe(404);
  });
});

describe("an installation that lacks something", () => {
  it("says so on App Home, above all else, until it is installed again", async () => {
    const { url, app } = await start();
    await install(url, "T0LAB");
    const home = async () => {
      const before = api.calls.length;
      const event = { type: "app_home_opened", tab: "home", user: "U0ADA" };
      await send(url, SIGNING_SECRET, JSON.stringify(eventOf(event)));
      const published = () => api.calls.slice(before).find(({ method }) => method === "views.publish");
      await api.heard(() => published() !== undefined);
      return JSON.stringify(published()?.body);
    };
    expect(await home()).not.toContain("Install it again");
    const found = await app.workspaces?.find("T0LAB");
    if (!found || "missing" in found) throw new Error("it is there");
    await app.workspaces?.lacks(found, "chat:write");
    const troubled = await home();
    expect(troubled).toContain("lacks the scope chat:write");
    expect(troubled).toContain("<https://papers.example.org/slack/install|Install it again>");
    await install(url, "T0LAB", 2);
    expect(await home()).not.toContain("Install it again");
  });
});

describe("the end of an installation", () => {
  const ends = {
    uninstalled: () => ({ type: "app_uninstalled" }),
    revoked: () => ({ type: "tokens_revoked", tokens: { oauth: [], bot: ["U0BOT"] } }),
  };

  it.each([
    ["uninstalled and revoked", [ends.uninstalled, ends.revoked]],
    ["revoked and uninstalled", [ends.revoked, ends.uninstalled]],
  ])("stops the workspace alone, %s, and installing it again brings it back", async (_, order_) => {
    const { url, app } = await start();
    const { db } = app.database;
    await install(url, "T0LAB");
    await install(url, "T0TWO");
    await order(db, [
      { address: "slack:T0LAB/C0A", topics: ["*"] },
      { address: "slack:T0TWO/C0A", topics: ["*"] },
    ]);
    const tell = async (event: object, at: Temporal.Instant) => {
      const more = {
        team_id: "T0LAB",
        event_time: Math.floor(at.epochMilliseconds / 1_000),
        event_id: `Ev${freshId()}`,
      };
      await send(url, SIGNING_SECRET, JSON.stringify(eventOf(event, more)));
    };
    const suppressed = async () =>
      (await db.selectFrom("suppression").select("address_key").execute()).map((row) => row.address_key);
    api.refused.set("xoxb-T0LAB-1", "account_inactive");
    house.now = NOON.add({ minutes: 5 });
    for (const end of order_) await tell(end(), house.now);
    expect(await type(url, "T0TWO", "list")).toMatch(/1 topic|Nothing is followed/); // what was told before is worked on by now
    await expect.poll(suppressed).toEqual(["t0lab/c0a"]);
    expect(await type(url, "T0LAB", "list")).toContain("https://papers.example.org/slack/install");
    house.now = NOON.add({ hours: 48 });
    expect(await install(url, "T0LAB", 2)).toContain("gets its digests again");
    expect(await suppressed()).toEqual([]);
    await tell(ends.uninstalled(), NOON.add({ minutes: 5 })); // late
    expect(await type(url, "T0LAB", "help")).toContain("/papers subscribe");
    expect(await suppressed()).toEqual([]);
  });
});
