/** Moving a database: on both kinds, with what is easily bent, killed half way, and refused where it would do harm. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Db, openDatabase } from "../../src/db/open.ts";
import { readAtOnce } from "../../src/db/row-texts.ts";
import { listTables, sortByReferences } from "../../src/db/tables.ts";
import { beat } from "../../src/db/workers.ts";
import { fill } from "../../src/keeping/fill.ts";
import { describe as describeOrigin, move, verify } from "../../src/keeping/move.ts";
import { createPostgresDatabase, openPGlite, openPostgres, type TestDatabase } from "../support/databases.ts";
import { fillLedger } from "../support/ledger.ts";

const order = { from: "the source", again: false, onProgress: () => {} };
const OPEN = { PGlite: openPGlite, Postgres: openPostgres };
const ways = [
  ["PGlite", "Postgres"],
  ["Postgres", "PGlite"],
  ["PGlite", "PGlite"],
  ["Postgres", "Postgres"],
] as const;

let sources: Record<"PGlite" | "Postgres", TestDatabase>;
const open: { close(): Promise<void> }[] = [];
const opened = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
  const database = await opening;
  open.push(database);
  return database;
};
beforeAll(async () => {
  sources = { PGlite: await opened(openPGlite()), Postgres: await opened(openPostgres()) };
  for (const { db } of Object.values(sources)) await fillLedger(db, { papers: 300, subscribers: 20, days: 5 });
});
afterAll(async () => {
  for (const database of open) await database.close();
});

describe.each(ways)("moved from %s to %s", (from, to) => {
  it("every table, and what every sequence gives out next, is the same", async () => {
    const target = await opened(OPEN[to]());
    const moved = await move(sources[from], target, order);
    expect(moved.compared.filter(({ equal }) => !equal)).toEqual([]);
    expect(moved.equal).toBe(true);
    expect(moved.rows).toBeGreaterThan(2_000);
    const tables = await listTables(target.db);
    expect(moved.compared.map(({ table }) => table)).toEqual([...tables.map(({ name }) => name), "(sequences)"]);
    for (const name of ["paper", "listing", "paper_terms", "shown", "delivery", "corpus_model"])
      expect(moved.compared.find(({ table }) => table === name)?.to.rows, name).toBeGreaterThan(0);
    const both = await Promise.all(
      [sources[from], target].map(({ db }) =>
        db.insertInto("match_candidate").values({ paper_ids: "[]" }).returning("id").executeTakeFirstOrThrow(),
      ),
    );
    expect(both[1]).toEqual(both[0]);
    await sources[from].db.deleteFrom("match_candidate").execute();
    expect(await target.db.selectFrom("worker").selectAll().execute()).toEqual([]);
  });
});

describe("the proof", () => {
  const bend = [
    ["a microsecond", sql`update paper set created_at = created_at + interval '1 microsecond' where id = 7`],
    ["a float's last bit", sql`update match set score = 0.33333337 where paper_id = 97`],
    [
      "a byte",
      sql`update paper_terms set counts = set_byte(counts, 3, (get_byte(counts, 3) + 1) % 256) where paper_id = 9`,
    ],
    ["null for an empty text", sql`update delivery set reason = '' where id = 1`],
    ["a json null for none", sql`update paper set organisation = 'null' where id = 7`],
    ["two rows' values exchanged", sql`update signal set upvotes = 3 - upvotes where paper_id = 4`],
    ["a row more", sql`insert into setting values ('more', 'x')`],
    ["a row less", sql`delete from bounce where id = 1`],
    ["a sequence behind", sql`alter sequence match_candidate_id_seq restart with 1`],
  ] as const;
  it.each(bend)("sees %s", async (_, change) => {
    const [source, target] = [sources.Postgres, await opened(openPostgres())];
    await move(source, target, order);
    await change.execute(target.db);
    const verified = await verify(source, target, "the source");
    expect(verified.equal).toBe(false);
    expect(verified.compared.filter(({ equal }) => !equal)).toHaveLength(1);
  });
});

describe("a move that was killed", () => {
  /** As far as `tables` tables, with the next one half written. */
  async function stopAfter(target: { db: Db; alone: boolean }, tables: number): Promise<string[]> {
    const whole: string[] = [];
    const stopping = readAtOnce(sources.Postgres.db, async (tx) => {
      const origin = await describeOrigin(tx, "the source");
      const rows = (table: (typeof origin.tables)[number]) =>
        (async function* () {
          for await (const lines of origin.rows(table)) {
            yield lines.slice(0, 10);
            if (whole.length >= tables && lines.length > 10) throw new Error("killed");
            yield lines.slice(10);
          }
        })();
      await fill(
        target,
        { ...origin, rows: rows as typeof origin.rows },
        {
          again: false,
          onProgress: ({ table, state }) => void (state === "done" && whole.push(table)),
        },
      );
    });
    await expect(stopping).rejects.toThrow("killed");
    return whole;
  }

  it("goes on with the table it stopped in, and takes those before as they are", async () => {
    const target = await opened(openPostgres());
    const whole = await stopAfter(target, 12);
    expect(whole.length).toBeGreaterThanOrEqual(12);
    const told: string[] = [];
    const moved = await move(sources.Postgres, target, {
      ...order,
      onProgress: ({ table, state }) => void (state === "was there" && told.push(table)),
    });
    expect(moved.equal).toBe(true);
    expect(told).toEqual(expect.arrayContaining(whole));
  });

  it("is refused where a process is at work on the target, or something else has tables there, and leaves both alone", async () => {
    const target = await opened(openPostgres());
    await beat(target.db, "somebody", "worker");
    await expect(move(sources.Postgres, target, order)).rejects.toThrow(/at work on the target: worker.*Stop them/);
    expect(await target.db.selectFrom("subscriber").select("id").execute()).toEqual([]);
    const other = await opened(
      openDatabase({ kind: "postgres", url: await createPostgresDatabase("empty") }, { migrate: false }),
    );
    await sql`create table invoice (id integer)`.execute(other.db);
    await expect(move(sources.Postgres, other, order)).rejects.toThrow(/not Paperboy's: invoice/);
    expect((await listTables(other.db)).map(({ name }) => name)).toEqual(["invoice"]);
  });

  it("is refused where the source has changed since, and begins anew when asked to", async () => {
    const target = await opened(openPostgres());
    await stopAfter(target, 30);
    await sql`delete from identity_log`.execute(target.db);
    await sql`insert into identity_log (decision, paper_id, rule, detail, decided_at) values ('flagged', 1, 'r', 'd', now())`.execute(
      target.db,
    );
    await expect(move(sources.Postgres, target, order)).rejects.toThrow(/has changed since.*--again/);
    expect((await move(sources.Postgres, target, { ...order, again: true })).equal).toBe(true);
  });

  it("leaves a database that no command works on until it is whole", async () => {
    const url = await createPostgresDatabase();
    const target = await opened(openDatabase({ kind: "postgres", url }, { unfinished: true }));
    await stopAfter(target, 5);
    await expect(openDatabase({ kind: "postgres", url })).rejects.toThrow(/only half filled: a copy of the source/);
    await expect(move({ ...sources.PGlite }, target, { ...order, from: "another" })).rejects.toThrow(
      /from the source, not from another/,
    );
    expect((await move(sources.Postgres, target, order)).equal).toBe(true);
    await opened(openDatabase({ kind: "postgres", url }));
  });
});

