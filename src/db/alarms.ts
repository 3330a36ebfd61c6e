/** Alarms to the operator about sources: raised once, cleared when the trouble is over. */
import { type Kysely, type Selectable, sql } from "kysely";
import type { Alarm } from "../domain/intake/alarm.ts";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;
export type AlarmRow = Selectable<Database["intake_alarm"]>;

/** Makes a day's open alarms be these. Returns those that were not open before. */
export async function saveAlarms(db: Db, source: string, day: string, alarms: Alarm[], at: string): Promise<Alarm[]> {
  const open = await db
    .selectFrom("intake_alarm")
    .select("kind")
    .where("source", "=", source)
    .where("listed_on", "=", day)
    .where("cleared_at", "is", null)
    .execute();
  const kinds = alarms.map(({ kind }) => kind);
  const over = open.map(({ kind }) => kind).filter((kind) => !kinds.includes(kind));
  if (over.length > 0)
    await db
      .updateTable("intake_alarm")
      .set({ cleared_at: at })
      .where("source", "=", source)
      .where("listed_on", "=", day)
      .where("kind", "in", over)
      .execute();
  if (alarms.length > 0)
    await sql`
      insert into intake_alarm (source, listed_on, kind, says, raised_at)
      select ${source}, ${day}::date, x.kind, x.says, ${at}::timestamptz from ${recordset(alarms, "kind text, says text")}
      on conflict (source, listed_on, kind) do update set says = excluded.says, cleared_at = null,
        raised_at = case when intake_alarm.cleared_at is null then intake_alarm.raised_at else excluded.raised_at end`.execute(
      db,
    );
  return alarms.filter(({ kind }) => !open.some((each) => each.kind === kind));
}

export async function listOpenAlarms(db: Db): Promise<AlarmRow[]> {
  return db
    .selectFrom("intake_alarm")
    .selectAll()
    .where("cleared_at", "is", null)
    .orderBy("raised_at")
    .orderBy("source")
    .execute();
}
