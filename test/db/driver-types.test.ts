/** Both drivers must give the same JavaScript values for the same columns, or a query that works on one lies on the other. */
import { sql } from "kysely";
import { expect, it } from "vitest";
import { recordset } from "../../src/db/bulk.ts";
import { describeOnBoth } from "../support/databases.ts";

describeOnBoth("values that come back", (open) => {
  it("are numbers for int8, also for counts, sums and sequences", async () => {
    const { db } = await open();
    const { rows } = await sql<Record<string, unknown>>`
      select 9007199254740991::bigint as big, count(*) as counted, nextval('paper_id_seq') as stamp, null::bigint as nothing
      from paper`.execute(db);
    expect(rows[0]).toEqual({ big: 9007199254740991, counted: 0, stamp: expect.any(Number), nothing: null });
  });

  it("are YYYY-MM-DD for days, whatever the zone of the process", async () => {
    const { db } = await open();
    const zone = process.env.TZ;
    try {
      for (const tz of ["America/Los_Angeles", "Pacific/Kiritimati"]) {
        process.env.TZ = tz;
        const { rows } =
          await sql`select ${"2026-03-29"}::date as day, null::date as none, 'infinity'::date as never`.execute(db);
        expect(rows[0]).toEqual({ day: "2026-03-29", none: null, never: "infinity" });
      }
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it("are JSON for jsonb: lists, objects, text and null", async () => {
    const { db } = await open();
    const { rows } = await sql`
      select ${'["a","b"]'}::jsonb as list, '[]'::jsonb as empty, '{"a":{"b":[1]}}'::jsonb as object, '"x"'::jsonb as text,
        null::jsonb as nothing, json_agg(n) as grown from generate_series(1, 2) as n`.execute(db);
    expect(rows[0]).toEqual({
      list: ["a", "b"],
      empty: [],
      object: { a: { b: [1] } },
      text: "x",
      nothing: null,
      grown: [1, 2],
    });
  });

  it("are Dates for instants, to the millisecond", async () => {
    const { db } = await open();
    const { rows } = await sql<{ at: Date }>`select ${"2026-05-14T05:00:00.123Z"}::timestamptz as at`.execute(db);
    expect(rows[0]?.at).toEqual(new Date("2026-05-14T05:00:00.123Z"));
  });

  it("are what a record set was given, with nulls, any Unicode and nothing at all", async () => {
    const { db } = await open();
    const given = [
      { id: 1, day: "2026-05-14", title: "naïve \u{1f469}\u200d\u{1f680} \u2028 ' \" \\ $1 ?? <b>", list: ["a"] },
      { id: 2, day: null, title: "", list: null },
    ];
    const definition = "id bigint, day date, title text, list jsonb";
    const { rows } = await sql`select x.* from ${recordset(given, definition)} order by id`.execute(db);
    expect(rows).toEqual(given);
    expect((await sql`select x.* from ${recordset([], definition)}`.execute(db)).rows).toEqual([]);
  });
});
