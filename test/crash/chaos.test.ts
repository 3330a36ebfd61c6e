/** Processes that share the work, stand still, are told to end, and lose their queue or their connections: the same books. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cluster, openCluster } from "../support/postgres-cluster.ts";
import { BASE, MAKING_MS, makeBase } from "./base.ts";
import { CONNECTIONS, checkBooks, openStory, type Story } from "./story.ts";

const READERS = 300;
/** More than two batches of claims, so that three processes have work at once. */
const MANY = 1_100;

const HELD = "select owner, state, count(*)::integer from delivery where state in ('claimed', 'dotted') group by 1, 2";
const QUEUE = "select from pg_class where relname = 'job_common'";
const OWNERS = "select distinct owner from delivery where state in ('claimed', 'dotted')";
const COUNT = "select count(*)::integer from delivery where state = $1";

describe.concurrent("a service on Postgres", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await openCluster();
    await Promise.all([makeBase(cluster, READERS), makeBase(cluster, MANY, "many")]);
  }, MAKING_MS);
  afterAll(() => cluster?.remove());

  /** A story from beginning to end: then everybody has got a mail, and nothing is unknown. */
  const tell = async (body: (story: Story) => Promise<void>, { readers = READERS, pace = 20 } = {}): Promise<void> => {
    const story = await openStory(cluster, { pace, base: readers === MANY ? "many" : BASE });
    try {
      await body(story);
      await story.untilRest();
      expect(await checkBooks(story, readers)).toEqual({ unknown: 0 });
    } finally {
      await story.remove();
    }
  };

  it("shares the work among three processes at once, and every reader gets one mail", () =>
    tell(
      async (story) => {
        await story.shut("settle");
        for (const command of ["serve", "worker", "worker"] as const) story.start(command);
        await story.until("three at work", async () => (await story.query(OWNERS)).length === 3);
        await story.open();
      },
      { readers: MANY, pace: 0 },
    ));

  it("takes up what a killed process had claimed within 60 s, by the leases alone", () =>
    tell(async (story) => {
      const greeting = story.sink.hold("greeting");
      const victim = story.start("worker");
      await greeting.reached;
      victim.process.kill("SIGKILL");
      await victim.ended;
      greeting.release();
      const [dead] = await story.query<{ owner: string; count: number }>(HELD);
      expect(dead?.count).toBe(READERS);
      story.start("worker");
      await story.untilBack();
      expect(await story.query(HELD)).not.toContainEqual(expect.objectContaining({ owner: dead?.owner }));
    }));

  it("goes on without a process that stands still past its lease, whose late answers settle what was unknown", () =>
    tell(async (story) => {
      const dots = story.sink.hold("dot", 10, CONNECTIONS);
      const frozen = story.start("worker");
      await story.until("all its mails on the way", async () => dots.standing() === CONNECTIONS);
      frozen.process.kill("SIGSTOP");
      await story.endLeases();
      story.start("serve");
      await story.untilBack();
      expect(await story.query(COUNT, ["unknown"])).toEqual([{ count: CONNECTIONS }]);
      dots.release();
      frozen.process.kill("SIGCONT");
      const unknown = async () => (await story.query<{ count: number }>(COUNT, ["unknown"]))[0]?.count;
      await story.until("its answers are written", async () => (await unknown()) === 0);
      await story.stop(frozen);
    }));

  it("plans within 60 s though a process stands still in the middle of planning, which lives on when it wakes", () =>
    tell(async (story) => {
      await story.shut("compile");
      const frozen = story.start("worker");
      await story.whenAtGate();
      frozen.process.kill("SIGSTOP");
      await story.open();
      story.start("serve");
      await story.untilBack();
      frozen.process.kill("SIGCONT");
      await story.untilRest();
      await story.stop(frozen);
    }));

  it("lives through a storm of terminated connections, and nothing is unknown", () =>
    tell(async (story) => {
      const children = [story.start("serve"), story.start("worker")];
      for (let blow = 1; blow <= 12; blow++) {
        await story.sink.whenTaken(blow * 20);
        await story.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name like 'paperboy%'`,
        );
      }
      await story.untilBack();
      await story.untilRest();
      await Promise.all(children.map(story.stop));
    }));

  it("takes up itself what it claimed before the database failed it", () =>
    tell(async (story) => {
      await story.shut("claim");
      const child = story.start("worker");
      await story.whenAtGate();
      await story.query("alter table section rename to section_away");
      await story.open();
      await story.until("it fails with its claims", async () => child.errors().includes("email.failed"));
      await story.query("alter table section_away rename to section");
      await story.untilBack();
      await story.untilRest();
      await story.stop(child);
    }));

  it("keeps its books when all jobs are deleted in mid-run and the queue's tables are gone", () =>
    tell(async (story) => {
      const dots = story.sink.hold("dot", 20);
      const child = story.start("serve");
      await dots.reached;
      await story.until("the queue is there", async () => (await story.query(QUEUE)).length > 0);
      await story.query("delete from pgboss.job");
      await story.query("drop schema pgboss cascade");
      dots.release();
      await story.untilBack();
      await story.untilRest();
      await story.until("the queue is made anew", async () => (await story.query(QUEUE)).length > 0, 120);
      await story.stop(child);
    }));

  it.each(["serve", "worker"] as const)(
    "ends a %s on SIGTERM in mid-run: nothing claimed is left, nothing is unknown",
    (command) =>
      tell(async (story) => {
        const child = story.start(command);
        await story.sink.whenTaken(50);
        await story.stop(child);
        const left = await story.query("select distinct state from delivery order by state");
        expect(left).toEqual([{ state: "accepted" }, { state: "pending" }]);
        expect(await story.query("select from worker")).toEqual([]);
        expect(await story.query(COUNT, ["accepted"])).toEqual([{ count: story.sink.taken.length }]);
        story.start("serve");
      }),
  );
});
