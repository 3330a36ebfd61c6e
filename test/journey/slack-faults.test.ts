/** Whatever Slack says instead of taking a post: what becomes of it, of its thread, its papers, its conversation, and of the others. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSlackApi, type SlackApi, type SlackPost } from "../support/slack-api.ts";
import { FAULTS, type FaultClass, STOPS } from "../support/slack-faults.ts";
import { openStation, type Station } from "../support/station.ts";

const DAY = "2026-05-14";
const TOPICS = ["model OR models", "agent OR agents", "video", "learning"];
/** Each error at the first part of a thread, and at the reply to it, each in a conversation of its own. */
const CASES = FAULTS.flatMap((fault) => [0, 1].map((part) => ({ ...fault, part }))).map((fault, i) => ({
  ...fault,
  channel: `C0CASE${i}`,
}));
const CONTROL = "C0CONTROL";

let [api, station]: [SlackApi, Station] = [null as never, null as never];
beforeEach(async () => {
  api = await openSlackApi();
  station = await openStation({ SLACK_BOT_TOKEN: "xoxb-test-0", SLACK_API_URL: api.url });
});
afterEach(async () => {
  await station.close();
  await api.close();
});

const follow = (...channels: string[]) =>
  station.subscribe(...channels.map((each) => ({ address: `slack:T0LAB/${each}`, topics: TOPICS })));
const partOf = ({ body }: SlackPost): number => JSON.parse(body.metadata ?? "{}").event_payload.part;
const isPlain = ({ body }: SlackPost): boolean => body.blocks === undefined;

interface Ended {
  states: string[];
  reasons: (string | null)[];
  suppressed: boolean;
  /** Papers that its digest owns: what was shown, or may have been. */
  owned: number;
}

async function endOf(channel: string): Promise<Ended> {
  const { db } = station;
  const key = `t0lab/${channel.toLowerCase()}`;
  const rows = await db
    .selectFrom("delivery")
    .innerJoin("message", "message.id", "delivery.message_id")
    .select(["delivery.state", "delivery.reason", "message.digest_id"])
    .where("message.address_key", "=", key)
    .orderBy("part")
    .execute();
  const suppressions = await db.selectFrom("suppression").select("reason").where("address_key", "=", key).execute();
  const shown = await db
    .selectFrom("shown")
    .select((eb) => eb.fn.countAll<string>().as("count"))
    .where("digest_id", "=", rows[0]?.digest_id ?? 0)
    .executeTakeFirstOrThrow();
  return {
    states: rows.map(({ state }) => state),
    reasons: rows.map(({ reason }) => reason),
    suppressed: suppressions.length > 0,
    owned: Number(shown.count),
  };
}

/** States of the part with the fault and of those behind it, whether the conversation is paused, and the papers kept. */
const EXPECTED: Record<FaultClass, { at: string; behind: [first: string, reply: string]; kept: [boolean, boolean] }> = {
  again: { at: "deferred", behind: ["pending", "pending"], kept: [true, true] },
  unknown: { at: "unknown", behind: ["cancelled", "accepted"], kept: [true, true] },
  gone: { at: "rejected", behind: ["cancelled", "cancelled"], kept: [false, true] },
  ours: { at: "accepted", behind: ["accepted", "accepted"], kept: [true, true] },
  other: { at: "rejected", behind: ["cancelled", "accepted"], kept: [false, true] },
};

describe("an error of one conversation", () => {
  it("ends as its class says, whatever part it meets, and the other conversations keep moving", {
    timeout: 240_000,
  }, async () => {
    await follow(CONTROL, ...CASES.map(({ channel }) => channel));
    await station.intake("2026-05-13");
    api.answer = (channel, _n, post) => {
      const fault = CASES.find((each) => each.channel === channel);
      return fault && partOf(post) === fault.part && !isPlain(post) ? fault.answer : undefined;
    };
    const run = await station.run(DAY);
    expect(run).toMatchObject({ imbalance: [], stopped: [], digests: CASES.length + 1 });
    const control = await endOf(CONTROL);
    expect(new Set(control.states)).toEqual(new Set(["accepted"]));
    expect(control.states.length).toBeGreaterThan(2);
    for (const { channel, name, kind, part, reason } of CASES) {
      const { at, behind, kept } = EXPECTED[kind];
      const ended = await endOf(channel);
      const states = control.states.map((_, i) => (i < part ? "accepted" : i === part ? at : behind[part]));
      expect({ name, part, ...ended, reasons: [] }).toEqual({
        name,
        part,
        states,
        reasons: [],
        suppressed: kind === "gone",
        owned: kept[part] ? control.owned : 0,
      });
      expect(ended.reasons[part], name).toMatch(reason);
      const asked = api.asked.filter((post) => post.channel === channel && partOf(post) === part);
      expect(asked.map(isPlain), `${name}: what was asked for part ${part}`).toEqual(
        kind === "ours" ? [false, true] : [false],
      );
    }
    // What was asked to wait goes on after its time; nothing else is tried again.
    const before = api.asked.length;
    api.answer = () => undefined;
    station.at("2026-05-14T05:01:00Z");
    await station.run(DAY);
    const again = CASES.filter(({ kind }) => kind === "again").map(({ channel }) => channel);
    expect(new Set(api.asked.slice(before).map(({ channel }) => channel))).toEqual(new Set(again));
    for (const channel of again)
      expect(await endOf(channel)).toMatchObject({ states: control.states, owned: control.owned });
  });
});

