/** Small tables as files that people edit: the same rows in YAML, CSV or JSON, read and written whole. */
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { Command } from "commander";
import { parse } from "csv-parse/sync";
import { parse as parseYaml, stringify } from "yaml";
import type { Db } from "../db/open.ts";
import { messageOf, OperatorError } from "../errors.ts";
import { writeWhole } from "../keeping/whole-file.ts";
import { toCsvLine } from "../render/csv.ts";
import { withApp } from "./context.ts";
import { count, plain } from "./output.ts";
import { pathOf } from "./session.ts";
import { bare } from "./subscriber-record.ts";

const ENDINGS = [".yaml", ".yml", ".csv", ".json"];
const BYTES_MOST = 5_000_000;

const bad = (message: string, cause?: unknown) => new OperatorError(message, { exitCode: 2, cause });

/** Before anything is opened. @throws OperatorError at a name that cannot be written. */
export function checkTarget(file: string, force: boolean): void {
  if (!ENDINGS.includes(extname(file))) throw bad(`${plain(file)}: the name must end in .yaml, .csv or .json`);
  if (existsSync(pathOf(file)) && !force)
    throw bad(`${plain(file)} is there already: name another file, or say --force.`);
}

export async function writeTable<Column extends string>(
  file: string,
  columns: readonly Column[],
  rows: Record<Column, string>[],
): Promise<void> {
  await writeWhole(pathOf(file), async (target) => {
    const append = (text: string) => target.appendFile(text);
    const kind = extname(file);
    if (kind === ".csv")
      await append([[...columns], ...rows.map((row) => columns.map((each) => row[each]))].map(toCsvLine).join(""));
    else if (kind === ".json")
      await append(`[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}${rows.length > 0 ? "\n" : ""}]\n`);
    else await append(stringify(rows, { lineWidth: 0 }));
  });
}

interface TableExport<Column extends string> {
  description: string;
  columns: readonly Column[];
  list(db: Db): Promise<Record<Column, string>[]>;
}

/** `export NAMEs FILE`: `noun` is what a row is. */
export function exportTable<Column extends string>(
  noun: string,
  { description, columns, list }: TableExport<Column>,
): Command {
  return new Command(`${noun}s`)
    .description(`${description}; import reads it`)
    .argument("<file>", "a name ending in .yaml, .csv or .json")
    .option("--force", "over a file that is there")
    .action((file: string, options: { force?: boolean }, each: Command) => {
      checkTarget(file, options.force === true);
      return withApp(each, async ({ app, out }) => {
        const rows = await list(app.database.db);
        await writeTable(file, columns, rows);
        out.give({ file, [`${noun}s`]: rows.length });
        out.say(`${plain(file)}: ${count(rows.length, noun)}.`);
        return 0;
      });
    });
}

/** Rows as they stand in the file. @throws OperatorError where it cannot be read as a table. */
export async function readTable(file: string): Promise<unknown[]> {
  const path = pathOf(file);
  try {
    if ((await stat(path)).size > BYTES_MOST) throw new Error(`it is larger than ${BYTES_MOST / 1e6} MB`);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
    const rows: unknown = readAs(extname(file).toLowerCase(), text);
    if (!Array.isArray(rows)) throw new Error("a list is meant: entries one after the other");
    return rows;
  } catch (error) {
    throw bad(`${plain(file)} cannot be read: ${plain(messageOf(error).split("\n", 1)[0] as string)}`, error);
  }
}

function readAs(ending: string, text: string): unknown {
  if (ending === ".json") return JSON.parse(text);
  if (ending === ".yaml" || ending === ".yml") return parseYaml(text, { maxAliasCount: 0 });
  if (ending !== ".csv") throw new Error("the name must end in .yaml, .csv or .json");
  const rows = parse(text, { bom: true, columns: true, trim: true, skip_empty_lines: true }) as Record<
    string,
    string
  >[];
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, bare(cell)])));
}
