/** The longest recorded day for a channel that follows everything: within Slack's limits, and every paper within reach. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDialogue } from "../../src/dialogue-door.ts";
import { CAP_MOST, changeTopic } from "../../src/membership/change-subscription.ts";
import { createArchive } from "../../src/reading/archive.ts";
import { readMrkdwn } from "../support/mrkdwn.ts";
import { openSlackApi } from "../support/slack-api.ts";
import { findMessageFault, mrkdwnOf } from "../support/slack-blocks.ts";
import { openStation } from "../support/station.ts";

const RECORDED = join(import.meta.dirname, "../../../shared/recorded/hf-daily");
const exists = existsSync(RECORDED);
if (!exists) console.log("skipped: recorded input is expected in ../shared/recorded beside the repository");
/** Both hold as many papers as the source ever lists. */
const [BEFORE, LONGEST] = ["2026-05-12", "2026-05-13"];
const PLACE = { channel: "slack" as const, address: "T0LAB/C0RESEARCH", key: "t0lab/c0research" };
const SPEAKER = { team: "T0LAB", user: "U0ADA", conversation: "C0RESEARCH", kind: "channel" as const, zone: null };

async function bring(days: string[], cap: number) {
  const api = await openSlackApi();
  const slack = {
    SLACK_BOT_TOKEN: "xoxb-test-0",
    SLACK_API_URL: api.url,
    SLACK_SIGNING_SECRET: "8f742231b10e8888abcd99",
  };
  const station = await openStation(slack);
  onTestFinished(async () => {
    await station.close();
    await api.close();
  });
  await station.subscribe({ address: `slack:${PLACE.address}`, topics: ["*"] });
  await changeTopic(station.db, PLACE, 1, { cap }, station.app.clock.now());
  for (const day of days) await station.intake(day, RECORDED);
  const run = await station.run("2026-05-14");
  expect(run).toMatchObject({ digests: 1, imbalance: [], stopped: [], deliveries: { accepted: api.posts.length } });
  const papers = await station.db.selectFrom("paper").select("id").execute();
  return { api, station, papers: papers.map(({ id }) => Number(id)) };
}

/** A digest shows so many papers at most, whatever the caps of its topics. */
const DIGEST_MOST = 30;

/** Ids of the papers that a message has buttons for. */
const papersOf = (blocks: object[]): number[] =>
  (blocks as { elements?: { action_id?: string; value?: string }[] }[])
    .flatMap(({ elements = [] }) => elements)
    .flatMap(({ action_id: id, value = "" }) => (id === "papers:save" ? [Number(value.split(" ")[0])] : []));
const restOf = (blocks: object[]): string | undefined =>
  (blocks as { elements?: { action_id?: string; value?: string }[] }[])
    .flatMap(({ elements = [] }) => elements)
    .find(({ action_id: id }) => id === "papers:rest")?.value;

function check(message: { text: string; blocks: object[] }): void {
  expect(findMessageFault(message)).toBeNull();
  for (const source of mrkdwnOf(message)) {
    const { live, links } = readMrkdwn(source);
    expect([source, live]).toEqual([source, []]);
    for (const { url } of links) expect(URL.canParse(url)).toBe(true);
  }
}

describe.runIf(exists)("the longest recorded day", () => {
  it.each([
    ["with the largest cap", [LONGEST], CAP_MOST],
    ["with a cap that leaves most to be counted", [LONGEST], 7],
    ["after another such day", [BEFORE, LONGEST], CAP_MOST],
  ])("reaches a channel that follows everything, %s", { timeout: 120_000 }, async (_, days, cap) => {
    const { api, station, papers } = await bring(days, cap);
    expect(papers.length).toBeGreaterThanOrEqual(45 * days.length);
    for (const post of api.posts) check(post);
    const shown = api.posts.flatMap(({ blocks }) => papersOf(blocks));
    expect(new Set(shown).size, "each in one part").toBe(shown.length);
    expect(shown.length).toBe(Math.min(cap, DIGEST_MOST, papers.length));

    const { app, db } = station;
    const archive = createArchive(db, { ask: async () => ({ kind: "none" }) as never }, app.clock);
    const dialogue = openDialogue(
      { ...app, database: app.database },
      archive,
      "a secret of more than thirty-two letters",
      () => {},
    );
    const reached = [...shown];
    let value = api.posts.flatMap(({ blocks }) => restOf(blocks) ?? [])[0];
    expect(value === undefined).toBe(papers.length <= Math.min(cap, DIGEST_MOST));
    while (value !== undefined) {
      const [reply] = await dialogue.press({ action: "rest", value }, SPEAKER);
      expect(reply?.to).toBe("speaker");
      check(reply?.content as never);
      const page = papersOf(reply?.content.blocks ?? []);
      expect(page.length).toBeLessThanOrEqual(5);
      reached.push(...page);
      value = restOf(reply?.content.blocks ?? []);
    }
    expect(reached.sort((a, b) => a - b)).toEqual(papers.sort((a, b) => a - b));
  });
});
