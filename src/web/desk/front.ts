/** The desk's front: what needs attention first, then today's numbers. */
import { html } from "hono/html";
import type { Attention, Front } from "../../reading/desk-front.ts";
import { count, showDay } from "../../render/wording.ts";
import { givePage, type Markup, type Place } from "../pages/layout.ts";
import type { Desk } from "./entry.ts";
import { drawDesk, drawFacts, type Seat, showTime } from "./look.ts";

export interface FrontDoor {
  readFront(): Promise<Front>;
}

export function addFront(desk: Desk, place: Place, door: FrontDoor): void {
  desk.get("/", async (c) => givePage(c, place, drawFront(c.get("seat"), await door.readFront())));
}

const drawFront = (seat: Seat, { attention, well, run, today, due }: Front) =>
  drawDesk(seat, {
    title: "The operator’s desk",
    here: "",
    body: html`<h2>${attention.length === 0 ? "Nothing needs you" : count(attention.length, "thing")}${attention.length === 0 ? "" : attention.length === 1 ? " needs you" : " need you"}</h2>
${attention.length === 0 ? "" : html`<ul class="attention">${attention.map(drawAttention)}</ul>`}
${well.length === 0 ? "" : html`<p class="muted">Well: ${well.map(({ what, says }, i) => html`${i === 0 ? "" : "; "}${what}: ${says}`)}.</p>`}
<h2>${showDay(today.on)}, in UTC</h2>
${drawFacts([
  ["Latest run", run === null ? "Nothing has run yet." : drawRun(run)],
  ["Due now", due === 0 ? "nobody" : count(due, "reader")],
  ["On their way", tellCounts(today.open.map(({ channel, state, count: n }) => [`${channel} ${state}`, n]))],
  [
    "Ended otherwise",
    html`<a href="/operator/letters">${tellCounts(Object.entries(today.letters))}</a> in the last 24 hours`,
  ],
  ["Came today", count(today.confirmed, "reader")],
  ["Left today", count(today.left, "reader")],
])}
<p class="muted">More than the database knows (the relay, Slack, DNS, the machine) is looked at by <code>paperboy doctor</code>.</p>`,
  });

const drawAttention = ({ state, what, says, path }: Attention): Markup =>
  html`<li class="${state}"><strong>${state === "fail" ? "Not well" : "Look at it"}: ${path === null ? what : html`<a href="/operator${path}">${what}</a>`}</strong><br>${says}</li>
`;

function drawRun({ id, on, books, messages, finishedAt }: NonNullable<Front["run"]>): Markup {
  const { accepted, open, deferred, rejected, unknown, closed } = messages;
  const parts = tellCounts([
    ["accepted", accepted],
    ["open", open],
    ["deferred", deferred],
    ["rejected", rejected],
    ["unknown", unknown],
    ["closed", closed],
    ["silent", books.silent],
    ["missed", books.missed],
  ]);
  return html`<a href="/operator/runs/${id}">${showDay(on)}</a>: ${count(books.planned, "digest")} planned, ${parts}${finishedAt === null ? ", not finished" : html`, finished ${showTime(finishedAt)}`}`;
}

function tellCounts(counts: [string, number][]): string {
  const some = counts.filter(([, n]) => n > 0).map(([name, n]) => `${n.toLocaleString("en")} ${name}`);
  return some.length === 0 ? "none" : some.join(", ");
}
