/** Applies the migrations under a lock, so that any number of processes may start at once. */
import { promises as fs } from "node:fs";
import path from "node:path";
import { type Kysely, sql } from "kysely";
import { FileMigrationProvider, Migrator } from "kysely/migration";
import { messageOf, OperatorError } from "../errors.ts";

const FOLDER = path.join(import.meta.dirname, "../../migrations");
/** Any constant of ours: one lock for all of Paperboy's schema work. */
const SCHEMA_LOCK = 7_030_001;

/** Names of the migrations applied now, in order; empty when the schema was up to date. */
export async function migrate<T>(db: Kysely<T>): Promise<string[]> {
  try {
    return await db.connection().execute(async (connection) => {
      await sql`select pg_advisory_lock(${sql.lit(SCHEMA_LOCK)})`.execute(connection);
      try {
        return await applyAll(connection);
      } finally {
        await sql`select pg_advisory_unlock(${sql.lit(SCHEMA_LOCK)})`.execute(connection);
      }
    });
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError(
      `The database cannot be used: ${messageOf(error)}. Check DATABASE_URL, and that the server runs and the user may create tables.`,
      { cause: error },
    );
  }
}

async function applyAll<T>(connection: Kysely<T>): Promise<string[]> {
  const provider = new FileMigrationProvider({ fs, path, migrationFolder: FOLDER });
  const { error, results } = await new Migrator({ db: connection, provider }).migrateToLatest();
  if (error) {
    const failed = results?.find((result) => result.status === "Error")?.migrationName;
    throw new OperatorError(`Migration ${failed ?? ""} failed and was rolled back: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return (results ?? []).map((result) => result.migrationName);
}
