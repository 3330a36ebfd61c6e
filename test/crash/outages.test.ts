/** Postgres restarted, broken off and out of room in mid-run: the same books, and back at work within 60 s. */
import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Cluster, openCluster } from "../support/postgres-cluster.ts";
import { makeBase } from "./base.ts";
import { checkBooks, openStory } from "./story.ts";

const READERS = 300;

describe("a service whose Postgres goes away", () => {
  let clean: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const step of clean.reverse()) await step();
    clean = [];
  });
  const open = async (cluster: Cluster) => {
    clean.push(cluster.remove);
    await makeBase(cluster, READERS);
    const story = await openStory(cluster, { pace: 20 });
    clean.push(story.remove);
    return story;
  };

  it("is back at work within 60 s of each restart, fast or immediate, and nothing is unknown", async () => {
    const cluster = await openCluster();
    const story = await open(cluster);
    const children = [story.start("serve"), story.start("worker")];
    for (const [taken, how] of [
      [40, "fast"],
      [120, "immediate"],
      [200, "fast"],
    ] as const) {
      await story.sink.whenTaken(taken);
      await cluster.stop(how);
      await cluster.start();
      await story.untilBack();
    }
    await story.untilRest();
    expect(await checkBooks(story, READERS)).toEqual({ unknown: 0 });
    await Promise.all(children.map(story.stop));
  });

  it("is back at work within 60 s when a full disk has room again, and the books balance", async (test) => {
    const folder = await mkdtemp(join(tmpdir(), "paperboy-small-disk-"));
    clean.push(() => rm(folder, { recursive: true }));
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=300m", "paperboy-test", folder]).status !== 0) {
      console.log("skipped: a small disk needs the right to mount a tmpfs");
      return test.skip();
    }
    clean.push(async () => void spawnSync("umount", ["-l", folder]));
    const cluster = await openCluster({ folder });
    const story = await open(cluster);
    const children = [story.start("serve"), story.start("worker")];
    await story.sink.whenTaken(40);
    const ballast = join(folder, "ballast");
    fill(ballast);
    // The next piece of the log cannot be made: a commit fails, and the server with it.
    const broken = () =>
      cluster.query("postgres", "select pg_switch_wal()").then(
        () => false,
        () => true,
      );
    await story.until("the server fails", async () => {
      await story.query("create table if not exists filler (text text)").catch(() => {});
      return broken();
    });
    rmSync(ballast);
    await cluster.start().catch(() => {}); // it may have started again by itself
    await story.untilBack();
    await story.untilRest();
    expect(await checkBooks(story, READERS)).toEqual({ unknown: 0 });
    await Promise.all(children.map(story.stop));
  });

  it("waits for room while rows cannot be written, and everybody gets one mail", async (test) => {
    const folder = await mkdtemp(join(tmpdir(), "paperboy-small-disk-"));
    clean.push(() => rm(folder, { recursive: true }));
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=300m", "paperboy-test", folder]).status !== 0) {
      console.log("skipped: a small disk needs the right to mount a tmpfs");
      return test.skip();
    }
    clean.push(async () => void spawnSync("umount", ["-l", folder]));
    const story = await open(await openCluster({ folder }));
    const dots = story.sink.hold("dot", 40);
    const child = story.start("worker");
    await dots.reached;
    const ballast = join(folder, "ballast");
    fill(ballast);
    dots.release();
    await story.until("it says so", async () => /No space left on device/.test(child.errors()));
    rmSync(ballast);
    await story.untilBack();
    await story.untilRest();
    expect(await checkBooks(story, READERS)).toEqual({ unknown: 0 });
    await story.stop(child);
  });
});

/** Takes all the room there is. */
function fill(path: string): void {
  const file = openSync(path, "w");
  for (const size of [1 << 20, 1 << 12]) {
    const block = Buffer.alloc(size);
    try {
      while (writeSync(file, block) === size);
    } catch {
      // full, for blocks of this size
    }
  }
  closeSync(file);
}
