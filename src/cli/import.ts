/** `paperboy import subscribers`: what export wrote, or the list of another program, with what became of each line. */
import { open } from "node:fs/promises";
import { Command, Option } from "commander";
import { hashesOf } from "../app.ts";
import { parseMapping } from "../domain/exchange/foreign.ts";
import type { Incoming } from "../domain/exchange/record.ts";
import { parseAddress } from "../domain/subscription/address.ts";
import { OperatorError } from "../errors.ts";
import { type Imported, importBatch, keyOf, OUTCOMES, type Outcome } from "../membership/import-subscribers.ts";
import { matchWaiting } from "../pipeline/match.ts";
import { reckonDueTimes } from "../pipeline/reckon.ts";
import { toCsvLine } from "../render/csv.ts";
import { type Context, withApp } from "./context.ts";
import { count, plain } from "./output.ts";
import { pathOf, session } from "./session.ts";
import { importSources } from "./sources-file.ts";
import { type FileOrder, readSubscribers } from "./subscriber-files.ts";
import { importTopics } from "./topics-file.ts";

interface ImportOptions {
  topic?: string[];
  map?: string[];
  at?: string;
  zone?: string;
  cadence?: string;
  confirmed?: boolean;
  suppressions?: boolean;
  dryRun?: boolean;
  report?: string;
  encoding: "utf8" | "latin1";
}

const IMPORT_HELP = `
  paperboy import subscribers ours.yaml --confirmed
  paperboy import subscribers listmonk.csv --topic '#agents' --map 'attributes.team:vision=#computer-vision'
  paperboy import subscribers subscribed.csv unsubscribed.csv cleaned.csv --map 'TAGS:vlm=#multimodal' --topic '*'

Without --confirmed each address gets one mail that asks, as after a sign-up on the web; say it only of people who agreed.
Who is known here stays as they are: importing the same again changes nothing. Who left in any of the files is never
subscribed. The exit code is 1 where a line was invalid.`;

export function importCommand(): Command {
  const command = new Command("import").description("Read what export wrote, or another program's list");
  command
    .command("subscribers")
    .description("Subscribe whom a file lists: Paperboy's own, or an export of listmonk or Mailchimp")
    .argument("<files...>", "names ending in .yaml, .csv, .json or .jsonl")
    .option("--topic <query...>", "of all whom another program lists")
    .option("--map <column:value=query...>", "of those who have a value in a column: 'TAGS:vision=#computer-vision'")
    .option("--at <hour>", "when their digest is due, where the file does not say")
    .option("--zone <zone>", "their time zone, where the file does not say")
    .option("--cadence <cadence>", "of these topics: daily, weekdays, weekly, weekly:fri, monthly or monthly:15")
    .option("--confirmed", "all of them have agreed to get this: nobody is asked by mail")
    .option("--suppressions", "also take over who must not be written to")
    .option("--dry-run", "write nothing, say what would be")
    .option("--report <file>", "what became of each line, as CSV")
    .addOption(new Option("--encoding <name>", "of CSV that is not UTF-8").choices(["utf8", "latin1"]).default("utf8"))
    .addHelpText("after", IMPORT_HELP)
    .action((files: string[], options: ImportOptions, each: Command) => {
      const order = readOptions(options);
      return withApp(each, (context) => importAll(context, files, order, options));
    });
  return command.addCommand(importTopics()).addCommand(importSources());
}

function readOptions({ topic, map, at, zone, cadence, encoding }: ImportOptions): FileOrder {
  const mappings = (map ?? []).map((text) => {
    const mapping = parseMapping(text);
    if (mapping === null)
      throw new OperatorError(`--map: "${plain(text)}" is not COLUMN:VALUE=QUERY, as TAGS:vision=#computer-vision`, {
        exitCode: 2,
      });
    return mapping;
  });
  return {
    encoding: encoding === "latin1" ? "windows-1252" : "utf-8",
    topics: topic ?? [],
    mappings,
    at,
    zone,
    cadence,
  };
}

async function importAll(
  { app, out }: Context,
  files: string[],
  order: FileOrder,
  options: ImportOptions,
): Promise<number> {
  const rules = {
    ...{
      confirmed: options.confirmed === true,
      suppressions: options.suppressions === true,
      dryRun: options.dryRun === true,
    },
    ...{ hashOf: hashesOf(app), match: matchWaiting, reckon: reckonDueTimes },
  };
  if (!rules.confirmed && !rules.dryRun && app.installation.links === null)
    throw new OperatorError(
      "Without --confirmed each address is asked by mail, and that needs PAPERBOY_URL: the mail's link leads there.",
    );
  const met = { seen: new Set<string>(), barred: await listBarred(files, order) };
  const report = options.report === undefined ? null : await open(pathOf(options.report), "w", 0o600);
  const sums = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  let [disposable, lines, told] = [0, 0, performance.now()];
  const wrong: string[] = [];
  try {
    await report?.appendFile(toCsvLine(["file", "line", "address", "outcome", "reason"]));
    for (const file of files) {
      for await (const batch of batches(readSubscribers(pathOf(file), order))) {
        const done = await importBatch(app.database.db, batch, rules, met, app.clock.now());
        await report?.appendFile(
          done.map((each) => toCsvLine([file, each.line, each.address, each.outcome, each.reason])).join(""),
        );
        for (const each of done) {
          sums[each.outcome]++;
          if (each.disposable) disposable++;
          if (each.outcome === "invalid" && wrong.length < WRONG_TOLD) wrong.push(explain(file, each));
        }
        lines += done.length;
        if (performance.now() - told < TOLD_EACH_MS) continue;
        told = performance.now();
        session().err(`${count(lines, "line")}: ${tellSums(sums)}\n`);
      }
    }
    if ((await report?.stat())?.isFile()) await report?.sync();
  } finally {
    await report?.close();
  }
  out.give({ lines, ...sums, disposable, dryRun: rules.dryRun });
  out.say(
    `${rules.dryRun ? "Nothing was written. It would be, of " : ""}${count(lines, "subscriber")}: ${tellSums(sums)}.`,
  );
  if (disposable > 0)
    out.say(`${count(disposable, "address", "addresses")} at domains whose addresses end after a while.`);
  for (const line of wrong) session().err(`${line}\n`);
  if (sums.invalid > wrong.length) session().err(`… and ${sums.invalid - wrong.length} more; --report FILE has all\n`);
  return sums.invalid > 0 ? 1 : 0;
}

const BATCH = 1_000;
const WRONG_TOLD = 10;
const TOLD_EACH_MS = 2_000;

const explain = (file: string, { line, address, reason }: Imported): string =>
  plain(`${file}, line ${line}${address === "" ? "" : ` (${address})`}: ${reason}`);

const tellSums = (sums: Record<Outcome, number>): string =>
  OUTCOMES.filter((outcome) => sums[outcome] > 0)
    .map((outcome) => `${sums[outcome]} ${outcome}`)
    .join(", ") || "none";

/** Who left or was cut off, in whichever file it stands. */
async function listBarred(files: string[], order: FileOrder): Promise<Set<string>> {
  const barred = new Set<string>();
  for (const file of files)
    for await (const { standing, address } of readSubscribers(pathOf(file), order)) {
      const parsed = standing === "subscribed" ? null : parseAddress(address);
      if (parsed?.ok) barred.add(keyOf(parsed.address));
    }
  return barred;
}

async function* batches(records: AsyncIterable<Incoming>): AsyncGenerator<Incoming[]> {
  let batch: Incoming[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
