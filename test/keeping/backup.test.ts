/** Backups: into either kind of database, from either, and refused where the file is not what was written. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { listApplied } from "../../src/db/tables.ts";
import { backup, checkBackup, restore } from "../../src/keeping/backup.ts";
import {
  createPostgresDatabase,
  listMigrations,
  openPGlite,
  openPostgres,
  type TestDatabase,
} from "../support/databases.ts";
import { fillLedger } from "../support/ledger.ts";

const OPEN = { PGlite: openPGlite, Postgres: openPostgres };
const kinds = ["PGlite", "Postgres"] as const;
const now = Temporal.Instant.from("2026-05-14T05:00:00Z");
const quiet = { again: false, holdAt: null, onProgress: () => {} };

let folder: string;
const files = {} as Record<(typeof kinds)[number], string>;
const open: { close(): Promise<void> }[] = [];
const opened = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
  const database = await opening;
  open.push(database);
  return database;
};
const write = (database: TestDatabase, file: string, secret: string | null = null) =>
  backup(database, "the source", { file, secret, now, onProgress: () => {} });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperboy-backup-"));
  for (const kind of kinds) {
    const source = await opened(OPEN[kind]());
    await fillLedger(source.db, { papers: 300, subscribers: 20, days: 5 });
    files[kind] = join(folder, `${kind}.backup`);
    await write(source, files[kind]);
  }
});
afterAll(async () => {
  for (const database of open) await database.close();
  await rm(folder, { recursive: true });
});

describe.each(kinds)("a backup of %s", (from) => {
  it.each(kinds)("fills %s with the same", async (to) => {
    const target = await opened(OPEN[to]());
    const restored = await restore(target, files[from], await checkBackup(files[from]), quiet);
    expect(restored.compared.filter(({ equal }) => !equal)).toEqual([]);
    expect(restored.compared.find(({ table }) => table === "delivery")?.to.rows).toBe(100);
    const once = join(folder, `${from}-${to}.backup`);
    await write(target, once);
    const [first, second] = [await checkBackup(files[from]), await checkBackup(once)];
    expect(second.header).toEqual(first.header);
  });
});

describe("the file", () => {
  it("is for its owner's eyes, holds the secret only when told, and no draft stays beside it", async () => {
    const source = open[0] as TestDatabase;
    const file = join(folder, "with-secret.backup");
    await write(source, file, "s".repeat(32));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await checkBackup(file)).header.secret).toBe("s".repeat(32));
    expect((await checkBackup(files.PGlite)).header.secret).toBeNull();
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("does not appear where it could not be finished, and the one before stays", async () => {
    const source = open[0] as TestDatabase;
    const file = join(folder, "kept.backup");
    await writeFile(file, "the one before");
    const failing = backup(source, "the source", {
      ...{ file, secret: null, now },
      onProgress: ({ table }) => {
        if (table === "paper") throw new Error("the disk is full");
      },
    });
    await expect(failing).rejects.toThrow("the disk is full");
    expect(await readFile(file, "utf8")).toBe("the one before");
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("is refused wherever it is cut off, before anything is written", async () => {
    const whole = await readFile(files.Postgres);
    for (const part of [0, 0.001, 0.3, 0.6, 0.9, 0.9999]) {
      const file = join(folder, "cut.backup");
      await writeFile(file, whole.subarray(0, Math.floor(whole.length * part)));
      await expect(checkBackup(file), `${part}`).rejects.toThrow(
        part < 0.01 ? /is no backup/ : /cut off or was changed in the table \w+/,
      );
    }
  });

  /** As somebody who writes a good gzip of it again. */
  async function change(edit: (lines: string[]) => string[]): Promise<string> {
    const lines = gunzipSync(await readFile(files.Postgres))
      .toString("utf8")
      .split("\n");
    const file = join(folder, "changed.backup");
    await writeFile(file, gzipSync(edit(lines).join("\n")));
    return file;
  }
  const at = (lines: string[], table: string, offset: number) => lines.indexOf(`{"table":"${table}"}`) + offset;

  it("is refused with the table in which a row was changed, dropped, doubled or moved", async () => {
    const edits: ((lines: string[]) => string[])[] = [
      (lines) =>
        lines.with(
          at(lines, "delivery", 3),
          (lines[at(lines, "delivery", 3)] as string).replace("accepted", "rejected"),
        ),
      (lines) => lines.toSpliced(at(lines, "delivery", 3), 1),
      (lines) => lines.toSpliced(at(lines, "delivery", 3), 0, lines[at(lines, "delivery", 3)] as string),
      (lines) =>
        lines.toSpliced(
          at(lines, "delivery", 3),
          2,
          lines[at(lines, "delivery", 4)] as string,
          lines[at(lines, "delivery", 3)] as string,
        ),
    ];
    for (const edit of edits)
      await expect(checkBackup(await change(edit))).rejects.toThrow(/changed in the table delivery/);
    const headless = (lines: string[]) => lines.with(0, (lines[0] as string).replace("2026-05-14", "2026-05-15"));
    await expect(checkBackup(await change(headless))).rejects.toThrow(/its header was changed/);
  });

  it("is refused where a table that its header names is missing altogether", async () => {
    const without = (lines: string[]) => {
      const [from, to] = [at(lines, "delivery", 0), lines.findIndex((line) => line.startsWith('{"end":"delivery"'))];
      return lines.toSpliced(from, to - from + 1);
    };
    await expect(checkBackup(await change(without))).rejects.toThrow(/does not hold: delivery\./);
  });

  it("of a newer format, or with migrations that are not known here, is refused with the next step", async () => {
    const header = (edit: (header: Record<string, unknown>) => object) => (lines: string[]) =>
      lines.with(0, JSON.stringify(edit(JSON.parse(lines[0] as string))));
    const newer = await change(header((each) => ({ ...each, format: 2 })));
    await expect(checkBackup(newer)).rejects.toThrow(/format 2.*newer Paperboy/);
    const later = await change(
      header((each) => ({ ...each, migrations: [...(each.migrations as string[]), "9999-later"] })),
    );
    await expect(checkBackup(later)).rejects.toThrow(/newer Paperboy.*9999-later/);
  });

  it.each(["", "hello", "{}\n"])("that is something else (%j) is no backup", async (text) => {
    const file = join(folder, "other");
    await writeFile(file, text);
    await expect(checkBackup(file)).rejects.toThrow(/is no backup of Paperboy/);
    await writeFile(file, gzipSync(text));
    await expect(checkBackup(file)).rejects.toThrow(/is no backup of Paperboy/);
  });
});

