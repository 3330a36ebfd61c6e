/** Digests in Slack, against a stand-in of its Web API: the thread, and what becomes of each answer. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { release } from "../../src/membership/suppressions.ts";
import { by } from "../support/orders.ts";
import { openSlackApi, type SlackApi } from "../support/slack-api.ts";
import { openStation, type Station } from "../support/station.ts";

const DAY = "2026-05-14";

describe("a digest in Slack", { timeout: 120_000 }, () => {
  let api: SlackApi;
  let station: Station;
  beforeEach(async () => {
    api = await openSlackApi();
    station = await openStation({ SLACK_BOT_TOKEN: "xoxb-test-0", SLACK_API_URL: api.url });
    // Enough topics for a thread of several messages.
    const topics = ["model OR models", "agent OR agents", "video", "learning", "reasoning", "data"];
    await station.subscribe({ address: "slack:T0LAB/C0RESEARCH", topics });
    await station.intake("2026-05-13");
  });
  afterEach(async () => {
    await station.close();
    await api.close();
  });
  const parts = async () =>
    (await station.db.selectFrom("delivery").select(["state", "reason", "receipt"]).orderBy("part").execute()).map(
      (each) => each,
    );

  it("is one short message with the papers in its thread, in order and within Slack's limits", async () => {
    const run = await station.run(DAY);
    expect(run).toMatchObject({ digests: 1, imbalance: [], stopped: [] });
    expect(api.posts.length).toBeGreaterThan(2);
    expect(run.deliveries).toEqual({ accepted: api.posts.length });
    const [first, ...replies] = api.posts;
    expect(first?.channel).toBe("C0RESEARCH");
    expect(first?.thread_ts).toBeUndefined();
    expect(new Set(replies.map((post) => post.thread_ts))).toEqual(new Set([first?.ts]));
    const count = replies.length;
    expect(replies.map((post) => /, (\d+) of (\d+)$/.exec(post.text)?.slice(1).map(Number))).toEqual(
      replies.map((_, i) => [i + 1, count]),
    );
    for (const { body } of api.posts) expect(body).toMatchObject({ unfurl_links: "false", unfurl_media: "false" });
    expect(await station.run(DAY)).toMatchObject({ deliveries: {} });
    expect(api.asked).toHaveLength(api.posts.length);
  });

  it("waits as long as Slack asks and goes on where it stopped", async () => {
    api.answer = (_channel, n) => (n === 1 ? { status: 429, retryAfter: 30 } : undefined);
    const run = await station.run(DAY);
    expect(run.deliveries).toEqual({ accepted: 1, deferred: 1 });
    station.at("2026-05-14T05:00:29Z");
    expect((await station.run(DAY)).deliveries).toEqual({});
    station.at("2026-05-14T05:00:30Z");
    expect(Object.keys((await station.run(DAY)).deliveries)).toEqual(["accepted"]);
    expect(api.posts.map((post) => / (\d+) of/.exec(post.text)?.[1] ?? "0").map(Number)).toEqual(
      api.posts.keys().toArray(),
    );
  });

  it("ends with a hint in a conversation that the bot does not see, and keeps the papers for the next digest", async () => {
    api.answer = () => ({ error: "channel_not_found" });
    const run = await station.run(DAY);
    expect(run).toMatchObject({ deliveries: { rejected: 1 }, imbalance: [] });
    expect(run.settled[0]?.reason).toMatch(/channel_not_found.*\/invite @Paperboy/);
    expect(new Set((await parts()).slice(1).map((part) => part.state))).toEqual(new Set(["cancelled"]));
    expect(api.asked).toHaveLength(1);
    api.answer = () => undefined;
    station.at("2026-05-15T05:00:00Z");
    expect(await station.run("2026-05-15")).toMatchObject({ digests: 0 }); // nothing goes there until it is mended
    const place = { channel: "slack" as const, address: "T0LAB/C0RESEARCH", key: "t0lab/c0research" };
    expect(await release(station.db, place, by(null), Temporal.Instant.from("2026-05-15T06:00:00Z"))).toMatchObject({
      ok: true,
    });
    station.at("2026-05-16T05:00:00Z");
    expect(await station.run("2026-05-16")).toMatchObject({ digests: 1, items: run.items });
  });

  it("knows a post again whose answer was lost, where it may read the conversation, and goes on with its thread", async () => {
    api.readable = true;
    api.answer = (_channel, n) => (n === 0 || n === 2 ? { close: true, taken: true } : undefined);
    const run = await station.run(DAY);
    const all = await parts();
    expect(run).toMatchObject({ deliveries: { accepted: all.length }, imbalance: [] });
    expect(api.posts).toHaveLength(all.length);
    expect(all.map(({ receipt }) => receipt)).toEqual(api.posts.map(({ ts }) => ts));
  });

  it("stops at a token that is refused, and goes on when it is mended", async () => {
    await station.subscribe({ address: "slack:D0ADA", topics: ["model OR models"] });
    api.answer = () => ({ error: "invalid_auth" });
    const run = await station.run(DAY);
    expect(api.asked).toHaveLength(1);
    expect(run.stopped).toEqual([expect.stringMatching(/^slack: .*invalid_auth.*SLACK_BOT_TOKEN/)]);
    expect(Object.keys(run.books.deliveries)).toEqual(["deferred"]);
    api.answer = () => undefined;
    expect(Object.keys((await station.run(DAY)).deliveries)).toEqual(["accepted"]);
    expect(new Set(api.posts.map((post) => post.channel))).toEqual(new Set(["C0RESEARCH", "D0ADA"]));
  });

  it.each([
    ["an error 500", { status: 500 }],
    ["a connection that breaks off", { close: true }],
    ["internal_error", { error: "internal_error" }],
  ] as const)("never posts again after %s: the rest of the thread is cancelled and the run ends", async (_, answer) => {
    api.answer = (_channel, n) => (n === 0 ? answer : undefined);
    const run = await station.run(DAY);
    expect(run).toMatchObject({ deliveries: { unknown: 1 }, imbalance: [] });
    expect((await parts()).map((part) => part.state)).toEqual([
      "unknown",
      ...Array((await parts()).length - 1).fill("cancelled"),
    ]);
    station.at("2026-05-14T12:00:00Z");
    expect(await station.run(DAY)).toMatchObject({ deliveries: {} });
    expect(api.asked).toHaveLength(1);
  });

  it("posts the other replies when one of them is unknown", async () => {
    api.answer = (_channel, n) => (n === 1 ? { status: 503 } : undefined);
    const run = await station.run(DAY);
    const all = (await parts()).length;
    expect(run.deliveries).toEqual({ accepted: all - 1, unknown: 1 });
    expect(api.asked).toHaveLength(all);
  });
});
