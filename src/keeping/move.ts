/** Moves everything from one database into an empty one, on a server or embedded, and proves that both are equal. */
import { listKnown } from "../db/migrate.ts";
import type { Db } from "../db/open.ts";
import { readAtOnce, readRows, sumUp } from "../db/row-texts.ts";
import { listApplied, listSequences, listTables } from "../db/tables.ts";
import { listWorkers } from "../db/workers.ts";
import { OperatorError } from "../errors.ts";
import { type Compared, compare, fill, type Origin, openFilled, type Progress, refuseNewerCopy } from "./fill.ts";

/** `alone`: no other process can be at work on it. */
interface Source {
  db: Db;
  alone: boolean;
}

export interface MoveOrder {
  /** The source in words, without its password. */
  from: string;
  again: boolean;
  onProgress: Progress;
}

export interface Moved {
  rows: number;
  compared: Compared[];
  equal: boolean;
}

/** Reads the source only, in one snapshot. Where the proof fails the target stays closed for work. */
export async function move(source: Source, target: { db: Db }, order: MoveOrder): Promise<Moved> {
  await refuseOtherVersion(source.db, order.from);
  await refuseAtWork(source, order.from);
  const moved = await readAtOnce(source.db, async (tx) => {
    const origin = await describe(tx, order.from);
    await fill(target, origin, order);
    return judge(await compare(target.db, origin));
  });
  await refuseAtWork(source, order.from);
  if (moved.equal) await openFilled(target, async () => {});
  return moved;
}

/** Compares two databases as they are now. */
export function verify(source: { db: Db }, target: { db: Db }, from: string): Promise<Moved> {
  return readAtOnce(source.db, async (tx) => judge(await compare(target.db, await describe(tx, from))));
}

/** `tx` is a snapshot. */
export async function describe(tx: Db, name: string): Promise<Origin> {
  const tables: Origin["tables"] = [];
  for (const table of await listTables(tx)) tables.push({ ...table, ...(await sumUp(tx, table)) });
  return {
    name,
    migrations: await listApplied(tx),
    tables,
    sequences: await listSequences(tx),
    rows: (table) => readRows(tx, table),
  };
}

function judge(compared: Compared[]): Moved {
  const rows = compared.reduce((sum, { table, to }) => sum + (table.startsWith("(") ? 0 : to.rows), 0);
  return { rows, compared, equal: compared.every(({ equal }) => equal) };
}

/** The target is as this program makes it. */
async function refuseOtherVersion(db: Db, from: string): Promise<void> {
  const [migrations, known] = [await listApplied(db), await listKnown()];
  refuseNewerCopy({ name: from, migrations }, known);
  const missing = known.filter((each) => !migrations.includes(each));
  if (missing.length === 0) return;
  throw new OperatorError(
    `${from} is of an older Paperboy: it lacks the migration ${missing.join(", ")}. Run paperboy migrate on it first.`,
  );
}

/** What a process does after the snapshot would be lost, and mails of the morning might go out twice. */
async function refuseAtWork({ db, alone }: Source, from: string): Promise<void> {
  if (alone) return; // the folder's lock keeps everybody out
  const alive = (await listWorkers(db)).filter((worker) => worker.alive);
  if (alive.length === 0) return;
  const names = alive.map(({ name, started_at }) => `${name} (since ${started_at.toISOString()})`).join(", ");
  throw new OperatorError(
    `Processes are at work on ${from}: ${names}. Stop them first: what they do meanwhile would not be moved. One that was killed counts as dead after a minute.`,
  );
}
