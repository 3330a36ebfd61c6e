/** The service in one process on its embedded database, killed at every step that the relay sees: the same books. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type OpenDatabase, openDatabase } from "../../src/db/open.ts";
import { type Child, startChild } from "../support/processes.ts";
import { getTemplate } from "../support/program.ts";
import { createRandom } from "../support/random.ts";
import { MAKING_MS, PROGRAM, prepare } from "./base.ts";
import { type Armed, armAtRelay, RELAY_MOMENTS } from "./moments.ts";
import { openSink, type Sink } from "./sink.ts";
import { checkBooks } from "./story.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
const READERS = 300;
const STORIES = LONG ? 5 : 1;

describe("a service on the embedded database that is killed with kill -9", () => {
  let base: string;
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), "paperboy-embedded-"));
    await cp(await getTemplate(), join(base, "db"), { recursive: true });
    await prepare({ PAPERBOY_DATA: base }, base, READERS);
    const { db, close } = await openEmbedded(base);
    await db.updateTable("source").set({ active: false }).execute(); // it asks nobody's servers
    await close();
  }, MAKING_MS);
  afterAll(() => rm(base, { recursive: true }));

  it.each(Array.from({ length: STORIES }, (_, i) => i + 1))(
    "tells everybody once or calls it unknown, and the sums are right (story %i, four kills)",
    async (seed) => {
      const random = createRandom(seed);
      const sink = await openSink({ pace: 5 });
      const folder = await mkdtemp(join(tmpdir(), "paperboy-embedded-"));
      await cp(base, folder, { recursive: true });
      const children: Child[] = [];
      onTestFinished(async () => {
        for (const child of children) child.process.kill("SIGKILL");
        await Promise.all(children.map((child) => child.ended));
        await sink.close();
        await rm(folder, { recursive: true });
      });
      const start = () => {
        const env = { TZ: "UTC", PAPERBOY_DATA: folder, SMTP_URL: sink.url, LOG_LEVEL: "info" };
        const child = startChild(PROGRAM, ["serve", "--listen", "127.0.0.1:0"], env);
        children.push(child);
        return child;
      };
      for (const moment of RELAY_MOMENTS) await killAt(start, armAtRelay(sink, moment, random));
      const last = start();
      await untilFinished(children);
      last.process.kill("SIGTERM");
      expect(await last.ended, last.errors()).toBe(0);
      await check(folder, sink, children);
    },
  );
});

async function killAt(start: () => Child, { reached, disarm }: Armed): Promise<void> {
  const child = start();
  await Promise.race([reached, child.ended]);
  child.process.kill("SIGKILL");
  expect(await child.ended, child.errors()).toBe("SIGKILL");
  await disarm();
}

/** The last one finishes the run, unless a kill at any moment came after the one before had; then it is up, and that is all. */
async function untilFinished(children: readonly Child[]): Promise<void> {
  const deadline = performance.now() + 120_000;
  const isFinished = (child: Child) => /"event":"recover\.done".*"finished":1/.test(child.errors());
  const isUp = () => children.at(-1)?.errors().includes('"event":"service.up"') === true;
  while (!children.some(isFinished) || !isUp()) {
    if (performance.now() > deadline)
      throw new Error(`the run is not finished: ${children.at(-1)?.errors().slice(-4_000)}`);
    await new Promise((again) => setTimeout(again, 50));
  }
}

const openEmbedded = (folder: string): Promise<OpenDatabase> =>
  openDatabase({ kind: "folder", path: join(folder, "db") });

/** The folder is free when its process has ended. */
async function check(folder: string, sink: Sink, children: Child[]): Promise<void> {
  const { db, close } = await openEmbedded(folder);
  const query = async <Row extends object>(text: string) => (await sql.raw<Row>(text).execute(db)).rows;
  try {
    await checkBooks({ sink, children, query }, READERS);
  } finally {
    await close();
  }
}
