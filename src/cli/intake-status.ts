/** Draws the calendar of sources and days on the terminal, and below it what is not whole and why. */
import { isSettled } from "../domain/intake/day.ts";
import type { IntakeStatus, StatusCell } from "../reading/intake-status.ts";
import { count, cutMiddle, faint, heading, plain, styled, width, wrap } from "./output.ts";

const LEGEND =
  "31 complete, 5/9 of nine declared, 31+ may grow, – holiday, 0 empty, … waiting, ~ stale, ✗ failed, ?? gap, · not read";

export interface Drawing {
  /** Columns of the terminal; infinite where nobody looks at it. */
  columns: number;
  at: Temporal.Instant;
}

/** Columns of a source's name: what a calendar of two weeks leaves in a terminal of 80. */
const LONGEST_NAME = 24;

export function drawStatus(status: IntakeStatus, drawing: Drawing): string[] {
  const { days, sources } = status;
  if (sources.length === 0) return ["No source is on. Add one: paperboy source add huggingface"];
  return [
    `Sources and days, ${days[0]} to ${days.at(-1)}`,
    ...drawCalendar(status, drawing.columns),
    ...wrap(LEGEND, drawing.columns).map(faint),
    "",
    ...tellOpen(status, drawing),
    ...tellAlarms(status, drawing.columns),
  ];
}

/** In as many blocks of days as it takes to stay within the terminal. */
function drawCalendar({ days, sources }: IntakeStatus, columns: number): string[] {
  const names = sources.map(({ name, active }) => `${cutMiddle(name, LONGEST_NAME)}${active ? "" : " (paused)"}`);
  const cells = sources.map((source) => source.cells.map(showCell));
  const room = Math.max(3, ...cells.flat().map(width)) + 1;
  const first = Math.max(width("source"), ...names.map(width));
  const most = Math.max(1, Math.floor((columns - first) / room));
  const size = Math.ceil(days.length / Math.ceil(days.length / most));
  const lines: string[] = [];
  for (let start = 0; start < days.length; start += size) {
    const line = (head: string, texts: string[]) =>
      head + " ".repeat(first - width(head)) + texts.map((text) => " ".repeat(room - width(text)) + text).join("");
    const part = <T>(all: T[]) => all.slice(start, start + size);
    lines.push(heading(line("source", part(days).map(showHead))));
    for (const [i, name] of names.entries()) lines.push(line(name, part(cells[i] as string[])));
  }
  return lines;
}

/** `13W`, a Wednesday. */
const showHead = (day: string): string =>
  `${day.slice(8)}${"MTWTFSS"[Temporal.PlainDate.from(day).dayOfWeek - 1] ?? ""}`;

function showCell({ state, declared, parsed }: StatusCell): string {
  const marks = { holiday: "–", empty: "0", waiting: "…", stale: "~", failed: "✗", gap: "??", none: "·" } as const;
  if (state === "complete") return String(parsed ?? 0);
  if (state !== "partial") return marks[state];
  return declared !== null && (parsed ?? 0) < declared ? `${parsed ?? 0}/${declared}` : `${parsed ?? 0}+`;
}

const isOpen = ({ state }: StatusCell): boolean => state !== "none" && (state === "gap" || !isSettled(state));

/** Days in a row with one cause are told together. */
function tellOpen({ sources }: IntakeStatus, { columns, at }: Drawing): string[] {
  const groups = sources.flatMap(({ name, cells }) => {
    const runs: StatusCell[][] = [];
    for (const [i, cell] of cells.entries()) {
      if (!isOpen(cell)) continue;
      const run = runs.at(-1);
      const [last, before] = [run?.at(-1), cells[i - 1]];
      if (run && last === before && last?.state === cell.state && last.cause === cell.cause) run.push(cell);
      else runs.push([cell]);
    }
    return runs.map((run) => ({ name, run }));
  });
  const days = groups.reduce((sum, { run }) => sum + run.length, 0);
  if (days === 0) return ["Every day is whole."];
  return [
    `${count(days, "day")} not whole:`,
    ...groups.flatMap(({ name, run }) => {
      const [first, last] = [run[0] as StatusCell, run.at(-1) as StatusCell];
      const span = first === last ? first.day : `${first.day} to ${last.day}`;
      const looks = run.flatMap(({ nextLookAt }) => nextLookAt ?? []).sort();
      const state = first.state === "gap" ? "" : `  ${styled("yellow", first.state)}${faint(tellNext(looks[0], at))}`;
      return [
        `  ${columns === Number.POSITIVE_INFINITY ? name : cutMiddle(name, LONGEST_NAME)}  ${span}${state}`,
        ...wrap(plain(first.cause), columns, "    "),
      ];
    }),
  ];
}

function tellNext(nextLookAt: string | undefined, at: Temporal.Instant): string {
  if (nextLookAt === undefined) return ", not looked at again";
  const due = Temporal.Instant.compare(Temporal.Instant.from(nextLookAt), at) <= 0;
  return due ? ", due now: paperboy intake due" : `, next look ${show(nextLookAt)}`;
}

/** `2026-05-13 09:30 UTC`. */
const show = (instant: string): string => `${instant.slice(0, 16).replace("T", " ")} UTC`;

/** Of one kind and source more are told together: a long outage is one trouble. */
const MOST_TOLD = 3;

/** The cause of an alarm of a day that is told above is not told twice. */
function tellAlarms({ alarms, sources }: IntakeStatus, columns: number): string[] {
  if (alarms.length === 0) return [];
  const told = new Set(
    sources.flatMap(({ name, cells }) => cells.filter(isOpen).map(({ day, cause }) => `${name} ${day} ${cause}`)),
  );
  const groups = [...Map.groupBy(alarms, ({ source, kind }) => `${source} ${kind}`).values()];
  const lines = groups.flatMap((group) => {
    const days = group.map(({ day }) => day).sort();
    const [{ source, kind, since }] = group as [(typeof group)[number]];
    if (group.length > MOST_TOLD)
      return wrap(
        `${source}: ${group.length} days ${kind}, ${days[0]} to ${days.at(-1)}, since ${show(since)}`,
        columns,
        "  ",
      );
    return group.flatMap((alarm) => {
      const [what = "", ...cause] = alarm.says.split(": ");
      const short = told.has(`${source} ${alarm.day} ${cause.join(": ")}`) ? what : alarm.says;
      return wrap(`${plain(short)}, since ${show(alarm.since)}`, columns, "  ");
    });
  });
  return ["", `${styled("yellow", count(alarms.length, "alarm"))}:`, ...lines];
}
