/** How pages of the operator's desk look: their own navigation, tables that scroll by themselves, lists of facts. */
import { html } from "hono/html";
import { type Markup, type Page, said } from "../pages/layout.ts";

/** Who looks, and what each form of theirs carries. */
export interface Seat {
  id: number;
  label: string;
  formKey: string;
}

export type Cell = string | number | Markup | null;

const PLACES = [
  ["", "Today"],
  ["/days", "Days"],
  ["/runs", "Runs"],
  ["/readers", "Readers"],
  ["/letters", "Dead letters"],
  ["/papers", "Papers"],
  ["/topics", "Topics"],
  ["/log", "Log"],
] as const;
export type DeskPlace = (typeof PLACES)[number][0];

export interface DeskPage {
  title: string;
  here: DeskPlace;
  body: Markup;
  /** What was done, said on top. */
  said?: string | null;
  status?: Page["status"];
}

export const drawDesk = (seat: Seat, { title, here, body, said: done = null, status }: DeskPage): Page => ({
  title,
  wide: true,
  ...(status === undefined ? {} : { status }),
  body: html`<nav class="desk" aria-label="Desk">${PLACES.map(
    ([path, name]) => html`<a href="/operator${path}"${path === here ? html` aria-current="page"` : ""}>${name}</a> `,
  )}<form method="post" action="/operator/logout">${formKey(seat)}<button class="plain">Log out</button></form></nav>
<h1>${title}</h1>
${said(done)}
${body}`,
});

export const formKey = ({ formKey: key }: Seat): Markup => html`<input type="hidden" name="key" value="${key}">`;

export interface Column {
  name: string;
  number?: boolean;
  /** It holds sentences. */
  says?: boolean;
}

/** `said`: what the table is, for who cannot see it. */
export const drawTable = (what: string, columns: (string | Column)[], rows: Cell[][]): Markup => {
  const heads = columns.map((column) => (typeof column === "string" ? { name: column } : column));
  return html`<div class="scroll" role="region" aria-label="${what}" tabindex="0"><table class="table">
<caption class="unseen">${what}</caption>
<thead><tr>${heads.map(({ name, number }) => html`<th scope="col"${number ? NUMBER : ""}>${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, i) => html`<td${classOf(heads[i])}>${cell ?? ""}</td>`)}</tr>
`,
  )}</tbody></table></div>`;
};

const NUMBER = html` class="number"`;
const classOf = (column: Column | undefined): Markup | "" =>
  column?.number ? NUMBER : column?.says ? html` class="sentences"` : "";

export const drawFacts = (facts: [string, Cell][]): Markup =>
  html`<dl class="facts">${facts.map(([name, says]) => html`<dt>${name}</dt><dd>${says ?? ""}</dd>`)}</dl>`;

/** `Thu 14 May 08:00 UTC`, whole on hover. */
export function showTime(at: Date | string): Markup {
  const whole = typeof at === "string" ? new Date(at) : at;
  const iso = whole.toISOString();
  return html`<time datetime="${iso}" title="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`;
}

/** The way to the rest of a list, where there is one. */
export const drawOlder = (path: string, query: Record<string, string>, more: boolean, says = "Older"): Markup | "" =>
  more ? html`<p><a class="button" href="${path}?${new URLSearchParams(query).toString()}">${says}</a></p>` : "";

export const drawChoices = (choices: { name: string; path: string; here: boolean }[], what: string): Markup =>
  html`<nav class="beside" aria-label="${what}">${choices.map(
    ({ name, path, here }) => html`<a href="${path}"${here ? html` aria-current="page"` : ""}>${name}</a> `,
  )}</nav>`;

/** A number of a path or a question; null for what is none. */
export function readNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** A `YYYY-MM-DD`; null for what is none. */
export function readDay(text: string | undefined): string | null {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString();
  } catch {
    return null;
  }
}
