/** `paperboy status`: the last runs with their books, what is open and at rest; or one run, with who and why. */
import { Command } from "commander";
import type { App } from "../app.ts";
import type { RunEntry } from "../db/run-books.ts";
import { findRun, type Run } from "../db/runs.ts";
import { showDay } from "../domain/digest/quiet.ts";
import { showAddress } from "../domain/subscription/address.ts";
import { messageOf, OperatorError } from "../errors.ts";
import { writeWhole } from "../keeping/whole-file.ts";
import { type RunStatus, readEntries, readReasons, readRunStatus, readStatus, type Status } from "../reading/status.ts";
import { toCsvLine } from "../render/csv.ts";
import { parseCount, withApp } from "./context.ts";
import { count, cut, faint, heading, type Output, plain, table } from "./output.ts";
import { pathOf } from "./session.ts";

interface StatusOptions {
  run?: string;
  export?: string;
  limit: string;
}

export function statusCommand(): Command {
  return new Command("status")
    .description(
      "Say what became of the last runs, what is due, at work and at rest; exit code 1 if books do not balance",
    )
    .option("--run <number|date>", "one run: its books, and why not all was accepted")
    .option("--export <file>", "with --run: who got what and why, to a file ending in .csv or .json")
    .option("--limit <number>", "how many runs", "7")
    .action((options: StatusOptions, command: Command) => {
      const limit = parseCount("--limit", options.limit, 1_000);
      if (options.export !== undefined && options.run === undefined)
        throw new OperatorError("--export needs a run: paperboy status --run 2026-05-14 --export run.csv", {
          exitCode: 2,
        });
      if (options.export !== undefined && !/\.(csv|json)$/.test(options.export))
        throw new OperatorError(`--export: "${options.export}" must end in .csv or .json`, { exitCode: 2 });
      return withApp(command, async ({ app, out }) => {
        if (options.run === undefined) return tellAll(app, out, limit);
        return tellRun(app, out, await getRun(app, options.run), options.export ?? null);
      });
    });
}

/** @throws OperatorError when there is no such run. */
export async function getRun(app: App, name: string): Promise<Run> {
  const run = await findRun(app.database.db, name);
  if (run) return run;
  throw new OperatorError(
    `There is no run "${plain(name)}". Name its number or its date, as paperboy status lists them.`,
  );
}

async function tellAll(app: App, out: Output, limit: number): Promise<number> {
  const status = await readStatus(app.database.db, app.clock.now(), limit);
  out.give(status);
  for (const line of linesOf(status, app)) out.say(line);
  return status.runs.every((run) => run.imbalance.length === 0) ? 0 : 1;
}

const COLUMNS = "run,date,planned,digests,notes,silent,missed,accepted,deferred,rejected,unknown,closed,open".split(
  ",",
);

function linesOf(status: Status, app: App): string[] {
  const rows = status.runs.map(({ id, on, books, messages }) => [
    id,
    on,
    ...[books.planned, books.digests, books.notes, books.silent, books.missed],
    ...[messages.accepted, messages.deferred, messages.rejected, messages.unknown, messages.closed, messages.open],
  ]);
  const outbox = status.runs.reduce((sum, run) => sum + run.outbox, 0);
  const facts = [
    ["due", tellDue(status.due)],
    ...listed("at work", status.workers.map(tellWorker), "no process"),
    ...listed(
      "at rest",
      status.relays.map(
        ({ via, until, reason }) => `${via} until ${showInstant(until)}: ${plain(reason ?? "no reason is known")}`,
      ),
      "no relay",
    ),
    ...listed("source", status.sources.map(tellSource), "none is on"),
    [
      "outbox",
      outbox > 0
        ? `${count(outbox, "accepted message")} of these runs went to files only: ${app.outboxFolder}`
        : "nothing of these runs",
    ],
  ];
  return [
    ...(rows.length > 0 ? table(COLUMNS, rows) : ["Nothing has run yet."]),
    ...status.runs.flatMap((run) =>
      run.imbalance.map((problem) => `The books of ${run.on} do not balance: ${problem}.`),
    ),
    "",
    ...facts.map(([what, says]) => `${heading((what as string).padEnd(8))} ${says}`),
  ];
}

/** Under one name; `none` where there is nothing. */
const listed = (what: string, lines: string[], none: string): [string, string][] =>
  (lines.length > 0 ? lines : [none]).map((line, i) => [i === 0 ? what : "", line]);

const tellDue = ({ readers, since }: Status["due"]): string =>
  readers === 0 || since === null ? "nobody" : `${count(readers, "reader")}, the first since ${showInstant(since)}`;

