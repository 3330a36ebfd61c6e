/** What move, backup and restore share on the command line: a place named by its address, progress, and the proof as a table. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Config } from "../config.ts";
import { type OpenDatabase, openDatabase } from "../db/open.ts";
import { OperatorError } from "../errors.ts";
import type { Compared, Progress } from "../keeping/fill.ts";
import { count, type Output, table } from "./output.ts";
import { session } from "./session.ts";

type Place = Config["database"];

/** `postgres://…`, or `folder:PATH` as `PAPERBOY_DATA` names it. */
export function parsePlace(option: string, text: string): Place {
  if (/^postgres(ql)?:\/\/.+/.test(text)) return { kind: "postgres", url: text };
  if (text.startsWith("folder:") && text.length > "folder:".length)
    return { kind: "folder", path: join(resolve(text.slice("folder:".length)), "db") };
  throw new OperatorError(
    `${option}: "${text}" is no place for a database. Use postgres://USER@HOST/NAME or folder:PATH (as PAPERBOY_DATA names it)`,
    { exitCode: 2 },
  );
}

/** Without user and password: it stands in messages and in the target. */
export function namePlace(place: Place): string {
  if (place.kind === "memory") return "pglite:memory";
  if (place.kind === "folder") return `the embedded database in ${place.path}`;
  const { host, pathname } = new URL(place.url);
  return `the Postgres database ${host}${pathname}`;
}

/** One that is there, as it is: nothing is migrated or made. */
export async function openExisting(place: Place, options: { unfinished?: boolean } = {}): Promise<OpenDatabase> {
  if (place.kind === "folder" && !existsSync(join(place.path, "pg/PG_VERSION")))
    throw new OperatorError(
      `There is no embedded database in ${place.path}. Set PAPERBOY_DATA to the folder that has it.`,
    );
  return openDatabase(place, { ...options, migrate: false });
}

const TOLD_EACH_MS = 2_000;

/** Lines on stderr: each table when it is whole, and a long one every two seconds. */
export function tellProgress(): Progress {
  let told = performance.now();
  return ({ table: name, rows, of, state }) => {
    const now = performance.now();
    if (state === "copying" && now - told < TOLD_EACH_MS) return;
    if (state !== "copying" && of === 0) return;
    told = now;
    const how = state === "copying" ? `${rows} of ${of} rows` : count(of, "row");
    session().err(`${name}: ${how}${state === "was there" ? ", there already" : ""}\n`);
  };
}

/** Empty tables are told in one line. */
export function sayProof(out: Output, compared: Compared[]): void {
  const told = compared.filter(({ from, to, equal }) => !equal || from.rows + to.rows > 0);
  const rows = told.map(({ table: name, from, to, equal }) => [
    name,
    from.rows,
    to.rows,
    from.sum.slice(0, 16),
    to.sum.slice(0, 16),
    equal ? "equal" : "DIFFERS",
  ]);
  for (const line of table(["table", "rows", "there", "sum", "there", ""], rows)) out.say(line);
  const empty = compared.length - told.length;
  if (empty > 0) out.say(`${count(empty, "table")} without rows on either side.`);
}
