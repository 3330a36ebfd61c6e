/** Fills an empty database from a copy of another, table by table, so that a copy that was killed goes on where it stopped. */
import { createHash } from "node:crypto";
import type { Db } from "../db/open.ts";
import { emptyTables, readAtOnce, type Sum, sumUp, writeAtOnce, writeRows } from "../db/row-texts.ts";
import {
  listApplied,
  listFilled,
  listSequences,
  listTables,
  type Sequence,
  setSequences,
  type Table,
} from "../db/tables.ts";
import { findUnfinished, markUnfinished, unmarkUnfinished } from "../db/unfinished-copy.ts";
import { listWorkers } from "../db/workers.ts";
import { OperatorError } from "../errors.ts";

/** What a database is filled from: another one, or a file. */
export interface Origin {
  /** In words that tell it from others: half filled from one, a database is not filled on from another. */
  name: string;
  migrations: string[];
  tables: (Table & Sum)[];
  sequences: Sequence[];
  rows(table: Table): AsyncIterable<string[]>;
}

/** After each batch of rows, and with `done` once a table is whole. */
export type Progress = (told: {
  table: string;
  rows: number;
  of: number;
  state: "copying" | "done" | "was there";
}) => void;

/** A table or the sequences on both sides. */
export interface Compared {
  table: string;
  from: Sum;
  to: Sum;
  equal: boolean;
}

export interface Place {
  db: Db;
  /** No other process can be at work on it. */
  alone: boolean;
}

/** What a process does meanwhile would be lost in the one that is left, and come twice from the one that is filled. */
export async function refuseAtWork({ db, alone }: Place, name: string): Promise<void> {
  if (alone) return; // the folder's lock keeps everybody out
  const alive = (await listWorkers(db)).filter((worker) => worker.alive);
  if (alive.length === 0) return;
  const names = alive.map(({ name, started_at }) => `${name} (since ${started_at.toISOString()})`).join(", ");
  throw new OperatorError(
    `Processes are at work on ${name}: ${names}. Stop them first: what they do meanwhile would be lost. One that was killed counts as dead after a minute.`,
  );
}

/** Before it is migrated. @throws OperatorError where the target is in use already, by Paperboy or by something else */
export async function refuseInUse({ db }: { db: Db }): Promise<void> {
  if (await findUnfinished(db)) return;
  const tables = await listTables(db);
  if (tables.length === 0) return;
  if ((await listApplied(db)).length > 0) return refuseFilled(db, tables);
  const names = tables.slice(0, 5).map(({ name }) => name);
  throw new OperatorError(
    `The target holds tables that are not Paperboy's: ${names.join(", ")}. Name an empty database or folder.`,
  );
}

async function refuseFilled(db: Db, tables: readonly Table[]): Promise<void> {
  const filled = await listFilled(db, tables);
  if (filled.length === 0) return;
  throw new OperatorError(
    `The target is not empty: ${filled.slice(0, 5).join(", ")}${filled.length > 5 ? ` and ${filled.length - 5} more tables` : ""} hold rows. ` +
      "Name an empty database or folder; Paperboy does not empty one that was in use.",
  );
}

/** Each table is one transaction. Not yet open for work afterwards: `openFilled` does that when the proof is given. */
export async function fill(
  { db, alone }: Place,
  origin: Origin,
  { again, onProgress }: { again: boolean; onProgress: Progress },
): Promise<void> {
  await checkSchema(db, origin);
  await refuseAtWork({ db, alone }, "the target");
  const goesOn = await prepare(db, origin, again);
  await refuseAtWork({ db, alone }, "the target"); // one that started before the mark stood
  for (const table of origin.tables) {
    const of = table.rows;
    const there = goesOn ? await readAtOnce(db, (tx) => sumUp(tx, table)) : null;
    if (there && isEqual(there, table)) {
      onProgress({ table: table.name, rows: of, of, state: "was there" });
      continue;
    }
    if (there && there.rows > 0)
      throw new OperatorError(
        `${table.name} was copied before, and ${origin.name} has changed since. Begin anew: the same command with --again.`,
      );
    await writeAtOnce(db, async (tx) => {
      let rows = 0;
      for await (const lines of origin.rows(table)) {
        await writeRows(tx, table, lines);
        rows += lines.length;
        onProgress({ table: table.name, rows, of, state: "copying" });
      }
    });
    onProgress({ table: table.name, rows: of, of, state: "done" });
  }
  await writeAtOnce(db, (tx) => setSequences(tx, origin.sequences));
}

