/** The sources: rows that an operator adds, pauses and removes. */
import type { Kysely, Selectable } from "kysely";
import { SOURCE_KINDS, type SourceKind } from "../domain/intake/habits.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;
export type SourceRow = Selectable<Database["source"]>;

/** The sources that every installation begins with; their names are their kinds. What stands already stays as it is. */
export async function saveSources(db: Db, names: string[], at: string): Promise<void> {
  const kindOf = (name: string): SourceKind => SOURCE_KINDS.find((kind) => kind === name) ?? "feed";
  await db
    .insertInto("source")
    .values(names.map((name) => ({ name, kind: kindOf(name), created_at: at })))
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Names of the sources that are on, in order. */
export async function listActiveSources(db: Db): Promise<string[]> {
  const rows = await db.selectFrom("source").select("name").where("active", "=", true).orderBy("name").execute();
  return rows.map((row) => row.name);
}

/** Those that were not removed, in order. */
export async function listSources(db: Db): Promise<SourceRow[]> {
  return db.selectFrom("source").selectAll().where("removed_at", "is", null).orderBy("name").execute();
}

export async function findSource(db: Db, name: string): Promise<SourceRow | null> {
  return (await db.selectFrom("source").selectAll().where("name", "=", name).executeTakeFirst()) ?? null;
}

export interface SourceWrite {
  name: string;
  kind: SourceKind;
  key: string | null;
  /** The first day that is read. */
  reads_from: string;
}

/** Adds a source or turns it on again: it then goes on from where it was, if it had been read before. */
export async function saveSource(db: Db, source: SourceWrite, at: string): Promise<"added" | "on again" | "was on"> {
  const before = await findSource(db, source.name);
  if (before === null) {
    await db
      .insertInto("source")
      .values({ ...source, created_at: at })
      .execute();
    return "added";
  }
  if (before.active && before.removed_at === null) return "was on";
  const reads_from = before.removed_at === null ? (before.reads_from ?? source.reads_from) : source.reads_from;
  await db
    .updateTable("source")
    .set({ active: true, removed_at: null, key: source.key, reads_from })
    .where("name", "=", source.name)
    .execute();
  return "on again";
}

export async function setReadsFrom(db: Db, name: string, day: string): Promise<void> {
  await db.updateTable("source").set({ reads_from: day }).where("name", "=", name).execute();
}

/** A paused source is not read and keeps its days; a removed one is not shown either. Its listings stay. */
export async function stopSource(db: Db, name: string, removedAt: string | null): Promise<boolean> {
  const stopped = await db
    .updateTable("source")
    .set({ active: false, ...(removedAt === null ? {} : { removed_at: removedAt }) })
    .where("name", "=", name)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return Number(stopped.numUpdatedRows) > 0;
}

/** What the next request of a feed may ask with; saved once its listings are. */
export async function saveValidators(
  db: Db,
  name: string,
  validators: { etag: string | null; lastModified: string | null } | null,
): Promise<void> {
  const { etag = null, lastModified = null } = validators ?? {};
  await db.updateTable("source").set({ etag, last_modified: lastModified }).where("name", "=", name).execute();
}
