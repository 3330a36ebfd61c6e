/** The buttons of a digest as it is delivered: they name papers that are stored and topics that are the conversation's. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSlackApi, type SlackApi } from "../support/slack-api.ts";
import { openStation, type Station } from "../support/station.ts";

const DAY = "2026-05-14";
let api: SlackApi;
let station: Station;

async function deliver(env: Record<string, string>): Promise<void> {
  station = await openStation({ SLACK_BOT_TOKEN: "xoxb-test-0", SLACK_API_URL: api.url, ...env });
  await station.subscribe({ address: "slack:T0LAB/C0RESEARCH", topics: ["model OR models", "agent OR agents"] });
  await station.intake("2026-05-13");
  expect(Object.keys((await station.run(DAY)).deliveries)).toEqual(["accepted"]);
}
const buttons = () =>
  api.posts
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.type === "actions" ? (block.elements ?? []) : []));

beforeEach(async () => {
  api = await openSlackApi();
});
afterEach(async () => {
  await station.close();
  await api.close();
});

it("are below each paper, where presses are answered", async () => {
  await deliver({ SLACK_SIGNING_SECRET: "8f742231b10e8888abcd99yyyzzz85a5" });
  const shown = await station.db.selectFrom("shown").select("paper_id").execute();
  const saves = buttons().filter(({ action_id: id }) => id === "papers:save");
  const named = saves.map(({ value }) => (value ?? "").split(" ").map(Number));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(([paper]) => !shown.some((row) => row.paper_id === paper))).toEqual([]);
  expect(new Set(named.map(([, topic]) => topic))).toEqual(new Set([1, 2]));
  expect(buttons().filter(({ action_id: id }) => id === "papers:settings")).toHaveLength(1);
});

it("are not there where nobody answers them", async () => {
  await deliver({});
  expect(buttons()).toEqual([]);
});
