/** Intakes: what each reading of a source brought. */
import type { Insertable, Kysely } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export async function insertIntake(db: Db, intake: Insertable<Database["intake"]>): Promise<void> {
  await db.insertInto("intake").values(intake).execute();
}

/** When a source's day was first read with as many listings as now; null when it was not. */
export async function findAgreement(
  db: Db,
  source: string,
  day: string,
  listings: number,
): Promise<Temporal.Instant | null> {
  const row = await db
    .selectFrom("intake")
    .select((eb) => eb.fn.min("taken_in_at").as("at"))
    .where("source", "=", source)
    .where("listed_on", "=", day)
    .where("listings", "=", listings)
    .where("state", "<>", "failed")
    .executeTakeFirst();
  return row?.at ? new Date(row.at).toTemporalInstant() : null;
}

/** The latest intake of each source's day since a day, for the causes of quiet days. */
export async function listIntakesSince(
  db: Db,
  since: string,
): Promise<{ source: string; listed_on: string; state: string; cause: string; listings: number; taken_in_at: Date }[]> {
  const rows = await db
    .selectFrom("intake")
    .select(["source", "listed_on", "state", "cause", "listings", "taken_in_at"])
    .distinctOn(["source", "listed_on"])
    .where("listed_on", ">=", since)
    .orderBy("source")
    .orderBy("listed_on")
    .orderBy("id", "desc")
    .execute();
  return rows.map((row) => ({ ...row, listed_on: row.listed_on as string }));
}
