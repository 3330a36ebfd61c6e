/** What is under way when a workspace uninstalls us: refused its mark, kept, and delivered when the workspace is back. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { claimDeliveries, returnClaims, writeLedger } from "../../src/db/deliveries.ts";
import { renamePlace, restoreWorkspace, stopWorkspace } from "../../src/membership/slack-places.ts";
import { openSlackApi, type SlackApi } from "../support/slack-api.ts";
import { openStation, type Station } from "../support/station.ts";

const DAY = "2026-05-14";
const NOW = "2026-05-14T05:10:00Z";
const at = Temporal.Instant.from(NOW);

let api: SlackApi;
let station: Station;
beforeEach(async () => {
  api = await openSlackApi();
  station = await openStation({ SLACK_BOT_TOKEN: "xoxb-test-0", SLACK_API_URL: api.url });
  await station.subscribe({ address: "slack:T0LAB/C0RESEARCH", topics: ["model OR models"] });
  await station.intake("2026-05-13");
  api.answer = () => ({ status: 429, retryAfter: 60 });
  await station.run(DAY);
  api.answer = () => undefined;
  station.at(NOW);
});
afterEach(async () => {
  await station.close();
  await api.close();
});

it("refuses what is claimed its mark, claims nothing more, and goes on when the workspace is back", async () => {
  const { db } = station;
  const claims = await claimDeliveries(db, "slack", "a process", NOW, 10);
  expect(claims.map(({ part }) => part)).toEqual([0]);
  await stopWorkspace(db, "T0LAB", at);
  expect((await writeLedger(db, "a process", { settlements: [], marks: claims }, NOW)).marked.size).toBe(0);
  await returnClaims(db, "a process", claims, NOW);
  expect(await claimDeliveries(db, "slack", "a process", NOW, 10)).toEqual([]);
  expect(api.posts).toEqual([]);
  await restoreWorkspace(db, "T0LAB", at);
  expect(Object.keys((await station.run(DAY)).deliveries)).toEqual(["accepted"]);
  expect(new Set(api.posts.map(({ channel }) => channel))).toEqual(new Set(["C0RESEARCH"]));
});

it("takes what waits along to a conversation's new id", async () => {
  expect(await renamePlace(station.db, { team: "T0LAB", from: "C0RESEARCH", to: "C0NEW" })).toBe("moved");
  expect(Object.keys((await station.run(DAY)).deliveries)).toEqual(["accepted"]);
  expect(new Set(api.posts.map(({ channel }) => channel))).toEqual(new Set(["C0NEW"]));
});
