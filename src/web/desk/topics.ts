/** Topics by readers and growth at the desk: counts by day of what is stored; nothing is measured at readers. */
import { html } from "hono/html";
import { type CountedDay, type Growth, LEAST_READERS } from "../../reading/desk-topics.ts";
import { count, showDay } from "../../render/wording.ts";
import { drawBars } from "../archive/chart.ts";
import { givePage, type Page, type Place } from "../pages/layout.ts";
import type { Desk } from "./entry.ts";
import { drawDesk, drawOlder, drawTable, readNumber, type Seat } from "./look.ts";

export interface GrowthDoor {
  readGrowth(after: { readers: number; id: number } | null): Promise<Growth>;
}

export function addGrowth(desk: Desk, place: Place, door: GrowthDoor): void {
  desk.get("/topics", async (c) => {
    const [readers, id] = [readNumber(c.req.query("readers")), readNumber(c.req.query("after"))];
    const after = readers === null || id === null ? null : { readers, id };
    return givePage(c, place, drawGrowth(c.get("seat"), await door.readGrowth(after), after !== null));
  });
}

const number = (name: string) => ({ name, number: true });
const SAID = ["save", "more", "less"] as const;

const drawGrowth = (seat: Seat, { days, topics, more, rare }: Growth, isLater: boolean): Page =>
  drawDesk(seat, {
    title: "Topics and readers",
    here: "/topics",
    body: html`<p class="muted">Counted from what is stored: who confirmed, who left, what was said of papers. Mails have no pixel and links are not followed: nobody knows who read what.</p>
${isLater ? "" : drawDays(days)}
<h2>Topics by readers</h2>
<p>${
      rare.topics === 0
        ? "Every topic is shown."
        : `${count(rare.topics, "topic")} of fewer than ${LEAST_READERS} readers each (${count(rare.subscriptions, "subscription")} in all) ${rare.topics === 1 ? "is" : "are"} counted here and not shown: their words would tell whose they are.`
    }</p>
${
  topics.length === 0
    ? html`<p>None is shown yet.</p>`
    : drawTable(
        "Topics by readers",
        [{ name: "Topic", says: true }, number("Readers"), ...["Saved", "More", "Less"].map(number)],
        topics.map((topic) => [topic.shown, topic.readers, ...SAID.map((kind) => topic[kind])]),
      )
}
${drawOlder("/operator/topics", { readers: String(topics.at(-1)?.readers ?? 0), after: String(topics.at(-1)?.id ?? 0) }, more, "More")}`,
  });

function drawDays(days: CountedDay[]) {
  const busy = days.filter((day) => day.confirmed + day.left + day.save + day.more + day.less > 0).toReversed();
  const bars = (of: "confirmed" | "save") =>
    drawBars(
      days.map((day) => ({ on: day.on, value: day[of] })),
      of === "save" ? "saved paper" : "new reader",
    );
  return html`<h2>The last ${days.length} days</h2>
${bars("confirmed")}${bars("save")}
${
  busy.length === 0
    ? html`<p>Nobody came or left, and nothing was said.</p>`
    : drawTable(
        "By day, in UTC",
        ["Day", number("Came"), number("Left"), number("Saved"), number("More"), number("Less")],
        busy.map(({ on, confirmed, left, save, more, less }) => [showDay(on), confirmed, left, save, more, less]),
      )
}`;
}
