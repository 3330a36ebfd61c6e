/** `paperboy intake`: reads saved pages, recorded days or Hugging Face, and says what was new. */
import { Command } from "commander";
import type { App } from "../app.ts";
import { findSource } from "../db/sources.ts";
import { OperatorError } from "../errors.ts";
import { matchWaiting } from "../pipeline/match.ts";
import { type Reading, type ReadOrder, readPages, readRecorded, readSourceDays } from "../pipeline/read-sources.ts";
import { type Context, parseDay, withApp } from "./context.ts";
import { count, faint, plain } from "./output.ts";

interface IntakeOptions {
  on?: string;
  from?: string;
  to?: string;
  date?: string;
  backfill?: boolean;
}

const BACKFILL = "take in old papers without sending them to readers as new";

export function intakeCommand(): Command {
  const intake = new Command("intake").description("Read new listings from a source");
  intake
    .command("page")
    .argument("<file...>", "text of a saved Daily Papers page")
    .option("--on <date>", "the page's day; else the one in its header, else today")
    .option("--backfill", BACKFILL)
    .description("Read the text of saved Daily Papers pages")
    .action((files: string[], options: IntakeOptions, command: Command) =>
      take(command, options, ({ app }, order) =>
        readPages(app.database.db, files, options.on && parseDay("--on", options.on), order),
      ),
    );
  intake
    .command("recorded")
    .argument("<folder>", "folder of saved answers of Hugging Face, YYYY-MM-DD.json")
    .option("--from <date>", "first day")
    .option("--to <date>", "last day")
    .option("--backfill", BACKFILL)
    .description("Replay recorded days without a network")
    .action((folder: string, options: IntakeOptions, command: Command) =>
      take(command, options, async ({ app }, order) => {
        const span = {
          from: options.from && parseDay("--from", options.from),
          to: options.to && parseDay("--to", options.to),
        };
        const read = await readRecorded(app.database.db, folder, span, order);
        if (!read.ok) throw new OperatorError(`${read.cause}. Name a folder that holds files such as 2026-05-13.json`);
        return read.readings;
      }),
    );
  intake
    .command("huggingface")
    .option("--date <date>", "the day to read; else today (UTC)")
    .option("--backfill", BACKFILL)
    .description("Read a day of Hugging Face's Daily Papers")
    .action((options: IntakeOptions, command: Command) =>
      take(command, options, async ({ app }, order) => {
        const day = options.date ? parseDay("--date", options.date) : app.clock.today();
        return readNamed(app, "huggingface", day, order);
      }),
    );
  return intake;
}

/** @throws OperatorError where no such source is there. */
async function readNamed(app: App, name: string, day: string, order: ReadOrder): Promise<Reading[]> {
  const row = await findSource(app.database.db, name);
  const source = row && row.removed_at === null ? app.openSource(row) : null;
  if (!row || !source) throw new OperatorError(`There is no source "${name}" to read. See: paperboy source list`);
  return readSourceDays(app.database.db, row, source, [day], order);
}

type Read = (context: Context, order: ReadOrder) => Promise<Reading[]>;

/** Reads, then matches what is new, so that it is found when a digest is compiled. Fails when a day or file could not be read. */
function take(command: Command, options: IntakeOptions, read: Read): Promise<void> {
  return withApp(command, async (context) => {
    const { app, out } = context;
    const order: ReadOrder = {
      clock: app.clock,
      live: options.backfill !== true,
      onRead: (reading) => out.say(lineOf(reading)),
    };
    const readings = await read(context, order);
    await app.database.db.transaction().execute((tx) => matchWaiting(tx, app.clock.now()));
    const sum = (field: "listings" | "new" | "seen" | "updated" | "failed") =>
      readings.reduce((total, reading) => total + reading[field], 0);
    const totals = {
      listings: sum("listings"),
      new: sum("new"),
      seen: sum("seen"),
      updated: sum("updated"),
      failed: sum("failed"),
    };
    const unread = readings.flatMap((reading) => reading.unread.map((each) => ({ in: reading.name, listing: each })));
    const failures = readings.flatMap((reading) =>
      reading.failure ? [{ in: reading.name, cause: reading.failure }] : [],
    );
    out.give({ ...totals, unread, failures });
    if (readings.length === 0) out.say("There was nothing to read.");
    if (readings.length > 1) out.say(`In all: ${countsOf(totals)}.`);
    return failures.length > 0 ? 1 : 0;
  });
}

const countsOf = (counts: { listings: number; new: number; seen: number; updated: number; failed: number }): string =>
  `${count(counts.listings, "listing")}: ${counts.new} new, ${counts.updated} updated, ${counts.seen} seen, ${counts.failed} failed`;

function lineOf(reading: Reading): string {
  if (reading.failure) return `${reading.name}  could not be read: ${plain(reading.failure)}`;
  const unread = reading.unread.map((each) => `\n  ${faint("unread")} ${plain(each)}`);
  return `${reading.name}  ${countsOf(reading)}${unread.join("")}`;
}