describe("a restore", () => {
  it("does not touch a database that is in use", async () => {
    const target = await opened(openPostgres());
    await fillLedger(target.db, { papers: 20, subscribers: 2, days: 1 });
    await expect(restore(target, files.PGlite, await checkBackup(files.PGlite), quiet)).rejects.toThrow(/not empty/);
  });

  it.each(kinds)("of an older program's backup goes into %s as it was, and is then brought up to date", async (to) => {
    const known = listMigrations();
    const old = known.filter((name) => name < "0031");
    const fresh = async () =>
      opened(openDatabase({ kind: "postgres", url: await createPostgresDatabase("empty") }, { migrate: false }));
    const source = await fresh();
    await migrate(source.db, old.at(-1) as string);
    await sql`insert into setting values ('kept', 'from then')`.execute(source.db);
    const file = join(folder, `old-${to}.backup`);
    await backup(source, "the source", { file, secret: null, now, onProgress: () => {} });
    const target =
      to === "Postgres" ? await fresh() : await opened(openDatabase({ kind: "memory" }, { migrate: false }));
    const checked = await checkBackup(file);
    expect(checked.header.migrations).toEqual(old);
    expect((await restore(target, file, checked, quiet)).equal).toBe(true);
    expect(await listApplied(target.db)).toEqual(known);
    expect(await target.db.selectFrom("setting").selectAll().execute()).toEqual([{ name: "kept", value: "from then" }]);
    expect(await target.db.selectFrom("slack_installation").selectAll().execute()).toEqual([]);
    const newer = await opened(openPostgres());
    await expect(restore(newer, file, checked, quiet)).rejects.toThrow(/has had other migrations .*not opened yet/);
  });

  it("holds back what is open where the old machine worked on, and nothing else", async () => {
    const source = await opened(openPGlite());
    await fillLedger(source.db, { papers: 60, subscribers: 6, days: 1 });
    await sql`update delivery set state = (array['pending', 'claimed', 'dotted', 'deferred', 'accepted', 'expired'])[id]`.execute(
      source.db,
    );
    const file = join(folder, "open.backup");
    await write(source, file);
    const [plain, held] = [await opened(openPostgres()), await opened(openPostgres())];
    const checked = await checkBackup(file);
    expect(await restore(plain, file, checked, quiet)).toMatchObject({ equal: true, open: 4, held: 0 });
    const order = { ...quiet, holdAt: "2026-05-14T09:00:00Z" };
    expect(await restore(held, file, checked, order)).toMatchObject({ equal: true, open: 0, held: 4 });
    const states = await held.db.selectFrom("delivery").select("state").orderBy("id").execute();
    expect(states.map(({ state }) => state)).toEqual([...Array(4).fill("unknown"), "accepted", "expired"]);
  });

  it("that was killed keeps the database shut, and goes on with the same file only", async () => {
    const url = await createPostgresDatabase();
    const target = await opened(openDatabase({ kind: "postgres", url }, { unfinished: true }));
    const checked = await checkBackup(files.Postgres);
    const stop = (told: { table: string; state: string }) => {
      if (told.table === "delivery" && told.state === "copying") throw new Error("killed");
    };
    await expect(restore(target, files.Postgres, checked, { ...quiet, onProgress: stop })).rejects.toThrow("killed");
    await expect(openDatabase({ kind: "postgres", url })).rejects.toThrow(/half filled/);
    const another = join(folder, "another.backup");
    const order = { file: another, secret: null, now: now.add({ hours: 1 }), onProgress: () => {} };
    await backup(open[0] as TestDatabase, "the source", order);
    await expect(restore(target, another, await checkBackup(another), quiet)).rejects.toThrow(
      /half filled from the backup of/,
    );
    const there: string[] = [];
    const goesOn = (told: { table: string; state: string }) =>
      void (told.state === "was there" && there.push(told.table));
    expect((await restore(target, files.Postgres, checked, { ...quiet, onProgress: goesOn })).equal).toBe(true);
    expect(there).toContain("message");
    expect(there).not.toContain("delivery");
    const found = await opened(openDatabase({ kind: "postgres", url }));
    const { rows } = await sql<{ count: number }>`select count(*)::integer as count from delivery`.execute(found.db);
    expect(rows).toEqual([{ count: 100 }]);
  });
});
