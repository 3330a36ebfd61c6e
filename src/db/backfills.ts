/** Back-fills: how far each has come, so that it goes on where it stopped. */
import type { Kysely, Selectable } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;
export type BackfillRow = Selectable<Database["backfill"]>;
export type BackfillKey = Pick<BackfillRow, "source" | "from_on" | "to_on" | "route">;

/** Begins a back-fill, or gives the one that was begun; one that was finished begins anew. */
export async function openBackfill(db: Db, key: BackfillKey, at: string): Promise<BackfillRow> {
  const fresh = { position: null, position_expires_at: null, listings: 0, new: 0, started_at: at, finished_at: null };
  await db
    .insertInto("backfill")
    .values({ ...key, ...fresh })
    .onConflict((c) =>
      c
        .columns(["source", "from_on", "to_on", "route"])
        .doUpdateSet(fresh)
        .where("backfill.finished_at", "is not", null),
    )
    .execute();
  return db
    .selectFrom("backfill")
    .selectAll()
    .where("source", "=", key.source)
    .where("from_on", "=", key.from_on)
    .where("to_on", "=", key.to_on)
    .where("route", "=", key.route)
    .executeTakeFirstOrThrow();
}

export interface BackfillStep {
  position: string;
  expiresAt: string | null;
  listings: number;
  new: number;
}

/** Written once a step's listings are: a step that is repeated finds them seen. */
export async function recordStep(db: Db, key: BackfillKey, step: BackfillStep): Promise<void> {
  await db
    .updateTable("backfill")
    .set((eb) => ({
      position: step.position,
      position_expires_at: step.expiresAt,
      listings: eb("listings", "+", step.listings),
      new: eb("new", "+", step.new),
    }))
    .where("source", "=", key.source)
    .where("from_on", "=", key.from_on)
    .where("to_on", "=", key.to_on)
    .where("route", "=", key.route)
    .execute();
}

export async function finishBackfill(db: Db, key: BackfillKey, at: string): Promise<void> {
  await db
    .updateTable("backfill")
    .set({ finished_at: at })
    .where("source", "=", key.source)
    .where("from_on", "=", key.from_on)
    .where("to_on", "=", key.to_on)
    .where("route", "=", key.route)
    .execute();
}
