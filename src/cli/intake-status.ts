/** Draws the calendar of sources and days on the terminal. */
import { isSettled } from "../domain/intake/day.ts";
import type { IntakeStatus, StatusCell } from "../reading/intake-status.ts";
import { count, faint, plain, styled, table } from "./output.ts";

const LEGEND =
  "31 complete  5/9 of nine declared  31+ may grow  – holiday  0 empty  … waiting  stale  failed  ?? gap  · not read";

export function drawStatus({ days, sources, alarms }: IntakeStatus): string[] {
  if (sources.length === 0) return ["No source is on. Add one: paperboy source add huggingface"];
  const heads = days.map((day) => `${day.slice(8)}${"MTWTFSS"[Temporal.PlainDate.from(day).dayOfWeek - 1]}`);
  const rows = sources.map(({ name, active, cells }) => [
    active ? name : `${name} (paused)`,
    ...cells.map(showCell),
    "",
  ]);
  const open = sources.flatMap(({ name, cells }) => cells.filter(isOpen).map((cell) => ({ name, ...cell })));
  const lines = [
    `Sources and days, ${days[0]} to ${days.at(-1)}`,
    ...table(["source", ...heads, ""], rows),
    faint(LEGEND),
    "",
    open.length === 0 ? "Every day is whole." : `${count(open.length, "day")} not whole:`,
    ...open.map(({ name, day, state, cause, nextLookAt }) => {
      const next =
        nextLookAt === null ? "not looked at again" : `next look ${nextLookAt.slice(0, 16).replace("T", " ")} UTC`;
      return `  ${name} ${day}  ${state}: ${plain(cause)}${state === "gap" ? "" : faint(`  ${next}`)}`;
    }),
  ];
  if (alarms.length > 0)
    lines.push(
      "",
      `${styled("yellow", count(alarms.length, "alarm"))}:`,
      ...alarms.map(
        ({ says, since }) => `  ${plain(says)}${faint(`  since ${since.slice(0, 16).replace("T", " ")} UTC`)}`,
      ),
    );
  return lines;
}

const isOpen = ({ state }: StatusCell): boolean => state !== "none" && (state === "gap" || !isSettled(state));

function showCell({ state, declared, parsed }: StatusCell): string {
  switch (state) {
    case "complete":
      return String(parsed ?? 0);
    case "partial":
      return declared !== null && (parsed ?? 0) < declared ? `${parsed}/${declared}` : `${parsed ?? 0}+`;
    case "holiday":
      return "–";
    case "empty":
      return "0";
    case "waiting":
      return "…";
    case "gap":
      return "??";
    case "none":
      return "·";
    default:
      return state;
  }
}
