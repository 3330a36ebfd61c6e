/** Moves everything from one database into an empty one, on a server or embedded, and proves that both are equal. */
import { listKnown, migrate } from "../db/migrate.ts";
import type { Db } from "../db/open.ts";
import { readAtOnce, readRows, sumUp } from "../db/row-texts.ts";
import { listApplied, listSequences, listTables } from "../db/tables.ts";
import { OperatorError } from "../errors.ts";
import {
  type Compared,
  compare,
  fill,
  type Origin,
  openFilled,
  type Place,
  type Progress,
  refuseAtWork,
  refuseInUse,
  refuseNewerCopy,
} from "./fill.ts";

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
export async function move(source: Place, target: Place, order: MoveOrder): Promise<Moved> {
  await refuseOtherVersion(source.db, order.from);
  await refuseAtWork(source, order.from);
  await refuseInUse(target);
  await migrate(target.db);
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
