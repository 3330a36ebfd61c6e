/** Opens the database named by the configuration, with both drivers made to agree on types, and brings it up to date. */
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect, PostgresDialect } from "kysely";
import pg from "pg";
import { type ConstructorOptions, fromPglite, type PGliteLike } from "pg-boss";
import type { Config } from "../config.ts";
import { messageOf, OperatorError } from "../errors.ts";
import { OWNER_ALONE } from "../private-folder.ts";
import { holdFolder } from "./folder-lock.ts";
import { explainTrouble, migrate } from "./migrate.ts";
import type { Database } from "./schema.ts";
import { refuseUnfinished } from "./unfinished-copy.ts";

export type Db = Kysely<Database>;

export interface OpenDatabase {
  db: Db;
  kind: "embedded" | "postgres";
  /** This process in the ledger. */
  owner: string;
  /** True where no other process can be at work (the folder's lock, or memory). */
  alone: boolean;
  /** The owners at work, where that is known, so that all others are dead; null: their leases tell. */
  living(): string[] | null;
  /** How the queue of wake-up jobs reaches the same database. */
  queue: ConstructorOptions;
  /** The same database for another piece of work of this process, with an owner of its own. */
  share(): OpenDatabase;
  close(): Promise<void>;
}

/** Less than a lease: when a process counts as dead, nothing of its waits any more. */
const IDLE_IN_TRANSACTION_MS = 20_000;
const INT8 = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;
const asText = (text: string) => text;
const iso = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value));

/** Days as text in both directions, instants as ISO text: what `pg` is told below. */
export const PGLITE_TYPES = { parsers: { [DATE]: asText }, serializers: { [DATE]: iso, [TIMESTAMPTZ]: iso } };

/** `unfinished`: also one that a copy has not filled yet, for that copy. */
export async function openDatabase(
  target: Config["database"],
  options: { migrate?: boolean; unfinished?: boolean } = {},
): Promise<OpenDatabase> {
  const opened = target.kind === "postgres" ? openPostgres(target.url) : await openEmbedded(target);
  try {
    if (options.unfinished !== true) await refuseUnfinished(opened.db);
    if (options.migrate !== false) await migrate(opened.db);
  } catch (error) {
    await opened.close();
    throw explainTrouble(error);
  }
  const owner = randomUUID();
  const owners = opened.alone ? new Set([owner]) : null;
  return { ...opened, owner, living: () => owners && [...owners], share: () => share(owners) };

  /** `close` lets go of the owner alone. */
  function share(living: Set<string> | null): OpenDatabase {
    const other = randomUUID();
    living?.add(other);
    const close = async () => void living?.delete(other);
    return { ...opened, owner: other, living: () => living && [...living], share: () => share(living), close };
  }
}

type Opened = Omit<OpenDatabase, "owner" | "living" | "share">;

async function openEmbedded(target: { kind: "folder"; path: string } | { kind: "memory" }): Promise<Opened> {
  const lock = target.kind === "folder" ? holdFolder(target.path) : null;
  const folder = target.kind === "folder" ? `${target.path}/pg` : undefined;
  if (folder) mkdirSync(folder, { recursive: true, mode: OWNER_ALONE });
  const pglite = await PGlite.create({
    ...(folder ? { dataDir: folder } : {}),
    ...PGLITE_TYPES,
  }).catch((error) => {
    lock?.release();
    throw new OperatorError(
      `The embedded database${folder ? ` in ${folder}` : ""} does not open: ${messageOf(error)}`,
      { cause: error },
    );
  });
  const close = async () => {
    if (!pglite.closed) await pglite.close();
    lock?.release();
  };
  const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) });
  return { db, kind: "embedded", alone: true, queue: { db: fromPglite(wrapPglite(pglite)), backend: "pglite" }, close };
}

function openPostgres(url: string): Opened {
  const db = new Kysely<Database>({ dialect: createPostgresDialect(url) });
  const queue = { connectionString: url, max: 3, application_name: "paperboy-queue", connectionTimeoutMillis: 10_000 };
  return { db, kind: "postgres", alone: false, queue, close: () => db.destroy() };
}

/** pg-boss sends whole transactions as one text: run as one here, a failing one does not leave ours in the aborted state. */
function wrapPglite(pglite: PGlite): PGliteLike {
  const begin = /^\s*BEGIN\s*;?/i;
  const exec = (text: string) =>
    begin.test(text)
      ? pglite.transaction((tx) => tx.exec(text.replace(begin, "").replace(/COMMIT\s*;?\s*$/i, "")))
      : pglite.exec(text);
  return {
    query: (text: string, values?: unknown[]) => pglite.query(text, values),
    exec,
    listen: (channel: string, told: (payload: string) => void) => pglite.listen(channel, told),
  } as PGliteLike;
}

export function createPostgresDialect(url: string): PostgresDialect {
  const getTypeParser = (oid: number, format?: "text" | "binary") => {
    if (oid === INT8) return Number;
    return oid === DATE ? asText : pg.types.getTypeParser(oid, format as "text");
  };
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    types: { getTypeParser } as pg.CustomTypesConfig,
    application_name: "paperboy",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A process that stands still in a transaction must not keep its locks: everybody would wait for it.
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  });
  pool.on("error", () => {}); // an idle connection that broke is replaced at the next query, which reports
  // So does one that breaks between two statements of a transaction; without a listener that ends the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  return new PostgresDialect({ pool });
}
