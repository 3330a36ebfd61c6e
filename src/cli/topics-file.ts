/** `paperboy export|import topics`: the catalogue in a file; whoever follows an entry follows where it points. */
import { Command } from "commander";
import { z } from "zod";
import { listCatalogue } from "../db/catalogue.ts";
import { readTopicRecord, TOPIC_COLUMNS, type TopicRecord, toTopicRecord } from "../domain/exchange/installation.ts";
import { OperatorError } from "../errors.ts";
import { type EntryChange, importCatalogue } from "../membership/catalogue.ts";
import { matchWaiting } from "../pipeline/match.ts";
import { withApp } from "./context.ts";
import { count, plain } from "./output.ts";
import { exportTable, readTable } from "./table-files.ts";

const recordSchema = z.strictObject({
  slug: z.string(),
  name: z.string(),
  group: z.string().default(""),
  query: z.string(),
  description: z.string().default(""),
});

export const exportTopics = (): Command =>
  exportTable("topic", {
    description: "The catalogue of topics",
    columns: TOPIC_COLUMNS,
    list: async (db) => (await listCatalogue(db)).map(toTopicRecord),
  });

const HELP = `
  paperboy export topics topics.yaml      edit it, then
  paperboy import topics topics.yaml --dry-run

All of the file is taken or, where an entry is wrong, nothing. Readers who follow an entry go with it to its new query
and miss nothing that is new since their last digest; a reader's own name for it stays. An entry that is removed is not
listed any more, and its readers keep their topic.`;

export function importTopics(): Command {
  return new Command("topics")
    .description("Add and change topics of the catalogue")
    .argument("<file>", "as export writes it; a name ending in .yaml, .csv or .json")
    .option("--replace", "remove those that the file has not, and take its order")
    .option("--dry-run", "write nothing, say what would be")
    .addHelpText("after", HELP)
    .action(async (file: string, options: { replace?: boolean; dryRun?: boolean }, each: Command) => {
      const records = (await readTable(file)).map((row, i) => readRow(file, i, row));
      const rules = { replace: options.replace === true, dryRun: options.dryRun === true };
      if (rules.replace && records.length === 0)
        throw new OperatorError(`${plain(file)} has no topics: --replace would remove them all.`, { exitCode: 2 });
      await withApp(each, async ({ app, out }) => {
        const entries = records.map(readTopicRecord);
        const done = await importCatalogue(app.database.db, entries, rules, app.clock.now(), matchWaiting);
        if (!done.ok)
          throw new OperatorError(
            `${plain(file)}: nothing was written.\n${done.problems.map((each) => `  ${plain(each)}`).join("\n")}`,
            { exitCode: 2 },
          );
        out.give({ topics: done.changes, dryRun: rules.dryRun });
        if (rules.dryRun) out.say("Nothing was written. It would be:");
        for (const change of done.changes) if (change.change !== "same") out.say(tell(change));
        out.say(`${count(done.changes.filter(({ change }) => change === "same").length, "topic")} as before.`);
        return 0;
      });
    });
}

const tell = ({ slug, change, moved }: EntryChange): string =>
  `#${slug}  ${change}${moved > 0 ? `, and ${count(moved, "subscription")} with it` : ""}`;

function readRow(file: string, i: number, row: unknown): TopicRecord {
  const parsed = recordSchema.safeParse(row);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const slug = (row as { slug?: unknown } | null)?.slug;
  const named = typeof slug === "string" ? ` (#${slug})` : "";
  throw new OperatorError(
    plain(
      `${file}, entry ${i + 1}${named}: ${`${issue?.path.join(".") ?? ""} ${issue?.message ?? "is wrong"}`.trim()}`,
    ),
    { exitCode: 2 },
  );
}