/** Takes the mark away, after which every command may work there; `last`: what is to be done before that. */
export async function openFilled<T>({ db }: { db: Db }, last: (tx: Db) => Promise<T>): Promise<T> {
  return writeAtOnce(db, async (tx) => {
    const done = await last(tx);
    await unmarkUnfinished(tx);
    return done;
  });
}

export const isEqual = (a: Sum, b: Sum): boolean => a.rows === b.rows && a.sum === b.sum;

/** Every table's count and sum, and the sequences, as the database reckons them itself. */
export async function compare(db: Db, origin: Pick<Origin, "tables" | "sequences">): Promise<Compared[]> {
  return readAtOnce(db, async (tx) => {
    const compared: Compared[] = [];
    for (const table of origin.tables) {
      const to = await sumUp(tx, table);
      const { rows, sum } = table;
      compared.push({ table: table.name, from: { rows, sum }, to, equal: isEqual(table, to) });
    }
    const [from, to] = [sumOfSequences(origin.sequences), sumOfSequences(await listSequences(tx))];
    compared.push({ table: "(sequences)", from, to, equal: isEqual(from, to) });
    return compared;
  });
}

/** What they would give out next. */
function sumOfSequences(sequences: readonly Sequence[]): Sum {
  const next = sequences.map(({ name, last, called }) => `${name}=${BigInt(last) + (called ? 1n : 0n)}`);
  return { rows: sequences.length, sum: createHash("md5").update(next.sort().join()).digest("hex") };
}

/** Rows go in as the text of a whole row, so the columns must be the same in the same order. */
async function checkSchema(db: Db, origin: Origin): Promise<void> {
  const applied = await listApplied(db);
  if (applied.join() !== origin.migrations.join())
    throw new OperatorError(
      `The target has had other migrations (up to ${applied.at(-1)}) than ${origin.name}. Name a database, or a folder, that Paperboy has not opened yet.`,
    );
  const shape = (tables: readonly Table[]) =>
    JSON.stringify(tables.map(({ name, columns }) => [name, columns]).sort((a, b) => (String(a) < String(b) ? -1 : 1)));
  if (shape(await listTables(db)) !== shape(origin.tables))
    throw new OperatorError(
      `The tables of the target are not those of ${origin.name}, though the migrations are the same.`,
    );
}

/** @throws OperatorError with the next step where a copy is of no database of Paperboy, or of a newer program. */
export function refuseNewerCopy({ name, migrations }: Pick<Origin, "name" | "migrations">, known: string[]): void {
  if (migrations.length === 0) throw new OperatorError(`There is no database of Paperboy in ${name}.`);
  const newer = migrations.filter((each) => !known.includes(each));
  if (newer.length === 0) return;
  throw new OperatorError(
    `${name} is of a newer Paperboy: it has had the migration ${newer.join(", ")}, which this program does not know. Use the newer program.`,
  );
}

/** True: the copy of the same origin goes on. */
async function prepare(db: Db, origin: Origin, again: boolean): Promise<boolean> {
  const unfinished = await findUnfinished(db);
  if (unfinished && !again) {
    if (unfinished.origin === origin.name) return true;
    throw new OperatorError(
      `The target is half filled from ${unfinished.origin}, not from ${origin.name}. To begin anew: --again.`,
    );
  }
  if (!unfinished) await refuseFilled(db, origin.tables);
  await writeAtOnce(db, async (tx) => {
    await emptyTables(tx, origin.tables);
    await markUnfinished(tx, origin.name);
  });
  return false;
}
