/** Locks that all processes share: held to the end of the transaction, let go by the server when a process dies. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

/** Any constants of ours. The lock of migrations is 7030001 (migrate.ts). */
const LOCKS = {
  intake: 7_030_002,
  matching: 7_030_003,
  compiling: 7_030_004,
  analysing: 7_030_005,
  "signing up": 7_030_006,
} as const;

/**
 * `intake`: identity decisions are taken one batch after the other. `matching`: batches close one after the other, so
 * that seq rises with what is visible. `compiling`: nobody changes what a page that is compiled now has read. `analysing`:
 * the corpus' counts change in one place at a time. `signing up`: what is asked for is counted one after the other. Nothing waits for a network under any of them.
 */
export async function lockUntilCommit(tx: Kysely<Database>, name: keyof typeof LOCKS): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(LOCKS[name])})`.execute(tx);
}

/** Shares a lock with others that take it so: it keeps out those alone who take it whole. */
export async function shareLockUntilCommit(tx: Kysely<Database>, name: keyof typeof LOCKS): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${sql.lit(LOCKS[name])})`.execute(tx);
}
