/** Processes killed while they post to Slack: no part of a thread twice, none forgotten, and what stands there is found again. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Cluster, openCluster } from "../support/postgres-cluster.ts";
import { createRandom } from "../support/random.ts";
import type { SlackApi } from "../support/slack-api.ts";
import { MAKING_MS, makeBase } from "./base.ts";
import { armSlack, checkThreads, openReadableApi, type SlackMoment } from "./slack-story.ts";
import { openStory, type Story } from "./story.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
/** Few, as Slack's pace is five posts a second in a workspace. */
const CONVERSATIONS = LONG ? 40 : 14;
const BASE = "slack_base";
const TOPICS = ["model OR models", "agent OR agents", "video", "learning", "reasoning"];
const PLANS: SlackMoment[][] = [
  ["mark", "post", "recover", "reply"],
  ["post", "settle", "reply", "random"],
  ["claim", "random", "mark", "recover", "settle"],
  ["reply", "reply", "post", "recover", "mark", "random", "settle"],
];
const STORIES = (LONG ? [...PLANS, ...PLANS] : PLANS.slice(0, 2)).map((moments, i) => ({
  seed: i + 1,
  moments,
  readable: i % 2 === 1,
}));

describe("a service that posts to Slack and is killed with kill -9", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await openCluster();
    const who = (i: number) => ({ address: `slack:T0LAB/C0ROOM${i}`, topics: TOPICS });
    await makeBase(cluster, CONVERSATIONS, BASE, who);
  }, MAKING_MS);
  afterAll(() => cluster?.remove());

  it.each(STORIES.map((story) => ({ ...story, name: story.moments.join(", ") })))(
    "posts no part twice and forgets none (story $seed, reading allowed: $readable, killed at $name)",
    async ({ seed, moments, readable }) => {
      const random = createRandom(seed);
      const api = await openReadableApi(readable);
      const env = { SLACK_BOT_TOKEN: "xoxb-test-0", SLACK_API_URL: api.url };
      const story = await openStory(cluster, { env, base: BASE });
      onTestFinished(async () => {
        await story.remove();
        await api.close();
      });
      let killed = 0;
      for (const moment of moments) if (await killAt(story, api, moment, random)) killed += 1;
      const last = story.start("serve");
      await story.untilRest();
      const { unknown, accepted } = await checkThreads(story, api, CONVERSATIONS);
      console.log(
        `story ${seed}: ${killed} kills, ${accepted} accepted, ${unknown} unknown, ${api.posts.length} posts`,
      );
      expect(killed).toBe(moments.length);
      expect(accepted).toBeGreaterThan(CONVERSATIONS);
      await story.stop(last);
    },
  );
});

async function killAt(story: Story, api: SlackApi, moment: SlackMoment, random: () => number): Promise<boolean> {
  const { reached, disarm } = await armSlack(story, api, moment, random);
  const child = story.start(random() < 0.5 ? "serve" : "worker");
  const died = child.ended.then((code) => {
    throw new Error(`it ended with ${code} before it was killed: ${child.errors()}`);
  });
  await Promise.race([reached, died]);
  child.process.kill("SIGKILL");
  died.catch(() => {});
  const end = await child.ended;
  await disarm();
  await story.endLeases();
  return end === "SIGKILL";
}
