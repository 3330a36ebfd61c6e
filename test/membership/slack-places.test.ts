/** Slack conversations that go, come back and are renamed, and workspaces that uninstall us: who is paused, and who is not. */
import { expect, it } from "vitest";
import {
  moveZone,
  pausePlace,
  renamePlace,
  restoreWorkspace,
  resumePlace,
  stopWorkspace,
} from "../../src/membership/slack-places.ts";
import { describeOnBoth } from "../support/databases.ts";
import { NOON } from "../support/listings.ts";
import { order } from "../support/orders.ts";

const PLACES = ["T0LAB/C0AGENTS", "T0LAB/U0ADA", "C0SHORT", "T0OTHER/C0AGENTS"];
const AGENTS = { team: "T0LAB", conversation: "C0AGENTS" };
const later = (hours: number) => NOON.add({ hours });

describeOnBoth("a Slack conversation", (open) => {
  async function start() {
    const { db } = await open();
    const slack = PLACES.map((place) => ({
      address: `slack:${place}`,
      topics: ["*"],
      at: "08:00",
      zone: "Europe/Berlin",
    }));
    await order(db, [...slack, { address: "ada@example.org", topics: ["*"] }]);
    /** Keys of those that nothing goes to, with the beginning of why. */
    const suppressed = async () =>
      (await db.selectFrom("suppression").select(["address_key", "reason"]).orderBy("address_key").execute()).map(
        (row) => `${row.address_key} ${row.reason.split(":")[0]}`,
      );
    return { db, suppressed };
  }

  it.each([
    ["archived", "unarchived"],
    ["archived", "invited"],
    ["removed", "invited"],
    ["deleted", "invited"],
  ] as const)("that is %s is paused with what to do, alone, and comes back when it is %s", async (why, by) => {
    const { db, suppressed } = await start();
    expect(await pausePlace(db, AGENTS, why, NOON)).toBe(1);
    expect(await suppressed()).toEqual([`t0lab/c0agents ${why === "removed" ? "bot removed" : why}`]);
    expect(await pausePlace(db, AGENTS, "archived", NOON)).toBe(0);
    expect(await resumePlace(db, AGENTS, by, later(1))).toBe(1);
    expect(await suppressed()).toEqual([]);
    expect(await resumePlace(db, AGENTS, by, later(1))).toBe(0);
    const [stood] = await db.selectFrom("suppression_release").select(["address_key", "note"]).execute();
    expect(stood).toEqual({ address_key: "t0lab/c0agents", note: by });
  });

  it("that the bot was removed from does not come back by being unarchived", async () => {
    const { db, suppressed } = await start();
    await pausePlace(db, AGENTS, "removed", NOON);
    expect(await resumePlace(db, AGENTS, "unarchived", NOON)).toBe(0);
    expect(await suppressed()).toHaveLength(1);
  });

  it("is found by its short address too, and where nobody subscribed nothing is written", async () => {
    const { db, suppressed } = await start();
    expect(await pausePlace(db, { team: "T0LAB", conversation: "C0SHORT" }, "archived", NOON)).toBe(1);
    expect(await pausePlace(db, { team: "T0LAB", conversation: "C0NOBODY" }, "archived", NOON)).toBe(0);
    expect(await suppressed()).toEqual(["c0short archived"]);
  });

  it("keeps its subscriber and its pause under a new id, unless that has a subscriber", async () => {
    const { db, suppressed } = await start();
    await pausePlace(db, AGENTS, "archived", NOON);
    expect(await renamePlace(db, { team: "T0LAB", from: "C0AGENTS", to: "C0NEW" })).toBe("moved");
    expect(await renamePlace(db, { team: "T0LAB", from: "C0AGENTS", to: "C0NEW" })).toBe("unknown");
    expect(await renamePlace(db, { team: "T0LAB", from: "C0NEW", to: "C0SHORT" })).toBe("taken");
    expect(await suppressed()).toEqual(["t0lab/c0new archived"]);
    const addresses = await db.selectFrom("subscriber").select("address").orderBy("id").execute();
    expect(addresses.map((row) => row.address)).toEqual(["T0LAB/C0NEW", ...PLACES.slice(1), "ada@example.org"]);
  });

  it("keeps its zone, and a person's direct message follows the profile", async () => {
    const { db } = await start();
    expect(await moveZone(db, { team: "T0LAB", user: "U0ADA", zone: "Asia/Tokyo" }, NOON)).toBe(true);
    expect(await moveZone(db, { team: "T0LAB", user: "U0ADA", zone: "Mars/Olympus" }, NOON)).toBe(false);
    expect(await moveZone(db, { team: "T0OTHER", user: "U0ADA", zone: "Asia/Seoul" }, NOON)).toBe(false);
    const zones = await db
      .selectFrom("subscriber")
      .select("zone")
      .where("channel", "=", "slack")
      .orderBy("id")
      .execute();
    expect(zones.map((row) => row.zone)).toEqual(["Europe/Berlin", "Asia/Tokyo", "Europe/Berlin", "Europe/Berlin"]);
  });

  it("stops with its whole workspace and comes back with it, but for what was paused before", async () => {
    const { db, suppressed } = await start();
    await pausePlace(db, AGENTS, "archived", NOON);
    expect(await stopWorkspace(db, "T0LAB", NOON)).toBe(2);
    expect(await stopWorkspace(db, "T0LAB", later(1))).toBe(0);
    expect(await suppressed()).toEqual(["c0short uninstalled", "t0lab/c0agents archived", "t0lab/u0ada uninstalled"]);
    expect(await restoreWorkspace(db, "T0LAB", later(24 * 30))).toBe(2);
    expect(await suppressed()).toEqual(["t0lab/c0agents archived"]);
    expect(await db.selectFrom("subscription").select("id").where("ended_at", "is", null).execute()).toHaveLength(5);
  });

  it("comes back by itself within 30 days, not after", async () => {
    const { db } = await start();
    await stopWorkspace(db, "T0LAB", NOON);
    expect(await restoreWorkspace(db, "T0LAB", later(24 * 30 + 1))).toBe(0);
  });

  it("of another workspace is not reached by a name that holds a pattern", async () => {
    const { db } = await start();
    await stopWorkspace(db, "T0%", NOON);
    expect((await db.selectFrom("suppression").select("address_key").execute()).map((row) => row.address_key)).toEqual([
      "c0short",
    ]);
  });
});
