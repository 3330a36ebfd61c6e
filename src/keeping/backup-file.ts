/**
 * The file of a backup: gzip over lines of JSON. First a header; then for each table `{"table":NAME}`, a string a row (the
 * row as Postgres writes it, `(7,"A title",…)`), and `{"end":NAME,"rows":N,"sha256":HEX}` over the lines between; at last
 * `{"end":"","sha256":HEX}` over the header. Whatever is cut off or changed shows.
 */
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { messageOf, OperatorError } from "../errors.ts";

export const FORMAT = 1;

const headerSchema = z.object({
  paperboy: z.literal("backup"),
  format: z.number(),
  madeAt: z.string(),
  /** What links are signed with; null: it was left out. */
  secret: z.string().nullable(),
  migrations: z.array(z.string()),
  sequences: z.array(z.object({ name: z.string(), last: z.string(), called: z.boolean() })),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.object({ name: z.string(), type: z.string() })),
      ownReference: z.string().nullable(),
      rows: z.number(),
      /** As the database reckons it (db/row-texts.ts), in whatever order the rows lie. */
      sum: z.string(),
    }),
  ),
});

export type BackupHeader = z.infer<typeof headerSchema>;

const hashOf = (): Hash => createHash("sha256");
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** The text of a file, in pieces of a batch of rows. */
export async function* writeBackup(
  header: BackupHeader,
  rowsOf: (table: BackupHeader["tables"][number]) => AsyncIterable<string[]>,
): AsyncGenerator<string> {
  const first = line(header);
  yield first;
  for (const table of header.tables) {
    yield line({ table: table.name });
    const hash = hashOf();
    let rows = 0;
    for await (const lines of rowsOf(table)) {
      const text = lines.map(line).join("");
      hash.update(text);
      rows += lines.length;
      yield text;
    }
    yield line({ end: table.name, rows, sha256: hash.digest("hex") });
  }
  yield line({ end: "", sha256: hashOf().update(first).digest("hex") });
}

export type BackupPart =
  | { kind: "header"; header: BackupHeader; id: string }
  | { kind: "rows"; table: string; lines: string[] }
  | { kind: "end"; table: string };

/**
 * A file from its beginning to its end. Rows come before their table's checksum is met: what is made of them must be
 * taken back when it then throws.
 * @throws OperatorError naming the file, and the table in which it is cut off or changed.
 */
export async function* readBackup(file: string): AsyncGenerator<BackupPart> {
  let at = "the header";
  try {
    const batches = readLines(file);
    let state: Reading = { header: null, first: "", table: null, hash: hashOf(), rows: 0, ended: false };
    const met = new Set<string>();
    for await (const lines of batches) {
      let rows: string[] = [];
      for (const text of lines) {
        if (text.startsWith('"') && state.table !== null) {
          state.hash.update(`${text}\n`);
          rows.push(JSON.parse(text) as string);
          continue;
        }
        if (rows.length > 0 && state.table !== null) yield rowsPart(state, rows);
        rows = [];
        const [next, part] = readControl(state, text);
        state = next;
        at = state.table === null ? at : `the table ${state.table}`;
        if (part?.kind === "end") met.add(part.table);
        if (part) yield part;
      }
      if (rows.length > 0) yield rowsPart(state, rows);
    }
    if (!state.ended) throw new Error("it is cut off");
    const missing = state.header?.tables.filter(({ name }) => !met.has(name)).map(({ name }) => name) ?? [];
    if (missing.length > 0)
      throw new OperatorError(`${file} names tables that it does not hold: ${missing.join(", ")}. Use another backup.`);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    if (at === "the header")
      throw new OperatorError(`${file} is no backup of Paperboy, or its beginning was changed: ${messageOf(error)}`, {
        cause: error,
      });
    throw new OperatorError(`${file} is cut off or was changed in ${at}: ${messageOf(error)}. Use another backup.`, {
      cause: error,
    });
  }
}

interface Reading {
  header: BackupHeader | null;
  first: string;
  table: string | null;
  hash: Hash;
  rows: number;
  ended: boolean;
}

function rowsPart(state: Reading, lines: string[]): BackupPart {
  state.rows += lines.length;
  return { kind: "rows", table: state.table as string, lines };
}

/** A line that is no row. */
function readControl(state: Reading, text: string): [Reading, BackupPart | null] {
  if (state.ended) throw new Error("something follows its end");
  if (state.header === null) {
    const header = readHeader(text);
    const id = hashOf().update(text).digest("hex").slice(0, 12);
    return [
      { ...state, header, first: text },
      { kind: "header", header, id },
    ];
  }
  const told = JSON.parse(text) as { table?: string; end?: string; rows?: number; sha256?: string };
  if (told.table !== undefined && state.table === null)
    return [{ ...state, table: told.table, hash: hashOf(), rows: 0 }, null];
  if (told.end === "" && state.table === null) {
    if (told.sha256 !== hashOf().update(`${state.first}\n`).digest("hex")) throw new Error("its header was changed");
    return [{ ...state, ended: true }, null];
  }
  if (told.end === undefined || told.end !== state.table) throw new Error("a line is out of place");
  const declared = state.header.tables.find(({ name }) => name === told.end);
  if (told.rows !== state.rows || declared?.rows !== state.rows)
    throw new Error(`it has ${state.rows} of ${declared?.rows} rows`);
  if (told.sha256 !== state.hash.digest("hex")) throw new Error("its checksum is another");
  return [
    { ...state, table: null },
    { kind: "end", table: told.end },
  ];
}

function readHeader(text: string): BackupHeader {
  const raw = JSON.parse(text) as { paperboy?: unknown; format?: unknown };
  if (raw?.paperboy === "backup" && typeof raw.format === "number" && raw.format > FORMAT)
    throw new OperatorError(
      `This backup has format ${raw.format}, and this program knows formats up to ${FORMAT}: restore it with a newer Paperboy.`,
    );
  const parsed = headerSchema.safeParse(raw);
  if (!parsed.success) throw new Error("its first line is no header");
  return parsed.data;
}

/** Lines without their ends, as many as a piece of the file has; a last one without an end is not given. */
async function* readLines(file: string): AsyncGenerator<string[]> {
  const source = createReadStream(file);
  const unzipped = source
    .on("error", (error) => unzipped.destroy(error))
    .pipe(createGunzip({ chunkSize: 256 * 1_024 }));
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let begun: string[] = [];
  try {
    for await (const chunk of unzipped as AsyncIterable<Buffer>) {
      const parts = decoder.decode(chunk, { stream: true }).split("\n");
      const last = parts.pop() as string;
      if (parts.length > 0) {
        parts[0] = begun.join("") + parts[0];
        begun = [];
        yield parts;
      }
      begun.push(last);
    }
  } finally {
    source.destroy();
  }
}
