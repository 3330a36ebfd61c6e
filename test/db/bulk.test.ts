/** Rows sent as one parameter come back as they were, whatever stands in them, by both ways and on both drivers. */
import { type RawBuilder, sql } from "kysely";
import { expect, it } from "vitest";
import { columnset, recordset } from "../../src/db/bulk.ts";
import { describeOnBoth } from "../support/databases.ts";

const DEFINITION = "id bigint, name text, listed boolean, day date, tags jsonb";
const ROWS = [
  {
    id: 9007199254740991,
    name: 'quote " backslash \\ brace {} comma , tab \t line \n',
    listed: true,
    day: "2026-05-14",
    tags: ["a", 'b"\\'],
  },
  { id: 2, name: "", listed: false, day: null, tags: {} },
  { id: 3, name: "NULL", listed: null, day: null, tags: null },
  { id: 4, name: "日本語 \u{1F4F0} é", listed: null, day: null, tags: [] },
];

describeOnBoth("rows in bulk", (open) => {
  it.each<[string, (rows: readonly object[], definition: string) => RawBuilder<unknown>]>([
    ["as a record set", recordset],
    ["as columns", columnset],
  ])("come back as they were %s", async (_, way) => {
    const { db } = await open();
    const { rows } = await sql`select x.* from ${way(ROWS, DEFINITION)} order by x.id desc`.execute(db);
    expect(rows).toEqual(ROWS.toSorted((a, b) => b.id - a.id));
    expect((await sql`select x.* from ${way([], DEFINITION)}`.execute(db)).rows).toEqual([]);
    const missing = await sql`select x.* from ${way([{ id: 1 }], DEFINITION)}`.execute(db);
    expect(missing.rows).toEqual([{ id: 1, name: null, listed: null, day: null, tags: null }]);
  });
});