describe("a message that Slack refuses as our bug", () => {
  beforeEach(async () => {
    await follow(CONTROL);
    await station.intake("2026-05-13");
  });

  it("is posted once as text alone, with the titles and links of that part", async () => {
    api.answer = (_channel, _n, post) => (isPlain(post) ? undefined : { error: "invalid_blocks" });
    await station.run(DAY);
    const linksIn = (text: string) => new Set([...text.matchAll(/<(https:[^|>]+)/g)].map(([, url]) => url));
    const titles = (post: SlackPost) =>
      post.blocks.flatMap(({ type, text }) =>
        type === "section" ? [(text?.text ?? "").split("\n")[0] as string] : [],
      );
    const refused = api.asked.filter((post) => !isPlain(post));
    expect(api.posts.length).toBe(refused.length);
    for (const [i, post] of api.posts.entries()) {
      const asked = refused[i] as SlackPost;
      expect(partOf(post)).toBe(partOf(asked));
      expect(post.thread_ts).toBe(asked.thread_ts);
      expect(linksIn(post.text)).toEqual(linksIn(titles(asked).join("\n")));
      expect(post.text.length).toBeLessThanOrEqual(9_000);
      expect(post.text.replace(/<https?:\/\/[^\s<>|]+>/g, "")).not.toMatch(/[<>]/);
    }
    expect(
      linksIn(
        api.posts
          .slice(1)
          .map(({ text }) => text)
          .join(""),
      ).size,
    ).toBeGreaterThan(5);
  });

  it("is refused for good when Slack does not take the text either", async () => {
    api.answer = () => ({ error: "msg_blocks_too_long" });
    const run = await station.run(DAY);
    expect(run).toMatchObject({ deliveries: { rejected: 1 }, imbalance: [] });
    expect(run.settled[0]?.reason).toMatch(/msg_blocks_too_long, as plain text/);
    expect(api.asked.map(isPlain)).toEqual([false, true]);
    expect(await endOf(CONTROL)).toMatchObject({ suppressed: false, owned: 0 });
  });
});

describe("an error of the whole installation", () => {
  it("stops all at once, says what to do, keeps everything, and goes on when it is mended", {
    timeout: 240_000,
  }, async () => {
    await follow(CONTROL, "C0OTHER", "C0THIRD");
    await station.intake("2026-05-13");
    for (const part of [0, 1]) {
      for (const error of STOPS) {
        const before = api.asked.length;
        api.answer = (_channel, _n, post) => (partOf(post) === part ? { error } : undefined);
        const run = await station.run(DAY);
        expect(run.stopped, error).toEqual([
          expect.stringMatching(error === "missing_scope" ? /chat:write.*https:\/\/api.slack.com/ : new RegExp(error)),
        ]);
        expect(api.asked.slice(before).filter((post) => partOf(post) === part).length).toBeLessThanOrEqual(3);
        expect(run.books.deliveries.rejected ?? 0, error).toBe(0);
        expect(run.books.deliveries.unknown ?? 0, error).toBe(0);
        expect((await endOf(CONTROL)).suppressed).toBe(false);
      }
    }
    api.answer = () => undefined;
    await station.run(DAY);
    for (const channel of [CONTROL, "C0OTHER", "C0THIRD"])
      expect(new Set((await endOf(channel)).states)).toEqual(new Set(["accepted"]));
    expect(new Set(api.posts.map((post) => `${post.channel} ${partOf(post)}`)).size).toBe(api.posts.length);
  });
});

describe("a Slack that is not reached", () => {
  it.each([
    ["nobody listens", "http://127.0.0.1:65533/api", "ECONNREFUSED"],
    ["the name is not known", "http://slack.invalid/api", "ENOTFOUND|EAI_AGAIN"],
  ])("was sent nothing, so all waits for it: %s", async (_, url, code) => {
    await station.close();
    station = await openStation({ SLACK_BOT_TOKEN: "xoxb-test-0", SLACK_API_URL: url });
    await follow(CONTROL, "C0OTHER");
    await station.intake("2026-05-13");
    const run = await station.run(DAY);
    expect(run.stopped).toEqual([expect.stringMatching(new RegExp(`^slack: Slack cannot be reached.*(${code})`))]);
    expect(Object.keys(run.books.deliveries)).toEqual(["deferred"]);
    expect((await endOf(CONTROL)).owned).toBeGreaterThan(0);
  });
});

describe("a read that looks for a lost post", () => {
  const READS = [
    "ratelimited",
    "429",
    "500",
    "closed",
    "missing_scope",
    "channel_not_found",
    "invalid_auth",
    "internal_error",
  ];

  it("may fail in any way: the post stays unknown, and nothing is posted again or stopped", {
    timeout: 120_000,
  }, async () => {
    api.readable = true;
    const channels = READS.flatMap((error) =>
      [0, 1].map((part) => ({ error, part, channel: `C0${part}${error.replace(/\W|_/g, "").toUpperCase()}` })),
    );
    await follow(CONTROL, ...channels.map(({ channel }) => channel));
    await station.intake("2026-05-13");
    for (const { error, part, channel } of channels)
      api.errors.set(`conversations.${part === 0 ? "history" : "replies"} ${channel}`, error);
    const faults = new Map(channels.map(({ channel, part }) => [channel, part]));
    api.answer = (channel, _n, post) =>
      partOf(post) === (faults.get(channel) ?? 0) ? { close: true, taken: true } : undefined;
    const run = await station.run(DAY);
    expect(run).toMatchObject({ imbalance: [], stopped: [] });
    for (const { error, part, channel } of channels)
      expect([error, (await endOf(channel)).states[part]]).toEqual([error, "unknown"]);
    expect(new Set((await endOf(CONTROL)).states)).toEqual(new Set(["accepted"])); // found where it may be read
    expect(new Set(api.posts.map((post) => `${post.channel} ${partOf(post)}`)).size).toBe(api.posts.length);
  });
});
