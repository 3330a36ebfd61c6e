/** Three processes are replaced one after the other by those of a newer release, which migrates, while they send and answer. */
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cluster, openCluster } from "../support/postgres-cluster.ts";
import type { Child } from "../support/processes.ts";
import { openBalancer, startVisitor } from "./balancer.ts";
import { MAKING_MS, makeBase } from "./base.ts";
import { checkBooks, openStory } from "./story.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
/** Enough mails to be on their way in the replacing: fifteen connections, each with one in so many milliseconds. */
const [READERS, PACE, RELEASES] = LONG ? [4_000, 400, 6] : [450, 400, 1];
const ROOT = join(import.meta.dirname, "../..");
const PATHS = ["/", "/papers/2026-05-13", "/topics", "/search?q=agents"];
const COMMANDS = ["serve", "worker", "worker"] as const;

describe("a rolling restart", () => {
  let cluster: Cluster;
  const folders: string[] = [];
  beforeAll(async () => {
    cluster = await openCluster();
    await makeBase(cluster, READERS);
  }, MAKING_MS);
  afterAll(async () => {
    await cluster?.remove();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  it("with a migration in it shows no reader an error, loses nobody and tells nobody twice", async () => {
    const story = await openStory(cluster, { pace: PACE });
    const balancer = await openBalancer();
    const start = async (
      command: (typeof COMMANDS)[number],
      program?: string,
    ): Promise<{ child: Child; url: string }> => {
      const child = story.start(command, {}, { listens: true, ...(program ? { program } : {}) });
      const greeting = () => /health +(http:\S+)\/readyz/.exec(child.errors())?.[1];
      await story.until("it greets", async () => greeting() !== undefined);
      const url = greeting() as string;
      await balancer.add(url);
      return { child, url };
    };
    try {
      await story.shut("claim");
      let program = await makeRelease(1);
      const running = await Promise.all(COMMANDS.map((command) => start(command)));
      await story.open();
      const visitor = startVisitor(balancer.url, PATHS);
      for (let release = 1; release <= RELEASES; release++) {
        if (release > 1) program = await makeRelease(release);
        for (const [i, command] of COMMANDS.entries()) {
          // The newer one comes first: it migrates while the others, which know nothing of that, are at work.
          const before = running[i] as (typeof running)[number];
          running[i] = await start(command, program);
          if (release === 1 && i === 0)
            expect(story.sink.taken.length, "it migrated while mails were on their way").toBeLessThan(READERS);
          await story.stop(before.child);
        }
        expect(await story.query("select 1 from kysely_migration where name = $1", [nameOf(release)])).toHaveLength(1);
      }
      await story.untilRest();
      // Who has nothing to finish must not be gone before the balancer knows.
      for (const { child } of running.slice(1)) await story.stop(child);
      await visitor.stop();
      expect(visitor.errors).toEqual([]);
      expect(visitor.visits).toBeGreaterThan(RELEASES * 50);
      expect(balancer.answered.size, "each process has answered some").toBe(COMMANDS.length * (RELEASES + 1));
      expect(await checkBooks(story, READERS)).toEqual({ unknown: 0 });
      if (LONG) console.log(`${visitor.visits} pages, ${RELEASES * 3} restarts, ${READERS} readers: no error`);
    } finally {
      await story.remove();
      await balancer.close();
    }
  });

  /** This program with so many migrations more, in a folder of its own. */
  async function makeRelease(number: number): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "paperboy-release-"));
    folders.push(folder);
    for (const part of ["bin", "src", "migrations", "seeds", "templates", "package.json"])
      await cp(join(ROOT, part), join(folder, part), { recursive: true });
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
    for (let i = 1; i <= number; i++) await writeFile(join(folder, "migrations", `${nameOf(i)}.ts`), migrationOf(i));
    return join(folder, "bin/paperboy.js");
  }
});

const nameOf = (release: number): string => `9999-${String(release).padStart(2, "0")}-newer`;

/** Columns and an index on what is written and read all the time, held for a moment as on a large database. */
const migrationOf = (release: number): string => `/** Of a newer release. */
import { sql } from "kysely";
export async function up(db) {
  for (const table of ["delivery", "subscriber", "paper"])
    await sql.raw("alter table " + table + " add column newer_${release} integer not null default 0").execute(db);
  await sql.raw("create index delivery_newer_${release} on delivery (newer_${release}, id)").execute(db);
  await sql.raw("select pg_sleep(0.5)").execute(db);
}
`;