const tellWorker = ({ name, owner, startedAt, alive }: Status["workers"][number]): string =>
  `${name} ${owner.slice(0, 8)} since ${showInstant(startedAt)}${alive ? "" : ", gone: its lease has ended"}`;

function tellSource({ source, readAt, state, completeOn, listings }: Status["sources"][number]): string {
  if (!readAt) return `${source} was never read`;
  const complete = completeOn ? `, complete up to ${showDay(completeOn)}` : "";
  return `${source} read ${showInstant(readAt)}: ${state}, ${count(listings, "listing")}${complete}`;
}

/** `Fri 20 Nov 08:00 UTC`. */
export function showInstant(at: Date): string {
  const [day, time] = at.toISOString().split("T") as [string, string];
  return `${showDay(day)} ${time.slice(0, 5)} UTC`;
}

async function tellRun(app: App, out: Output, run: Run, file: string | null): Promise<number> {
  const { db } = app.database;
  const status = await readRunStatus(db, run);
  const reasons = await readReasons(db, run.id);
  const exported = file === null ? null : await writeEntries(file, run, readEntries(db, run.id));
  out.give({ ...status, reasons, ...(exported === null ? {} : { exported: { file, rows: exported } }) });
  for (const line of linesOfRun(status)) out.say(line);
  for (const group of [reasons.deliveries, reasons.causes])
    if (group.length > 0)
      for (const line of [
        "",
        ...table(
          ["count", "what", "why"],
          group.map((each) => [each.count, each.state, cut(each.reason, 160)]),
        ),
      ])
        out.say(line);
  if (exported !== null) out.say(`\n${count(exported, "line")} in ${file}`);
  return status.imbalance.length === 0 ? 0 : 1;
}

function linesOfRun({
  id,
  on,
  startedAt,
  finishedAt,
  books,
  messages,
  outbox,
  replies,
  imbalance,
}: RunStatus): string[] {
  const parts = Object.entries({ ...messages, silent: books.silent }).filter(([, number]) => number > 0);
  const threads = Object.entries(replies).map(([state, number]) => `${number} ${state}`);
  return [
    heading(`Run ${id}: the digests of ${showDay(on)} (${on})`),
    `started    ${showInstant(startedAt)}, ${finishedAt ? `finished ${showInstant(finishedAt)}` : "not finished"}`,
    `planned    ${books.planned} = ${count(books.digests, "digest")} with ${count(books.items, "paper")} + ${count(books.notes, "quiet note")} + ${books.silent} silent`,
    `went       ${books.planned} = ${parts.map(([state, number]) => `${number} ${state}`).join(" + ") || "nothing"}`,
    ...(outbox > 0 ? [`outbox     ${outbox} of the accepted went to files only`] : []),
    ...(threads.length > 0 ? [`threads    further parts: ${threads.join(", ")}`] : []),
    ...(books.missed > 0 ? [`missed     ${count(books.missed, "reader")} whose due time passed without a digest`] : []),
    ...(imbalance.length === 0
      ? [faint("The books balance: every planned digest is accounted for.")]
      : imbalance.map((problem) => `The books do not balance: ${problem}.`)),
  ];
}

const FIELDS = [
  "address",
  "channel",
  "date",
  "kind",
  "part",
  "state",
  "via",
  "reason",
  "receipt",
  "cause",
  "at",
] as const;

/** Returns the number of rows. */
async function writeEntries(file: string, run: Run, pages: AsyncIterable<RunEntry[]>): Promise<number> {
  const csv = file.endsWith(".csv");
  let rows = 0;
  try {
    await writeWhole(pathOf(file), async (target) => {
      await target.appendFile(csv ? toCsvLine([...FIELDS]) : "[");
      for await (const page of pages) {
        const records = page.map((entry) => recordOf(entry, run.key));
        const text = csv
          ? records.map((record) => toCsvLine(FIELDS.map((field) => record[field]))).join("")
          : records.map((record, i) => `${rows + i === 0 ? "\n" : ",\n"}${JSON.stringify(record)}`).join("");
        await target.appendFile(text);
        rows += page.length;
      }
      if (!csv) await target.appendFile("\n]\n");
    });
    return rows;
  } catch (error) {
    throw new OperatorError(`${file} cannot be written: ${messageOf(error)}. Name another --export`, { cause: error });
  }
}

function recordOf(entry: RunEntry, date: string): Record<(typeof FIELDS)[number], string | number | null> {
  const { channel, address, at, ...rest } = entry;
  return { ...rest, channel, address: showAddress(channel, address), date, at: at?.toISOString() ?? null };
}
