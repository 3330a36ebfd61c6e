/** `paperboy intake`: reads saved pages, recorded days or Hugging Face, and says what was new. */
import { Command } from "commander";
import type { App } from "../app.ts";
import { findSource } from "../db/sources.ts";
import { isScheduled, sourceDayAt } from "../domain/intake/habits.ts";
import { OperatorError } from "../errors.ts";
import { analyseWaiting } from "../pipeline/analyse.ts";
import { readDue } from "../pipeline/intake-due.ts";
import { matchWaiting } from "../pipeline/match.ts";
import { type Reading, type ReadOrder, readPages, readRecorded, readSourceDays } from "../pipeline/read-sources.ts";
import type { DayReport } from "../pipeline/record-day.ts";
import { getIntakeStatus } from "../reading/intake-status.ts";
import { arxivCommand } from "./backfill.ts";
import { type Context, parseCount, parseDay, withApp } from "./context.ts";
import { drawStatus } from "./intake-status.ts";
import { count, faint, plain, terminalColumns } from "./output.ts";
import { pathOf } from "./session.ts";

interface IntakeOptions {
  on?: string;
  from?: string;
  to?: string;
  date?: string;
  backfill?: boolean;
}

const BACKFILL = "take in old papers without sending them to readers as new";

export function intakeCommand(): Command {
  const intake = new Command("intake")
    .description("Read new listings from sources")
    .option("--status", "draw the calendar of sources and days with what is not whole")
    .option("--days <number>", "with --status: so many days", "14")
    .action(async (options: { status?: boolean; days: string }, command: Command) => {
      if (options.status !== true) return command.help({ error: true });
      const days = parseCount("--days", options.days, 60);
      await withApp(command, async ({ app, out }) => {
        const status = await getIntakeStatus(app.database.db, app.clock.now(), days);
        out.give(status);
        for (const line of drawStatus(status, { columns: terminalColumns(), at: app.clock.now() })) out.say(line);
        return 0;
      });
    });
  intake
    .command("due")
    .description(
      "Read what is due now of all sources that are on: days that have come, that are not whole, or lie a week back",
    )
    .action((_options: object, command: Command) => withApp(command, takeDue));
  intake
    .command("read")
    .argument("<source>", "its name: see source list")
    .option("--date <date>", "the source's day; else its today")
    .option("--backfill", BACKFILL)
    .description("Read a day of a source now, whether it is due or not")
    .action((name: string, options: IntakeOptions, command: Command) =>
      take(command, options, ({ app }, order) =>
        readNamed(app, name, options.date && parseDay("--date", options.date), order),
      ),
    );
  intake
    .command("page")
    .argument("<file...>", "text of a saved Daily Papers page")
    .option("--on <date>", "the page's day; else the one in its header, else today")
    .option("--backfill", BACKFILL)
    .description("Read the text of saved Daily Papers pages")
    .action((files: string[], options: IntakeOptions, command: Command) =>
      take(command, options, ({ app }, order) =>
        readPages(app.database.db, files, options.on && parseDay("--on", options.on), order, pathOf),
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
        const read = await readRecorded(app.database.db, pathOf(folder), span, order);
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
        return readNamed(app, "huggingface", options.date && parseDay("--date", options.date), order);
      }),
    );
  intake.addCommand(arxivCommand());
  return intake;
}

/** @throws OperatorError where no such source is there. */
async function readNamed(app: App, name: string, date: string | undefined, order: ReadOrder): Promise<Reading[]> {
  const row = await findSource(app.database.db, name);
  const source = row && row.removed_at === null ? app.openSource(row) : null;
  if (!row || !source || !isScheduled(row.kind))
    throw new OperatorError(`There is no source "${name}" to read. See: paperboy source list`);
  return readSourceDays(app.database.db, row, source, [date ?? sourceDayAt(row.kind, app.clock.now())], order);
}

/** Fails when a source could not be read at all; what is late or partial is no failure of the command. */
async function takeDue({ app, out }: Context): Promise<number> {
  const onDay = (day: DayReport) =>
    out.say(
      `${day.source} ${day.day}  ${day.state}: ${plain(day.cause)}  ${faint(`${day.new} new, ${day.updated} updated`)}`,
    );
  const report = await readDue(app.database.db, {
    ...app,
    owner: app.database.owner,
    living: app.database.living,
    onDay,
  });
  out.give(report);
  if (report.days.length === 0) out.say("Nothing is due.");
  for (const lane of report.busy) out.say(`${lane} is being read by another process.`);
  for (const { source, cause } of report.crashed) out.say(`${source}  could not be read: ${plain(cause)}`);
  for (const { says } of report.alarms) out.say(`Alarm: ${plain(says)}`);
  return report.crashed.length > 0 || report.days.some((day) => day.state === "failed") ? 1 : 0;
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
    await analyseWaiting(app.database.db);
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
  const known = reading.known ? `  ${reading.known.state}: ${plain(reading.known.cause)}` : "";
  return `${reading.name}  ${countsOf(reading)}${known}${unread.join("")}`;
}
