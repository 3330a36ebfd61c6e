/** Reads files of subscribers record by record: our own in YAML, JSON and CSV, and what listmonk and Mailchimp export. */
import { createReadStream } from "node:fs";
import { basename, extname } from "node:path";
import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { parse as parseYaml } from "yaml";
import {
  ADDRESS_COLUMN,
  chooseTopics,
  type Mapping,
  type Row,
  tellKind,
  tellStanding,
} from "../domain/exchange/foreign.ts";
import type { Incoming } from "../domain/exchange/record.ts";
import { messageOf, OperatorError } from "../errors.ts";
import { joinRows, readRecord } from "./subscriber-record.ts";

export interface FileOrder {
  encoding: "utf-8" | "windows-1252";
  /** For lists of other programs: topics of all, topics by a column's value, and the rest of what they do not know. */
  topics: string[];
  mappings: Mapping[];
  at?: string | undefined;
  zone?: string | undefined;
  cadence?: string | undefined;
}

/** @throws OperatorError where the file as a whole cannot be read; a bad record is given as such. */
export async function* readSubscribers(file: string, order: FileOrder): AsyncGenerator<Incoming> {
  const read = { ".csv": readCsv, ".yaml": readYaml, ".yml": readYaml, ".json": readJson, ".jsonl": readJson }[
    extname(file).toLowerCase()
  ];
  if (!read) throw new OperatorError(`${file}: the name must end in .csv, .yaml, .json or .jsonl`, { exitCode: 2 });
  try {
    yield* read(file, order);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const at = error instanceof CsvError && typeof error.lines === "number" ? ` near line ${error.lines}` : "";
    throw new OperatorError(`${file} cannot be read${at}: ${messageOf(error)}`, { exitCode: 2, cause: error });
  }
}

/** @throws OperatorError at text of another encoding, which would make other names of what people are called. */
async function* readText(file: string, encoding: FileOrder["encoding"]): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let first = true;
  let line = 1;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    if (first && ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff)))
      throw new OperatorError(`${file} is UTF-16: save it as UTF-8 (in Excel: "CSV UTF-8").`, { exitCode: 2 });
    first = false;
    try {
      yield decoder.decode(chunk, { stream: true });
    } catch {
      throw new OperatorError(
        `${file} is not UTF-8, from line ${line} on at the latest. If it is Latin-1 or Windows-1252, say --encoding latin1.`,
        { exitCode: 2 },
      );
    }
    for (const byte of chunk) if (byte === 0x0a) line++;
  }
}

async function* readLines(
  file: string,
  encoding: FileOrder["encoding"],
): AsyncGenerator<{ line: number; text: string }> {
  let [line, rest] = [0, ""];
  for await (const piece of readText(file, encoding)) {
    const parts = (rest + piece).split("\n");
    rest = parts.pop() as string;
    for (const text of parts) yield { line: ++line, text: text.replace(/\r$/, "") };
  }
  if (rest !== "") yield { line: ++line, text: rest };
}

async function* readCsv(file: string, order: FileOrder): AsyncGenerator<Incoming> {
  const pieces = readText(file, order.encoding);
  let head = "";
  while (!head.includes("\n")) {
    const { value, done } = await pieces.next();
    if (done) break;
    head += value;
  }
  const delimiter = tellDelimiter(head.split(/\r?\n/, 1)[0] ?? "");
  const whole = async function* () {
    yield head.replace(/^\uFEFF/, "");
    yield* pieces;
  };
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 1_000_000,
  });
  const source = Readable.from(whole());
  source.on("error", (error) => parser.destroy(error));
  const records = source.pipe(parser) as AsyncIterable<{ record: string[]; info: { lines: number } }>;
  yield* gather(basename(file), records, order);
}

/** What stands most often between the names of the columns. */
function tellDelimiter(header: string): string {
  const bare = header.replace(/"[^"]*"/g, "");
  const [best] = [",", ";", "\t"].sort((a, b) => bare.split(b).length - bare.split(a).length);
  return best ?? ",";
}

