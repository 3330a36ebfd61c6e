/** `paperboy export`: the catalogue, the sources, and readers with their topics and settings, in a file that people can edit. */
import { extname } from "node:path";
import { Command } from "commander";
import { stringify } from "yaml";
import { listSubscriberPage, type StoredSubscriber } from "../db/subscriber-exchange.ts";
import { CSV_COLUMNS, type SubscriberRecord, toCsvRows } from "../domain/exchange/record.ts";
import { showAddress } from "../domain/subscription/address.ts";
import { nameThreshold } from "../domain/subscription/feedback.ts";
import { writeWhole } from "../keeping/whole-file.ts";
import { toCsvLine } from "../render/csv.ts";
import { type Context, withApp } from "./context.ts";
import { count, plain } from "./output.ts";
import { pathOf } from "./session.ts";
import { exportSources } from "./sources-file.ts";
import { checkTarget } from "./table-files.ts";
import { exportTopics } from "./topics-file.ts";

const PAGE = 1_000;

export function exportCommand(): Command {
  const command = new Command("export").description("Write what is stored to a file that people can read and edit");
  command
    .command("subscribers")
    .description("Who gets what and when, with all settings; import reads it")
    .argument("<file>", "a name ending in .yaml, .csv or .json")
    .option("--force", "over a file that is there")
    .action((file: string, options: { force?: boolean }, each: Command) => {
      checkTarget(file, options.force === true);
      return withApp(each, async ({ app, out }) => {
        const written = await exportTo(app, file);
        out.give({ file, subscribers: written });
        out.say(`${plain(file)}: ${count(written, "subscriber")}.`);
        return 0;
      });
    });
  return command.addCommand(exportTopics()).addCommand(exportSources());
}

/** A page at a time: there may be very many. */
async function exportTo({ database }: Context["app"], file: string): Promise<number> {
  const kind = extname(file);
  let written = 0;
  await writeWhole(pathOf(file), async (target) => {
    const append = (text: string) => target.appendFile(text); // all of it, where write() may stop at a full disk
    await append(kind === ".csv" ? toCsvLine([...CSV_COLUMNS]) : kind === ".json" ? "[" : "");
    for (let after = 0; ; ) {
      const page = await listSubscriberPage(database.db, after, PAGE);
      const records = page.map(toRecord);
      if (kind === ".csv") await append(records.flatMap(toCsvRows).map(toCsvLine).join(""));
      else if (kind === ".json")
        await append(
          records.map((record, i) => `${written + i === 0 ? "\n" : ",\n"}${JSON.stringify(record)}`).join(""),
        );
      else if (records.length > 0) await append(stringify(records, { lineWidth: 0, aliasDuplicateObjects: false }));
      written += page.length;
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = last.id;
    }
    if (kind === ".json") await append("\n]\n");
    else if (kind !== ".csv" && written === 0) await append("[]\n");
  });
  return written;
}

const toRecord = (stored: StoredSubscriber): SubscriberRecord => ({
  address: showAddress(stored.channel, stored.address),
  at: stored.hour,
  zone: stored.zone,
  most: stored.most,
  quiet: stored.quiet_notes,
  waits: stored.waits,
  ...(stored.paused_until === null ? {} : { paused_until: stored.paused_until }),
  confirmed: stored.confirmed,
  ...(stored.suppressed === null ? {} : { suppressed: stored.suppressed }),
  topics: stored.topics.map(({ canonical, name, cadence, cap, threshold, signal, slug }) => ({
    ...{ topic: canonical, name, cadence, cap, threshold: nameThreshold(threshold), votes: signal },
    ...(slug === null ? {} : { catalogue: slug }),
  })),
});
