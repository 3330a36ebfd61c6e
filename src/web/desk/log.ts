/** The log of what operators did, at the desk. */
import { html } from "hono/html";
import type { AuditEntry } from "../../reading/desk-log.ts";
import { givePage, type Markup, type Page, type Place } from "../pages/layout.ts";
import type { Desk } from "./entry.ts";
import { drawDesk, drawOlder, drawTable, readNumber, type Seat, showTime } from "./look.ts";

export interface LogDoor {
  listLog(before: number | null): Promise<{ rows: AuditEntry[]; more: boolean }>;
}

export function addLog(desk: Desk, place: Place, door: LogDoor): void {
  desk.get("/log", async (c) =>
    givePage(c, place, drawLogPage(c.get("seat"), await door.listLog(readNumber(c.req.query("before"))))),
  );
}

const drawLogPage = (seat: Seat, { rows, more }: Awaited<ReturnType<LogDoor["listLog"]>>): Page =>
  drawDesk(seat, {
    title: "Log",
    here: "/log",
    body: html`<p>What operators did, here and by the command line. Readers are named by their number.</p>
${rows.length === 0 ? html`<p>Nothing yet.</p>` : drawLog(rows)}
${drawOlder("/operator/log", { before: String(rows.at(-1)?.id ?? 0) }, more)}`,
  });

export const drawLog = (rows: AuditEntry[]): Markup =>
  drawTable(
    "What was done",
    ["When", "Who", "What", "Of", { name: "Facts", says: true }],
    rows.map(({ at, who, act, subject, facts }) => [showTime(at), who, act, drawSubject(subject), tellFacts(facts)]),
  );

const PATHS: Record<string, string> = { reader: "/operator/readers/", run: "/operator/runs/", paper: "/paper/p" };

function drawSubject(subject: string): Markup | string {
  const [, what = "", name = ""] = /^(reader|run|paper) ([\d-]+)$/.exec(subject) ?? [];
  return PATHS[what] === undefined ? subject : html`<a href="${PATHS[what]}${name}">${subject}</a>`;
}

const tellFacts = (facts: AuditEntry["facts"]): string =>
  Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ");