async function* gather(
  name: string,
  records: AsyncIterable<{ record: string[]; info: { lines: number } }>,
  order: FileOrder,
): AsyncGenerator<Incoming> {
  let columns: string[] | null = null;
  let kind: ReturnType<typeof tellKind> = null;
  let own: { line: number; rows: Row[] } | null = null;
  for await (const { record, info } of records) {
    if (columns === null) {
      columns = record.map((column) => column.trim());
      kind = tellKind(columns);
      if (kind === null) throw new OperatorError(explainColumns(name, columns), { exitCode: 2 });
      continue;
    }
    const row: Row = Object.fromEntries(columns.map((column, i) => [column, record[i] ?? ""]));
    const address = row[ADDRESS_COLUMN[kind as "paperboy"]]?.trim() ?? "";
    const line = info.lines;
    if (record.length !== columns.length) {
      const problem = `it has ${record.length} cells, and the header has ${columns.length}`;
      // One that left must not come in by another line because this one is broken.
      const standing = kind === "paperboy" ? "subscribed" : tellStanding(kind as "listmonk", row, name);
      yield { line, address, standing, record: null, problem };
    } else if (kind !== "paperboy") yield readForeign(kind as "listmonk", { name, line, address, row }, order);
    else if (own && own.rows[0]?.address === row.address) own.rows.push(row);
    else {
      if (own) yield joinRows(own.line, own.rows);
      own = { line, rows: [row] };
    }
  }
  if (own) yield joinRows(own.line, own.rows);
  if (columns === null) throw new OperatorError(`${name} is empty.`, { exitCode: 2 });
}

const explainColumns = (name: string, columns: string[]): string =>
  `${name}: these columns are of no program that is known: ${columns.slice(0, 8).join(", ")}. ` +
  "Paperboy's own have address and topic, listmonk's uuid, email and status, Mailchimp's Email Address.";

interface ForeignRow {
  name: string;
  line: number;
  address: string;
  row: Row;
}

function readForeign(
  kind: "listmonk" | "mailchimp",
  { name, line, address, row }: ForeignRow,
  order: FileOrder,
): Incoming {
  const standing = tellStanding(kind, row, name);
  const { at, zone, cadence } = order;
  const topics = chooseTopics(row, order.topics, order.mappings).map((topic) => ({ ...topic, cadence }));
  const problem =
    standing === "subscribed" && topics.length === 0 ? "no topic: none of --map fits, and there is no --topic" : null;
  return { line, address, standing, record: { address, at, zone, topics }, problem };
}

/** A list, entry by entry, so that a long one need not be held: an entry begins with a dash where a line begins. */
async function* readYaml(file: string, { encoding }: FileOrder): AsyncGenerator<Incoming> {
  let entry: { line: number; lines: string[] } | null = null;
  for await (const { line, text } of readLines(file, encoding)) {
    const clean = line === 1 ? text.replace(/^\uFEFF/, "") : text;
    if (/^-(\s|$)/.test(clean)) {
      if (entry) yield readEntry(entry);
      entry = { line, lines: [clean] };
    } else if (entry && /^(\s|#|$)/.test(clean)) entry.lines.push(clean);
    else if (!/^(#.*|---|%.*|\s*|\.\.\.|\[\])$/.test(clean))
      throw new OperatorError(
        `${file}, line ${line}: a list of subscribers is meant, each beginning with "- address:"`,
        { exitCode: 2 },
      );
  }
  if (entry) yield readEntry(entry);
}

function readEntry({ line, lines }: { line: number; lines: string[] }): Incoming {
  try {
    const [value] = parseYaml(lines.join("\n"), { maxAliasCount: 0 }) as unknown[];
    return readRecord(line, value);
  } catch (error) {
    const problem = `no YAML: ${messageOf(error).split("\n", 1)[0]}`;
    return { line, address: "", standing: "subscribed", record: null, problem };
  }
}

/** A JSON object a line: bare, or as a list with a comma at each end of line, as export writes it. */
async function* readJson(file: string, { encoding }: FileOrder): AsyncGenerator<Incoming> {
  for await (const { line, text } of readLines(file, encoding)) {
    const clean = text
      .replace(/^\uFEFF/, "")
      .trim()
      .replace(/,$/, "");
    if (clean === "" || clean === "[" || clean === "]" || clean === "[]") continue;
    if (!clean.startsWith("{") || !clean.endsWith("}"))
      throw new OperatorError(
        `${file}, line ${line}: one JSON object a line is meant. Make it so: jq -c '.[]' ${file}`,
        { exitCode: 2 },
      );
    try {
      yield readRecord(line, JSON.parse(clean));
    } catch (error) {
      yield { line, address: "", standing: "subscribed", record: null, problem: `no JSON: ${messageOf(error)}` };
    }
  }
}
