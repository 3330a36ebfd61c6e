/** Two workspaces that installed the app themselves, from the morning's digests to the end of one and its return, and the command line. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readToken } from "../../src/domain/consent/token.ts";
import { install } from "../../src/membership/slack-installations.ts";
import { SECRET } from "../support/pages.ts";
import { openProgram, type Program } from "../support/program.ts";
import { openSlackApi, type SlackApi } from "../support/slack-api.ts";
import { openStation, type Station } from "../support/station.ts";

const ENV = {
  ...{ SLACK_CLIENT_ID: "1234.5678", SLACK_CLIENT_SECRET: "y".repeat(32), SLACK_SIGNING_SECRET: "z".repeat(32) },
  ...{ PAPERBOY_SECRET: SECRET, PAPERBOY_URL: "https://papers.example.org" },
};
const NOW = Temporal.Instant.from("2026-05-14T05:00:00Z");

describe("two workspaces", () => {
  let api: SlackApi;
  let station: Station;
  const add = (team: string, n: number, now = NOW) =>
    install(
      station.db,
      {
        ...{ team: { id: team, name: `Lab of ${team}` }, bot: "U0BOT", scopes: "chat:write", installedBy: "U0ADA" },
        ...{ token: `xoxb-${team}-${n}`, refreshToken: null, expiresInSeconds: null },
      },
      SECRET,
      now,
    );
  const postsTo = (team: string) => api.posts.filter(({ token }) => token.startsWith(`xoxb-${team}-`));
  beforeEach(async () => {
    api = await openSlackApi();
    station = await openStation({ ...ENV, SLACK_API_URL: api.url });
    await add("T0ONE", 1);
    await add("T0TWO", 1);
    await station.subscribe(
      { address: "slack:T0ONE/C0SAME", topics: ["model OR models"], zone: "UTC" },
      { address: "slack:T0TWO/C0SAME", topics: ["model OR models"], zone: "UTC" },
    );
    await station.intake("2026-05-13");
  });
  afterEach(async () => {
    await station.close();
    await api.close();
  });

  it("each get their digest by their own token; one that ends loses nothing and holds up nobody", async () => {
    api.refused.set("xoxb-T0ONE-1", "account_inactive");
    const first = await station.run("2026-05-14");
    expect(first.settled.filter(({ state }) => state === "rejected").map(({ address }) => address)).toEqual([
      "T0ONE/C0SAME",
    ]);
    const before = postsTo("T0TWO").length;
    expect(before).toBeGreaterThan(1);
    expect(postsTo("T0ONE")).toEqual([]);
    const suppressed = await station.db.selectFrom("suppression").select(["address_key", "reason"]).execute();
    expect(suppressed).toEqual([{ address_key: "t0one/c0same", reason: "uninstalled" }]);

    station.at("2026-05-15T05:00:00Z");
    expect(await add("T0ONE", 2, NOW.add({ hours: 24 }))).toBe(1);
    await station.run("2026-05-15");
    const came = JSON.stringify(postsTo("T0ONE").map(({ blocks }) => blocks));
    expect(postsTo("T0ONE").every(({ token }) => token === "xoxb-T0ONE-2")).toBe(true);
    // The papers of the digest that could not be posted come in the next one.
    const papers = (text: string) => new Set(text.match(/arxiv\.org\/pdf\/[\d.]+/g));
    expect(papers(came)).toEqual(
      papers(
        JSON.stringify(
          postsTo("T0TWO")
            .slice(0, before)
            .map(({ blocks }) => blocks),
        ),
      ),
    );
  });

  it("wait where the token lacks a scope, and its App Home and doctor say so", async () => {
    api.refused.set("xoxb-T0ONE-1", "missing_scope");
    const { settled } = await station.run("2026-05-14");
    const one = settled.filter(({ address }) => address.startsWith("T0ONE"));
    expect(one.map(({ state }) => state)).toEqual(["deferred"]);
    expect(postsTo("T0TWO").length).toBeGreaterThan(1);
    const probe = station.app.probes().find(({ what }) => what === "slack");
    await expect(probe?.look()).rejects.toThrow(/T0ONE: the app lacks the scope chat:write: install it again/);
    expect(await station.app.workspaces?.find("T0ONE")).toMatchObject({
      trouble: expect.stringContaining("chat:write"),
    });
  });
});

describe("workspaces on the command line", { timeout: 120_000 }, () => {
  let program: Program;
  const at = (...args: string[]) => program.run([...args, "--now", NOW.toString()]);
  beforeAll(async () => {
    program = await openProgram(ENV);
  });
  afterAll(() => program.remove());

  it("are invited by a link, listed and ended", async () => {
    expect((await at("slack", "workspaces")).stdout).toContain("No workspace has installed the app");
    const made = await at("slack", "invite", "--days", "2");
    expect(made).toMatchObject({ code: 0, stderr: "" });
    const key = /^https:\/\/papers\.example\.org\/slack\/install\?key=([a-z2-7]{36})$/m.exec(made.stdout)?.[1] ?? "";
    expect(readToken(SECRET, "slack-install", key)).toBe(NOW.add({ hours: 48 }).epochMilliseconds / 1_000);
    expect(made.stdout).toContain("until 2026-05-16 05:00");
    expect((await at("slack", "workspaces", "--json")).json).toEqual({ count: 0, workspaces: [] });
    const unknown = await at("slack", "end", "T0NONE");
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(/not installed in T0NONE\. See: paperboy slack workspaces/);
  });

  it("are none with a token of one, which is said", async () => {
    const env = { SLACK_CLIENT_ID: "", SLACK_CLIENT_SECRET: "", SLACK_BOT_TOKEN: "xoxb-1" };
    const { code, stderr } = await program.run(["slack", "invite"], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and PAPERBOY_URL/);
  });

  it.each([
    [{ SLACK_CLIENT_SECRET: "" }, /must be set together/],
    [{ SLACK_BOT_TOKEN: "xoxb-1" }, /goes without SLACK_BOT_TOKEN/],
    [{ PAPERBOY_URL: "" }, /SLACK_CLIENT_ID needs PAPERBOY_URL/],
    [{ SLACK_SIGNING_SECRET: "" }, /needs SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN/],
    [{ SLACK_CLIENT_ID: "mine" }, /SLACK_CLIENT_ID must be the app's client id/],
  ])("are refused a configuration that cannot work: %#", async (env, says) => {
    const { code, stderr } = await program.run(["slack", "workspaces"], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain("yyyy");
  });
});
