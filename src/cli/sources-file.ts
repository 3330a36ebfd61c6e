/** `paperboy export|import sources`: what is read, in a file, for another installation. */
import { Command } from "commander";
import { z } from "zod";
import { listSources } from "../db/sources.ts";
import { SOURCE_COLUMNS, toSourceRecord } from "../domain/exchange/installation.ts";
import { type NamedSource, parseSourceNames } from "../domain/intake/source-name.ts";
import { OperatorError } from "../errors.ts";
import { addSource, type SourceChange, stopReading } from "../pipeline/keep-sources.ts";
import { withApp } from "./context.ts";
import { plain } from "./output.ts";
import { exportTable, readTable } from "./table-files.ts";

const recordSchema = z.strictObject({ source: z.string(), state: z.enum(["on", "paused"]).default("on") });

export const exportSources = (): Command =>
  exportTable("source", {
    description: "What papers are read from",
    columns: SOURCE_COLUMNS,
    list: async (db) => (await listSources(db)).flatMap((row) => toSourceRecord(row) ?? []),
  });

export function importSources(): Command {
  return new Command("sources")
    .description("Add, pause and turn on sources; one that is not in the file stays as it is")
    .argument("<file>", "as export writes it; a name ending in .yaml, .csv or .json")
    .action(async (file: string, _options: object, each: Command) => {
      const wanted = (await readTable(file)).map((row, i) => readRow(file, i, row));
      await withApp(each, async ({ app, out }) => {
        const { db } = app.database;
        const changes: SourceChange[] = [];
        for (const { named, state } of wanted) {
          const standing = (await listSources(db)).find(({ name }) => name === named.name);
          // One that is paused here too is not read for a moment in between.
          if (state === "paused" && standing?.active === false) continue;
          const added = await addSource(db, named, app.clock.now());
          if (!added.ok) throw new OperatorError(added.message);
          const stopped = state === "on" ? null : await stopReading(db, named.name, "paused", app.clock.now());
          changes.push(stopped ?? added.change);
        }
        out.give({ sources: changes });
        for (const { name, change } of changes) out.say(`${plain(name)}  ${change}`);
        return 0;
      });
    });
}

/** All of the file is read before anything is changed. */
function readRow(file: string, i: number, row: unknown): { named: NamedSource; state: "on" | "paused" } {
  const fail = (message: string) => new OperatorError(plain(`${file}, entry ${i + 1}: ${message}`), { exitCode: 2 });
  const parsed = recordSchema.safeParse(row);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw fail(`${issue?.path.join(".") ?? ""} ${issue?.message ?? "is wrong"}`.trim());
  }
  const named = parseSourceNames(parsed.data.source.trim().split(/\s+/));
  if (!named.ok) throw fail(named.message);
  const [only, ...more] = named.sources;
  if (!only || more.length > 0) throw fail(`"${parsed.data.source}" is more than one source: an entry for each`);
  return { named: only, state: parsed.data.state };
}
