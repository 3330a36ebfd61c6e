/** Workspaces that installed the app: their tokens, the exchange of tokens that end, ends told late, and being forgotten. */
import { beforeEach, expect, it } from "vitest";
import { claimRenewal } from "../../src/db/slack-installations.ts";
import { isMissing, type Workspaces } from "../../src/domain/workspace/workspace.ts";
import { forgetWorkspaces } from "../../src/membership/forget-workspaces.ts";
import {
  createWorkspaces,
  endWorkspace,
  type InstallOrder,
  install,
} from "../../src/membership/slack-installations.ts";
import { savePaper } from "../../src/membership/slack-people.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { makeListing, makeOrder } from "../support/listings.ts";
import { order } from "../support/orders.ts";

const SECRET = "a secret of more than thirty-two characters";
const START = Temporal.Instant.from("2026-05-14T05:00:00Z");
const ORDER: InstallOrder = {
  team: { id: "T0LAB", name: "Test Lab" },
  ...{ bot: "U0BOT", scopes: "chat:write,commands", installedBy: "U0ADA" },
  ...{ token: "xoxe.xoxb-1", refreshToken: "xoxe-1", expiresInSeconds: 43_200 },
};

describeOnBoth("workspaces that installed the app", (open) => {
  let database: TestDatabase;
  let now = START;
  beforeEach(async () => {
    database = await open();
    now = START;
  });

  interface Watched extends Workspaces {
    renewed: string[];
    troubles: string[];
  }
  function watch(renew: (refresh: string) => ReturnType<Parameters<typeof createWorkspaces>[0]["renew"]>): Watched {
    const [renewed, troubles]: [string[], string[]] = [[], []];
    const workspaces = createWorkspaces({
      ...{ db: database.db, secret: SECRET, now: () => now },
      renew: (refresh) => {
        renewed.push(refresh);
        return renew(refresh);
      },
      onTrouble: (team, trouble) => troubles.push(`${team}: ${trouble}`),
    });
    return { ...workspaces, renewed, troubles };
  }
  const next = async (refresh: string) => {
    const n = Number(refresh.split("-").at(-1)) + 1;
    return { token: `xoxe.xoxb-${n}`, refreshToken: `xoxe-${n}`, expiresInSeconds: 43_200 };
  };
  const tokenOf = async (workspaces: Workspaces, team: string | null = "T0LAB") => {
    const found = await workspaces.find(team);
    return isMissing(found) ? found.missing : found.token;
  };
  const stored = () => database.db.selectFrom("slack_installation").selectAll().executeTakeFirstOrThrow();
  const suppressed = async () =>
    (await database.db.selectFrom("suppression").select(["address_key", "reason"]).execute()).map(
      ({ address_key, reason }) => `${address_key} ${reason}`,
    );

  it("hold their tokens sealed, and are found by their id, or as the only one", async () => {
    await install(database.db, ORDER, SECRET, now);
    const row = await stored();
    expect(JSON.stringify(row)).not.toContain("xoxe");
    const workspaces = watch(next);
    expect(await workspaces.find("T0LAB")).toEqual({
      team: "T0LAB",
      token: "xoxe.xoxb-1",
      bot: "U0BOT",
      trouble: null,
    });
    expect(await tokenOf(workspaces, null)).toBe("xoxe.xoxb-1");
    expect(await tokenOf(workspaces, "T0OTHER")).toBe("elsewhere");
    await install(database.db, { ...ORDER, team: { id: "T0TWO", name: "Two" } }, SECRET, now);
    workspaces.forget("T0TWO");
    expect(await tokenOf(workspaces, null)).toBe("elsewhere"); // a short address names neither of the two
    expect(workspaces.renewed).toEqual([]);
  });

  it("exchange a token that is about to end, once, whoever asks at the same time", async () => {
    await install(database.db, ORDER, SECRET, now);
    now = now.add({ hours: 10 });
    const [ours, theirs] = [watch(next), watch(next)];
    const tokens = await Promise.all([tokenOf(ours), tokenOf(ours), tokenOf(theirs)]);
    expect([...ours.renewed, ...theirs.renewed]).toEqual(["xoxe-1"]);
    expect(new Set(tokens).isSubsetOf(new Set(["xoxe.xoxb-1", "xoxe.xoxb-2"]))).toBe(true);
    now = now.add({ minutes: 1 });
    expect([await tokenOf(ours), await tokenOf(theirs)]).toEqual(["xoxe.xoxb-2", "xoxe.xoxb-2"]);
    now = now.add({ hours: 9, minutes: 58 });
    expect(await tokenOf(ours)).toBe("xoxe.xoxb-2");
    now = now.add({ minutes: 2 });
    expect(await tokenOf(ours)).toBe("xoxe.xoxb-3");
    expect(ours.troubles).toEqual([]);
  });

  it("exchange no token that another process has exchanged since it was read", async () => {
    await install(database.db, ORDER, SECRET, now);
    const { token } = await stored();
    now = now.add({ hours: 11 });
    expect(await tokenOf(watch(next))).toBe("xoxe.xoxb-2");
    const late = now.add({ minutes: 1 }).toString();
    expect(await claimRenewal(database.db, "T0LAB", token, late, now.toString())).toBe(false);
    expect(await claimRenewal(database.db, "T0LAB", (await stored()).token, late, now.toString())).toBe(true);
  });

  it("go on with the token they have while it lasts where Slack cannot be asked, and say so", async () => {
    await install(database.db, ORDER, SECRET, now);
    now = now.add({ hours: 11 });
    const workspaces = watch(async () => ({ unreachable: "getaddrinfo ENOTFOUND slack.com" }));
    expect(await tokenOf(workspaces)).toBe("xoxe.xoxb-1");
    expect(workspaces.troubles).toEqual(["T0LAB: its token could not be renewed: getaddrinfo ENOTFOUND slack.com"]);
    now = now.add({ hours: 2 });
    expect(await tokenOf(workspaces)).toBe("later");
    const again = watch(next);
    now = now.add({ minutes: 2 });
    expect(await tokenOf(again)).toBe("xoxe.xoxb-2");
    expect((await stored()).trouble).toBeNull();
  });

  it("are not asked again and again for what Slack refuses", async () => {
    await install(database.db, ORDER, SECRET, now);
    now = now.add({ hours: 13 });
    const workspaces = watch(async () => ({ refused: "invalid_refresh_token" }));
    for (let i = 0; i < 5; i += 1) {
      expect(await tokenOf(workspaces)).toBe("later");
      now = now.add({ minutes: 5 });
    }
    expect(workspaces.renewed).toHaveLength(1);
    expect((await stored()).trouble).toMatch(/invalid_refresh_token\): install the app there again/);
  });

  it("say that the secret has changed instead of using what it does not open", async () => {
    await install(database.db, ORDER, "another secret of more than thirty-two characters", now);
    const workspaces = watch(next);
    expect(await tokenOf(workspaces)).toBe("later");
    expect(workspaces.troubles.join()).toMatch(/PAPERBOY_SECRET is another one/);
  });

  it("end when Slack refuses their token, unless it has another by now", async () => {
    await order(database.db, [
      { address: "slack:T0LAB/C0A", topics: ["*"] },
      { address: "slack:T0TWO/C0A", topics: ["*"] },
    ]);
    await install(database.db, ORDER, SECRET, now);
    const workspaces = watch(next);
    const before = await workspaces.find("T0LAB");
    if (isMissing(before)) throw new Error("it is there");
    await install(database.db, { ...ORDER, token: "xoxe.xoxb-9" }, SECRET, now);
    expect(await workspaces.refused(before, "token_revoked")).toBe(false);
    expect(await tokenOf(workspaces)).toBe("xoxe.xoxb-9");
    expect(await suppressed()).toEqual([]);
    expect(await workspaces.refused({ ...before, token: "xoxe.xoxb-9" }, "account_inactive")).toBe(true);
    expect(await suppressed()).toEqual(["t0lab/c0a uninstalled"]);
    expect(await tokenOf(workspaces)).toBe("gone");
    const row = await stored();
    expect([row.token, row.refresh_token, row.end_reason]).toEqual([
      "",
      null,
      "Slack refused its token: account_inactive",
    ]);
  });

  it("end once however often that is told, come back within 30 days, and an end of before ends nothing", async () => {
    await order(database.db, [{ address: "slack:T0LAB/C0A", topics: ["*"] }]);
    await install(database.db, ORDER, SECRET, now);
    now = now.add({ hours: 1 });
    const end = { at: now, reason: "uninstalled" };
    expect(await endWorkspace(database.db, "T0LAB", end, now)).toBe(1);
    expect(await endWorkspace(database.db, "T0LAB", end, now)).toBeNull();
    const back = now.add({ hours: 24 * 29 });
    expect(await install(database.db, ORDER, SECRET, back)).toBe(1);
    expect(await endWorkspace(database.db, "T0LAB", end, back.add({ minutes: 1 }))).toBeNull();
    expect(await suppressed()).toEqual([]);
  });

  it("are forgotten after 30 days: topics, saved papers and the installation, and nothing of others", async () => {
    await takeIn(database.db, makeOrder([makeListing()], { at: now }));
    const { id: paperId } = await database.db.selectFrom("paper").select("id").executeTakeFirstOrThrow();
    await order(database.db, [
      { address: "slack:T0LAB/C0A", topics: ["agents"] },
      { address: "slack:T0TWO/C0A", topics: ["agents"] },
    ]);
    for (const team of ["T0LAB", "T0TWO"]) {
      await install(database.db, { ...ORDER, team: { id: team, name: team } }, SECRET, now);
      const person = { channel: "slack" as const, address: `${team}/U0ADA`, key: `${team.toLowerCase()}/u0ada` };
      await savePaper(database.db, person, paperId, now);
    }
    await endWorkspace(database.db, "T0LAB", { at: now, reason: "uninstalled" }, now);
    expect(await forgetWorkspaces(database.db, SECRET, now.add({ hours: 24 * 30 }))).toBe(0);
    expect(await forgetWorkspaces(database.db, SECRET, now.add({ hours: 24 * 30 + 1 }))).toBe(1);
    const addresses = await database.db.selectFrom("subscriber").select("address").orderBy("id").execute();
    expect(addresses.map(({ address }) => address)).toEqual(["erased", "T0TWO/C0A"]);
    const saves = await database.db.selectFrom("saved_paper").select("address_key").execute();
    expect(saves.map((save) => save.address_key)).toEqual(["t0two/u0ada"]);
    const left = await database.db.selectFrom("slack_installation").select("team").execute();
    expect(left.map(({ team }) => team)).toEqual(["T0TWO"]);
  });
});
