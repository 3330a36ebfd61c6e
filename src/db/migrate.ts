/** Applies the migrations under a lock, so that any number of processes may start at once. */
import { promises as fs } from "node:fs";
import path from "node:path";
import { type Kysely, sql } from "kysely";
import { FileMigrationProvider, Migrator } from "kysely/migration";
import { messageOf, OperatorError } from "../errors.ts";
import { listApplied } from "./tables.ts";

const FOLDER = path.join(import.meta.dirname, "../../migrations");
const provider = new FileMigrationProvider({ fs, path, migrationFolder: FOLDER });
/** Any constant of ours: one lock for all of Paperboy's schema work. */
const SCHEMA_LOCK = 7_030_001;

/** Names of the migrations applied now, in order; empty when the schema was up to date. `upTo`: none after that one. */
export async function migrate<T>(db: Kysely<T>, upTo: string | null = null): Promise<string[]> {
  try {
    return await db.connection().execute(async (connection) => {
      await sql`select pg_advisory_lock(${sql.lit(SCHEMA_LOCK)})`.execute(connection);
      try {
        return await applyAll(connection, upTo);
      } finally {
        await sql`select pg_advisory_unlock(${sql.lit(SCHEMA_LOCK)})`.execute(connection);
      }
    });
  } catch (error) {
    throw explainTrouble(error);
  }
}

export function explainTrouble(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  return new OperatorError(
    `The database cannot be used: ${messageOf(error)}. Check DATABASE_URL, and that the server runs and the user may create tables.`,
    { cause: error },
  );
}

/** Names of the migrations that this program knows, in order. */
export const listKnown = async (): Promise<string[]> => Object.keys(await provider.getMigrations()).sort();

/** Forward only: what a newer program has made of the schema, an older one cannot take back and must not work on. */
async function refuseNewer<T>(connection: Kysely<T>): Promise<void> {
  const known = await listKnown();
  const newer = (await listApplied(connection)).filter((name) => !known.includes(name));
  if (newer.length === 0) return;
  throw new OperatorError(
    `This database is of a newer Paperboy: it has had the migration ${newer.join(", ")}, and this program knows them up to ${known.at(-1)}.\n` +
      "Start the newer program. To go back to this one, restore a backup that it made (docs/upgrading.md).",
  );
}

async function applyAll<T>(connection: Kysely<T>, upTo: string | null): Promise<string[]> {
  await refuseNewer(connection);
  if (upTo !== null && (await listApplied(connection)).some((name) => name > upTo)) return []; // forward only
  const migrator = new Migrator({ db: connection, provider });
  const { error, results } = await (upTo === null ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error) {
    const failed = results?.find((result) => result.status === "Error")?.migrationName;
    throw new OperatorError(`Migration ${failed ?? ""} failed and was rolled back: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return (results ?? []).map((result) => result.migrationName);
}
