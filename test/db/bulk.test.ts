/** Rows sent as a few parameters come back as they were, whatever stands in them, on both drivers. */
import { sql } from "kysely";
import { expect, it } from "vitest";
import { recordset } from "../../src/db/bulk.ts";
import { describeOnBoth } from "../support/databases.ts";

const DEFINITION = "id bigint, name text, listed boolean, day date, tags jsonb, votes integer, score real";
const ROWS = [
  {
    id: 9007199254740991,
    name: 'quote " backslash \\ brace {} comma , tab \t line \n',
    listed: true,
    day: "2026-05-14",
    tags: ["a", 'b"\\'],
    votes: 2147483647,
    score: 0.5,
  },
  { id: -3, name: "", listed: false, day: null, tags: {}, votes: -2147483648, score: -0.25 },
  { id: -4, name: "NULL", listed: null, day: null, tags: null, votes: null, score: null },
  { id: -4294967297, name: "日本語 \u{1F4F0} é", listed: null, day: "0001-01-01", tags: [], votes: 0, score: 0 },
];

describeOnBoth("rows in bulk", (open) => {
  it("come back as they were", async () => {
    const { db } = await open();
    const { rows } = await sql`select x.* from ${recordset(ROWS, DEFINITION)} order by x.id desc`.execute(db);
    expect(rows).toEqual(ROWS);
  });

  it("may be none, and a field that is missing is null", async () => {
    const { db } = await open();
    expect((await sql`select x.* from ${recordset([], DEFINITION)}`.execute(db)).rows).toEqual([]);
    const missing = await sql`select x.* from ${recordset([{ id: 1 }], DEFINITION)}`.execute(db);
    const nothing = { name: null, listed: null, day: null, tags: null, votes: null, score: null };
    expect(missing.rows).toEqual([{ id: 1, ...nothing }]);
  });

  it("are refused when a number is none of the column's", async () => {
    const { db } = await open();
    const select = async (row: object) => sql`select x.* from ${recordset([row], DEFINITION)}`.execute(db);
    await expect(select({ id: 1.5 })).rejects.toThrow();
    await expect(select({ votes: 2 ** 31 })).rejects.toThrow();
  });

  it("may be ten thousand with a million characters", async () => {
    const { db } = await open();
    const rows = Array.from({ length: 10_000 }, (_, id) => ({ id, name: "é".repeat(100) }));
    const { rows: sums } =
      await sql`select count(*)::integer as rows, sum(length(x.name))::integer as characters from ${recordset(rows, DEFINITION)}`.execute(
        db,
      );
    expect(sums).toEqual([{ rows: 10_000, characters: 1_000_000 }]);
  });
});
