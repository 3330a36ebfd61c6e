/** Draws a day's, a week's or a month's list: what narrows it, its papers, the lists beside it, a calendar. */
import { html } from "hono/html";
import { type Period, periodOf } from "../../domain/calendar/period.ts";
import { nameSource } from "../../domain/digest/quiet.ts";
import type { CatalogueEntry } from "../../reading/archive.ts";
import type { DayCount, ListOrderName, ListPage, Surroundings } from "../../reading/lists.ts";
import { plainText } from "../../render/escape.ts";
import { count, showFullDay } from "../../render/wording.ts";
import type { Markup, Page } from "../pages/layout.ts";
import { LONGEST, listAddress, type Narrowing } from "./address.ts";
import { drawEntry } from "./entry.ts";

export interface ListView {
  period: Period;
  narrowing: Narrowing;
  page: ListPage;
  around: Surroundings;
  catalogue: CatalogueEntry[];
}

export const listPath = ({ name }: Pick<Period, "name">): string => `/papers/${name}`;

const ORDERS: Record<ListOrderName, string> = { votes: "most votes", trending: "trending", newest: "newest" };

const MONTHS = "January February March April May June July August September October November December".split(" ");
const nameMonth = (day: string): string => `${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;

export function namePeriod({ kind, name, from }: Period): string {
  if (kind === "day") return showFullDay(from);
  return kind === "month" ? nameMonth(from) : `week ${name.slice(6)} of ${name.slice(0, 4)}`;
}

export function drawList(view: ListView): Page {
  const { period, page, narrowing } = view;
  const whole = `Papers of ${namePeriod(period)}`;
  const path = listPath(period);
  return {
    title: whole,
    body: html`<h1>${whole}</h1>
<p class="muted">${count(page.count, "paper")}${tellNarrowing(view)}, ${ORDERS[narrowing.order]} first.${narrowing.order === "trending" ? " " : ""}${narrowing.order === "trending" ? html`<a href="/about/trending">How that is reckoned</a>` : ""}</p>
${drawBeside(view)}
${drawNarrowing(view, path)}
${page.papers.length === 0 ? html`<p>${narrowing.after === null ? "Nothing is listed here." : "That was the last page."} <a href="${path}">The whole list</a></p>` : page.papers.map((paper) => drawEntry(paper))}
${page.next === null ? "" : html`<p><a class="button" rel="next" href="${listAddress(path, { ...narrowing, after: page.next })}">More papers</a></p>`}
<h2>${nameMonth(period.from)}</h2>
${drawCalendar(view)}
<p class="muted">As data: <a href="${exportAddress(view, "csv")}">CSV</a> · <a href="${exportAddress(view, "jsonl")}">JSON lines</a> · <a href="${exportAddress(view, "bib")}">BibTeX</a></p>`,
  };
}

function exportAddress({ period, narrowing }: ListView, kind: string): string {
  return listAddress(`/export/papers/${period.name}.${kind}`, { ...narrowing, after: null });
}

function tellNarrowing({ narrowing, catalogue }: ListView): string {
  const { source, category, topic } = narrowing;
  const name = catalogue.find(({ slug }) => slug === topic)?.name;
  return [
    ...(name === undefined ? [] : [` on ${name}`]),
    ...(category === null ? [] : [` in ${category}`]),
    ...(source === null ? [] : [` from ${nameSource(source)}`]),
  ].join("");
}

/** The lists before and after, and the wider ones. */
function drawBeside({ period, around, narrowing }: ListView): Markup {
  const { previous, next } = around;
  const keep = { ...narrowing, after: null };
  const link = (to: Period | null, label: string, rel: string) =>
    to === null ? "" : html`<a rel="${rel}" href="${listAddress(listPath(to), keep)}">${label}</a> `;
  const wider = (["day", "week", "month"] as const)
    .filter((kind) => kind !== period.kind && (kind !== "day" || period.kind === "day"))
    .map((kind) => periodOf(kind, period.from));
  return html`<nav class="beside" aria-label="Lists beside this one">${link(previous, `← ${previous?.name ?? ""}`, "prev")}${link(next, `${next?.name ?? ""} →`, "next")}${wider.map((each) => html`<a href="${listAddress(listPath(each), keep)}">the ${each.kind}</a> `)}</nav>`;
}

const option = (value: string, label: string, chosen: string | null): Markup =>
  html`<option value="${value}" ${value === (chosen ?? "") ? "selected" : ""}>${label}</option>`;

function drawNarrowing({ narrowing, around, catalogue }: ListView, path: string): Markup {
  const { order, source, category, topic } = narrowing;
  const sources = source !== null && !around.sources.includes(source) ? [source, ...around.sources] : around.sources;
  // What is not plain text is no category of arXiv's, and nothing that an address could ask for.
  const plain = around.categories.filter((each) => plainText(each) === each && each.length <= LONGEST);
  const categories = category !== null && !plain.includes(category) ? [category, ...plain] : plain;
  return html`<details class="narrow" ${(topic ?? source ?? category) ? "open" : ""}><summary>Order and narrow</summary>
<form method="get" action="${path}">
<div class="pair">
<div><label for="order">Order</label><select id="order" name="order">${Object.entries(ORDERS).map(([value, label]) => option(value, label, order))}</select></div>
<div><label for="topic">Topic</label><select id="topic" name="topic">${option("", "any", topic)}${catalogue.map(({ slug, name }) => option(slug, name, topic))}</select></div>
${sources.length < 2 && source === null ? "" : html`<div><label for="source">Source</label><select id="source" name="source">${option("", "any", source)}${sources.map((each) => option(each, nameSource(each), source))}</select></div>`}
${categories.length === 0 ? "" : html`<div><label for="category">Category</label><select id="category" name="category">${option("", "any", category)}${categories.map((each) => option(each, each, category))}</select></div>`}
</div>
<p></p><button class="plain">Show</button>
</form></details>`;
}

const WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split(" ");

function drawCalendar({ period, around }: ListView): Markup {
  const first = Temporal.PlainDate.from(period.from).with({ day: 1 });
  const counts = new Map(around.calendar.map((day: DayCount) => [day.on, day.papers]));
  const cells: (Temporal.PlainDate | null)[] = [
    ...Array<null>(first.dayOfWeek - 1).fill(null),
    ...Array.from({ length: first.daysInMonth }, (_, i) => first.add({ days: i })),
  ];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, i) => cells.slice(i * 7, i * 7 + 7));
  return html`<table class="calendar"><caption class="unseen">Papers by day</caption>
<thead><tr>${WEEKDAYS.map((day) => html`<th scope="col">${day}</th>`)}</tr></thead>
<tbody>${weeks.map((week) => html`<tr>${[0, 1, 2, 3, 4, 5, 6].map((i) => drawCell(week[i] ?? null, counts, period))}</tr>`)}</tbody></table>`;
}

function drawCell(date: Temporal.PlainDate | null, counts: Map<string, number>, { from, to }: Period): Markup {
  if (date === null) return html`<td></td>`;
  const on = date.toString();
  const papers = counts.get(on);
  if (papers === undefined) return html`<td class="muted">${date.day}</td>`;
  const here = on >= from && on <= to;
  return html`<td><a href="/papers/${on}" ${here ? html`aria-current="date"` : ""}>${date.day} <small>${papers}<span class="unseen"> ${papers === 1 ? "paper" : "papers"} on ${showFullDay(on)}</span></small></a></td>`;
}
