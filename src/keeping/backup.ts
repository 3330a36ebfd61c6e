/** Backups: all of a database in one file, and a file into an empty database, of either kind. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { listKnown, migrate } from "../db/migrate.ts";
import type { Db } from "../db/open.ts";
import { countOpen, holdOpen } from "../db/open-work.ts";
import { readAtOnce } from "../db/row-texts.ts";
import type { Table } from "../db/tables.ts";
import { type BackupHeader, FORMAT, readBackup, writeBackup } from "./backup-file.ts";
import {
  type Compared,
  compare,
  fill,
  type Origin,
  openFilled,
  type Place,
  type Progress,
  refuseInUse,
  refuseNewerCopy,
} from "./fill.ts";
import { describe } from "./move.ts";
import { writeWhole } from "./whole-file.ts";

export interface BackupOrder {
  file: string;
  /** Null leaves it out. */
  secret: string | null;
  now: Temporal.Instant;
  onProgress: Progress;
}

/** Fast at a third of the size; the best takes five times as long for a tenth less. */
const GZIP_LEVEL = 3;

/** Of one moment, whatever works beside it. The file appears whole, readable by its owner alone, or not at all. */
export async function backup(
  { db }: { db: Db },
  from: string,
  order: BackupOrder,
): Promise<{ rows: number; tables: number }> {
  const made = await writeWhole(order.file, (draft) =>
    readAtOnce(db, async (tx) => {
      const { rows, name: _, ...described } = await describe(tx, from);
      refuseNewerCopy({ name: from, migrations: described.migrations }, await listKnown());
      const header: BackupHeader = {
        paperboy: "backup",
        format: FORMAT,
        madeAt: order.now.toString(),
        secret: order.secret,
        ...described,
      };
      const text = writeBackup(header, (table) => told(rows(table), table, order.onProgress));
      await pipeline(Readable.from(text), createGzip({ level: GZIP_LEVEL }), async (zipped: AsyncIterable<Buffer>) => {
        for await (const piece of zipped) await draft.appendFile(piece);
      });
      return header;
    }),
  );
  return { rows: made.tables.reduce((sum, { rows }) => sum + rows, 0), tables: made.tables.length };
}

async function* told(
  rows: AsyncIterable<string[]>,
  { name, rows: of }: BackupHeader["tables"][number],
  tell: Progress,
) {
  let done = 0;
  for await (const lines of rows) {
    yield lines;
    done += lines.length;
    tell({ table: name, rows: done, of, state: "copying" });
  }
  tell({ table: name, rows: of, of, state: "done" });
}

export interface CheckedBackup {
  header: BackupHeader;
  /** In words that tell it from other backups. */
  name: string;
}

/** Reads a file from end to end. @throws OperatorError where it is not whole, or of another version. */
export async function checkBackup(file: string): Promise<CheckedBackup> {
  let checked: CheckedBackup | null = null;
  for await (const part of readBackup(file)) {
    if (part.kind !== "header") continue;
    checked = { header: part.header, name: `the backup of ${part.header.madeAt} (${part.id})` };
    refuseNewerCopy({ name: file, migrations: part.header.migrations }, await listKnown());
  }
  if (checked === null) throw new Error(`${file} has no header`);
  return checked;
}

export interface Restored {
  compared: Compared[];
  equal: boolean;
  /** Deliveries that will go out, and those that are held back as unknown. */
  open: number;
  held: number;
}

export interface RestoreOrder {
  again: boolean;
  /** When the machine worked on after the backup: what is open in it may have gone out, and goes only when one says so. */
  holdAt: string | null;
  onProgress: Progress;
}

/**
 * Of a checked file, into a database as the program that wrote it had it; brought up to date when the proof is given.
 * Where the proof fails the database stays closed for work.
 */
export async function restore(
  target: Place,
  file: string,
  { header, name }: CheckedBackup,
  order: RestoreOrder,
): Promise<Restored> {
  const { migrations, tables, sequences } = header;
  await refuseInUse(target);
  await migrate(target.db, migrations.at(-1));
  const parts = readBackup(file);
  const origin: Origin = { name, migrations, tables, sequences, rows: (table) => rowsOf(parts, table) };
  try {
    await fill(target, origin, order);
  } finally {
    await parts.return(undefined);
  }
  const compared = await compare(target.db, origin);
  const equal = compared.every((each) => each.equal);
  if (!equal) return { compared, equal, open: 0, held: 0 };
  const { holdAt } = order;
  const held = await openFilled(target, async (tx) => (holdAt === null ? 0 : holdOpen(tx, holdAt)));
  await migrate(target.db);
  return { compared, equal, open: await countOpen(target.db), held };
}

/** Tables are asked for in the order of the file; those before that are there already are passed over. */
async function* rowsOf(parts: ReturnType<typeof readBackup>, { name }: Table): AsyncGenerator<string[]> {
  for (;;) {
    const { value: part, done } = await parts.next();
    if (done) throw new Error(`the backup has no table ${name}`);
    if (part.kind === "rows" && part.table === name) yield part.lines;
    if (part.kind === "end" && part.table === name) return;
  }
}
