/** Processes of one service killed at every step of the work: nobody gets a mail twice, nobody is forgotten, the books balance. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Cluster, openCluster } from "../support/postgres-cluster.ts";
import { createRandom } from "../support/random.ts";
import { MAKING_MS, makeBase } from "./base.ts";
import { arm, type Moment } from "./moments.ts";
import { checkBooks, openStory, type Story } from "./story.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
/** More than a batch of claims, so that several processes have work at once. */
const READERS = 700;
/** So many processes are killed in all. */
const KILLS = LONG ? 200 : 20;
const PLANS: Moment[][] = [
  ["compile", "claim", "recover", "dot", "random"],
  ["claim", "data", "settle", "recover", "recover"],
  ["compile", "random", "settle", "dot", "data"],
  ["dot", "recover", "settle", "claim", "random"],
];

/** How many processes are killed at each step of each story: one to three, together as many as were promised. */
function planKills(): { seed: number; steps: { moment: Moment; victims: number }[] }[] {
  const stories = [];
  const random = createRandom(3);
  for (let left = KILLS, seed = 1; left > 0; seed++) {
    const steps = [];
    for (const moment of PLANS[(seed - 1) % PLANS.length] as Moment[]) {
      const victims = Math.min(left, 1 + Math.floor(random() * 3));
      left -= victims;
      if (victims > 0) steps.push({ moment, victims });
    }
    stories.push({ seed, steps });
  }
  return stories;
}

describe("a service whose processes are killed with kill -9", () => {
  let cluster: Cluster;
  let killed = 0;
  beforeAll(async () => {
    cluster = await openCluster();
    await makeBase(cluster, READERS);
  }, MAKING_MS);
  afterAll(async () => {
    await cluster?.remove();
    expect(killed).toBe(KILLS);
  });

  it.each(
    planKills().map((story) => ({ ...story, name: story.steps.map((s) => `${s.victims} at ${s.moment}`).join(", ") })),
  )(
    "tells everybody once or calls it unknown, and the sums are right (story $seed: $name)",
    async ({ seed, steps }) => {
      const random = createRandom(seed);
      const story = await openStory(cluster);
      onTestFinished(story.remove);
      for (const { moment, victims } of steps) killed += await killAt(story, moment, victims, random);
      const last = [story.start("serve"), ...(random() < 0.5 ? [story.start("worker")] : [])];
      await story.untilRest();
      const { unknown } = await checkBooks(story, READERS);
      const kills = steps.reduce((sum, { victims }) => sum + victims, 0);
      console.log(`story ${seed}: ${kills} kills, ${unknown} unknown, ${story.sink.taken.length} taken of ${READERS}`);
      await story.untilUp(last.length); // one that starts while the other does all the work would just die of the signal
      await Promise.all(last.map(story.stop));
    },
  );
});

async function killAt(story: Story, moment: Moment, victims: number, random: () => number): Promise<number> {
  const { reached, disarm } = await arm(story, moment, random);
  const processes = Array.from({ length: victims }, () => story.start(random() < 0.5 ? "serve" : "worker"));
  const died = Promise.race(processes.map((each) => each.ended)).then((code) => {
    throw new Error(`it ended with ${code} before it was killed: ${processes.map((each) => each.errors()).join("\n")}`);
  });
  await Promise.race([reached, died]);
  for (const { process } of processes) process.kill("SIGKILL");
  const ends = await Promise.all(processes.map((each) => each.ended));
  await disarm();
  await story.endLeases();
  return ends.filter((end) => end === "SIGKILL").length;
}
