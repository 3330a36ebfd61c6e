/** Runs a list of statements in order: what a migration is made of. */
import { type Kysely, sql } from "kysely";

export async function executeAll<T>(db: Kysely<T>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
