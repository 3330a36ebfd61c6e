/** The machine's clock set back an hour and forward a day in mid-run: the processes' and the database's. */
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Cluster, openCluster } from "../support/postgres-cluster.ts";
import { MAKING_MS, makeBase } from "./base.ts";
import { checkBooks, openStory } from "./story.ts";

const READERS = 300;
const LIBRARY = ["x86_64", "aarch64"]
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find(existsSync);
if (!LIBRARY) console.log("skipped: setting the clock needs libfaketime (apt-get install faketime)");

describe.skipIf(!LIBRARY)("a service whose clock is set", () => {
  let folder: string;
  let cluster: Cluster;
  let env: Record<string, string>;
  /** Takes effect at once, in all processes; the time that passes between two moments (timers) goes on evenly. */
  const setClock = (seconds: number) => {
    const file = join(folder, "clock");
    writeFileSync(`${file}.new`, `${seconds < 0 ? "" : "+"}${seconds}\n`, { mode: 0o644 });
    renameSync(`${file}.new`, file);
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "paperboy-clock-"));
    await chmod(folder, 0o755); // the server reads the clock as a user of its own
    env = {
      LD_PRELOAD: LIBRARY as string,
      FAKETIME_TIMESTAMP_FILE: join(folder, "clock"),
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
    setClock(0);
    cluster = await openCluster({ env });
    await makeBase(cluster, READERS);
  }, MAKING_MS);
  afterAll(async () => {
    await cluster?.remove();
    await rm(folder, { recursive: true });
  });
  const open = async () => {
    setClock(0);
    const story = await openStory(cluster, { env, pace: 20 });
    onTestFinished(story.remove);
    return story;
  };

  it("goes on when it is set back an hour: everybody gets one mail, and nothing is unknown", async () => {
    const story = await open();
    const children = [story.start("serve"), story.start("worker")];
    await story.sink.whenTaken(50);
    setClock(-3_600);
    await story.untilBack();
    await story.untilRest();
    expect(await checkBooks(story, READERS)).toEqual({ unknown: 0 });
    await Promise.all(children.map(story.stop));
  });

  it("goes on when it is set forward a day: what is too old then is closed, and its reader gets the next day's", async () => {
    const story = await open();
    const children = [story.start("serve"), story.start("worker")];
    const dots = story.sink.hold("dot", 50);
    await dots.reached;
    setClock(86_400);
    dots.release();
    await story.untilBack();
    await story.untilRest();
    const books = await story.query<{ day: number; state: string | null; count: number }>(`
      select dense_rank() over (order by g.local_on)::integer as day, d.state, count(*)::integer
      from digest g left join message m on m.digest_id = g.id left join delivery d on d.message_id = m.id
      group by g.local_on, d.state`);
    const sum = (day: number, states: (string | null)[]) =>
      books.filter((row) => row.day === day && states.includes(row.state)).reduce((all, row) => all + row.count, 0);
    expect(sum(1, ["accepted", "expired"])).toBe(READERS);
    expect(sum(1, ["accepted"])).toBeGreaterThanOrEqual(50);
    expect(sum(1, ["expired"])).toBeGreaterThan(0);
    expect(sum(2, ["accepted", null])).toBe(READERS); // null: a silent quiet day
    const ids = story.sink.taken.map((mail) => mail.messageId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(sum(1, ["accepted"]) + sum(2, ["accepted"]));
    await Promise.all(children.map(story.stop));
  });
});