describe("a move is refused", () => {
  it("into a database that is in use, which stays as it is", async () => {
    const target = await opened(openPostgres());
    await fillLedger(target.db, { papers: 20, subscribers: 2, days: 1 });
    await expect(move(sources.PGlite, target, { ...order, again: true })).rejects.toThrow(/not empty: .*paper/);
    expect(await target.db.selectFrom("subscriber").select("id").execute()).toHaveLength(2);
  });

  it("while a process is at work on the source", async () => {
    const source = await opened(openPostgres());
    await beat(source.db, "living", "serve");
    const target = await opened(openPostgres());
    await expect(move(source, target, order)).rejects.toThrow(/at work on the source: serve .* Stop them first/);
  });

  it("from a database with other migrations, in either direction", async () => {
    const target = await opened(openPostgres());
    const source = await opened(openPostgres());
    await sql`insert into kysely_migration values ('9999-later', '2026-01-01')`.execute(source.db);
    await expect(move(source, target, order)).rejects.toThrow(/newer Paperboy.*9999-later/);
    await sql`delete from kysely_migration where name like '9999%' or name like '0033%'`.execute(source.db);
    await expect(move(source, target, order)).rejects.toThrow(/older Paperboy.*0033.*paperboy migrate/);
  });

  it("where there is nothing of Paperboy", async () => {
    const source = await opened(
      openDatabase({ kind: "postgres", url: await createPostgresDatabase("empty") }, { migrate: false }),
    );
    await expect(move(source, await opened(openPostgres()), order)).rejects.toThrow(
      /There is no database of Paperboy in the source/,
    );
  });
});

it("tables that point at each other in a ring have no order", () => {
  const references = [
    { table: "a", to: "b" },
    { table: "b", to: "a" },
  ];
  expect(() => sortByReferences(["a", "b", "c"], references)).toThrow(/a, b/);
  expect(sortByReferences(["a", "b"], [{ table: "a", to: "b" }])).toEqual(["b", "a"]);
});
