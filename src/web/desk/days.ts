/** The calendar of sources and days at the desk: what is whole, what is missing, and each day of a source with its cause. */
import { html } from "hono/html";
import type { IntakeStatus, SourceDay, StatusCell } from "../../reading/desk-days.ts";
import { count, showDay } from "../../render/wording.ts";
import { givePage, type Markup, type Page, type Place } from "../pages/layout.ts";
import type { Desk } from "./entry.ts";
import { drawDesk, drawFacts, drawOlder, drawTable, readDay, type Seat, showTime } from "./look.ts";

export interface DayDoor {
  readCalendar(until: string | null): Promise<IntakeStatus>;
  readSourceDay(source: string, on: string): Promise<SourceDay | null>;
}

const NAME_MOST = 400;

export function addDays(desk: Desk, place: Place, door: DayDoor): void {
  desk.get("/days", async (c) => {
    const until = readDay(c.req.query("until"));
    return givePage(c, place, drawCalendar(c.get("seat"), await door.readCalendar(until)));
  });
  desk.get("/days/of", async (c) => {
    const [source, on] = [(c.req.query("source") ?? "").slice(0, NAME_MOST), readDay(c.req.query("on"))];
    const day = on === null ? null : await door.readSourceDay(source, on);
    return day === null ? c.notFound() : givePage(c, place, drawDay(c.get("seat"), day));
  });
}

export const dayPath = (source: string, on: string): string =>
  `/operator/days/of?${new URLSearchParams({ source, on }).toString()}`;

const SETTLED = new Set(["complete", "holiday", "empty", "none"]);

function drawCalendar(seat: Seat, { days, sources, alarms }: IntakeStatus): Page {
  const first = days[0] as string;
  const earlier = Temporal.PlainDate.from(first).subtract({ days: 1 }).toString();
  const open = sources.reduce((sum, { cells }) => sum + cells.filter(({ state }) => !SETTLED.has(state)).length, 0);
  const rows = days
    .toReversed()
    .map((day) => [
      html`${showDay(day)}`,
      ...sources.map(({ name, cells }) => drawCell(name, cells.find((cell) => cell.day === day) as StatusCell)),
    ]);
  return drawDesk(seat, {
    title: "Days",
    here: "/days",
    body: html`<p>${open === 0 ? "Every day shown is whole." : `${count(open, "day")} not whole, marked.`} A number is how many listings were read; the day’s own page has its cause.</p>
${
  sources.length === 0
    ? html`<p>No source is read on a schedule. Add one: <code>paperboy source add huggingface</code></p>`
    : drawTable(
        "Sources and days",
        ["Day", ...sources.map(({ name, active }) => (active ? name : `${name} (paused)`))],
        rows,
      )
}
<p class="muted">– holiday · 0 empty · … waiting · ~ as the day before · ✗ failed · + or a fraction: partial · ? gap: nobody looked · blank: not read then</p>
${drawOlder("/operator/days", { until: earlier }, true, "Earlier days")}
${
  alarms.length === 0
    ? ""
    : html`<h2>Open alarms</h2>${drawTable(
        "Open alarms",
        ["Source", "Day", { name: "What", says: true }, "Since"],
        alarms
          .slice(0, 100)
          .map(({ source, day, says, since }) => [
            source,
            html`<a href="${dayPath(source, day)}">${day}</a>`,
            says,
            showTime(since),
          ]),
      )}`
}`,
  });
}

function drawCell(source: string, cell: StatusCell): Markup {
  const { state, day } = cell;
  if (state === "none") return html`<span class="cell none"><span class="unseen">not read</span></span>`;
  const says = `${source}, ${showDay(day)}: ${state}, ${cell.parsed ?? 0} read`;
  return html`<a class="cell${SETTLED.has(state) ? "" : " open"}" href="${dayPath(source, day)}" aria-label="${says}">${markOf(cell)}</a>`;
}

function markOf({ state, declared, parsed }: StatusCell): string {
  const marks = { holiday: "–", empty: "0", waiting: "…", stale: "~", failed: "✗", gap: "?", none: "" } as const;
  if (state === "complete") return String(parsed ?? 0);
  if (state !== "partial") return marks[state];
  return declared !== null && (parsed ?? 0) < declared ? `${parsed ?? 0}/${declared}` : `${parsed ?? 0}+`;
}

function drawDay(seat: Seat, { source, scheduled, cell, readings, alarms }: SourceDay): Page {
  const { day, state, cause, declared, parsed, attempts, nextLookAt } = cell;
  const query = new URLSearchParams({ source, on: day }).toString();
  return drawDesk(seat, {
    title: `${source}, ${showDay(day)}`,
    here: "/days",
    body: html`${drawFacts([
      ["State", state],
      ["Cause", cause],
      ["Listings", `${parsed ?? 0} read${declared === null ? "" : ` of ${declared} declared`}`],
      ["Attempts", attempts],
      ["Next look", nextLookAt === null ? "none" : showTime(nextLookAt)],
    ])}
${alarms.length === 0 ? "" : html`<ul class="attention">${alarms.map(({ says, since }) => html`<li class="warn">${says}, since ${showTime(since)}</li>`)}</ul>`}
${
  scheduled
    ? html`<p><a class="button" href="/operator/acts/read?${query}">Read it again…</a> <a class="button" href="/operator/acts/read?${query}&amp;backfill=yes">Back-fill it…</a></p>`
    : ""
}
<h2>Readings</h2>
${
  readings.length === 0
    ? html`<p>None yet.</p>`
    : drawTable(
        "Readings of this day",
        [
          "When",
          "State",
          ...["Listings", "New", "Updated", "Seen", "Failed"].map((name) => ({ name, number: true })),
          { name: "Cause", says: true },
        ],
        readings.map((each) => [
          showTime(each.taken_in_at),
          `${each.state}${each.live ? "" : ", back-filled"}`,
          ...[each.listings, each.new, each.updated, each.seen, each.failed],
          each.cause,
        ]),
      )
}
<p><a href="/operator/days?until=${day}">The days before</a></p>`,
  });
}
