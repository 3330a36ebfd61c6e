/** Readers at the desk: found by address, a piece of one, Slack id or number; listed; and why a paper came to one or did not. */
import { html } from "hono/html";
import { isPaused } from "../../domain/calendar/pause.ts";
import { showAddress } from "../../domain/subscription/address.ts";
import type { ListedReader, ReaderHistory, Sought, Why } from "../../reading/desk-reader.ts";
import { showDay } from "../../render/wording.ts";
import { givePage, type Markup, type Page, type Place } from "../pages/layout.ts";
import { type Desk, goTo } from "./entry.ts";
import { drawDesk, drawFacts, drawOlder, drawTable, readDay, readNumber, type Seat, showTime } from "./look.ts";
import { drawHistory, drawLetterRows } from "./reader.ts";

export interface ReaderDoor {
  seekReader(typed: string): Promise<Sought>;
  listReaders(after: number): Promise<{ rows: ListedReader[]; more: boolean }>;
  readHistory(id: number, before: string | null): Promise<ReaderHistory | null>;
  /** `unknown`: there is no such paper; null: no such reader. */
  explainPaper(id: number, paper: string): Promise<Why | "unknown" | null>;
  today(): string;
}

const TYPED_MOST = 300;

export function addReaders(desk: Desk, place: Place, door: ReaderDoor): void {
  desk.get("/readers", async (c) => {
    const typed = (c.req.query("q") ?? "").slice(0, TYPED_MOST).trim();
    const seat = c.get("seat");
    if (typed === "") {
      const list = await door.listReaders(readNumber(c.req.query("after")) ?? 0);
      return givePage(c, place, drawReaders(seat, list, door.today()));
    }
    const sought = await door.seekReader(typed);
    if (sought.kind === "reader") return goTo(c, `/operator/readers/${sought.id}`);
    return givePage(c, place, drawSought(seat, typed, sought, door.today()));
  });
  desk.get("/readers/:id", async (c) => {
    const [id, on] = [readNumber(c.req.param("id")), readDay(c.req.query("on"))];
    const before =
      on === null ? readDay(c.req.query("before")) : Temporal.PlainDate.from(on).add({ days: 1 }).toString();
    const history = id === null ? null : await door.readHistory(id, before);
    if (history === null) return c.notFound();
    return givePage(c, place, drawHistory(c.get("seat"), history, door.today()));
  });
  desk.get("/readers/:id/why", async (c) => {
    const [id, paper] = [readNumber(c.req.param("id")), (c.req.query("paper") ?? "").slice(0, TYPED_MOST)];
    const why = id === null ? null : await door.explainPaper(id, paper);
    if (why === null) return c.notFound();
    return givePage(
      c,
      place,
      why === "unknown" ? drawUnknown(c.get("seat"), id as number, paper) : drawWhy(c.get("seat"), why),
    );
  });
}

const drawSearch = (typed: string): Markup => html`<form class="search" method="get" action="/operator/readers">
<div><label for="q">Address, Slack id or number</label><input id="q" name="q" value="${typed}" autocomplete="off" spellcheck="false" required></div><button>Find</button></form>
<p class="hint">Such as ada@example.org or a piece of it, T0123ABCD/C0123ABCD, C0123ABCD, or 12.</p>`;

function drawReaders(seat: Seat, { rows, more }: { rows: ListedReader[]; more: boolean }, today: string): Page {
  return drawDesk(seat, {
    title: "Readers",
    here: "/readers",
    body: html`${drawSearch("")}
${rows.length === 0 ? html`<p>Nobody is here yet.</p>` : drawListed("Readers by number", rows, today)}
${drawOlder("/operator/readers", { after: String(rows.at(-1)?.id ?? 0) }, more, "More")}`,
  });
}

const drawListed = (caption: string, rows: ListedReader[], today: string): Markup =>
  drawTable(
    caption,
    [{ name: "No.", number: true }, "Address", { name: "Topics", number: true }, "State"],
    rows.map(({ id, channel, address, topics, paused_until, suppressed }) => [
      id,
      html`<a href="/operator/readers/${id}">${showAddress(channel, address)}</a>`,
      topics,
      suppressed ? "not written to" : topics === 0 ? "left" : isPaused(paused_until, today) ? "paused" : "",
    ]),
  );

function drawSought(seat: Seat, typed: string, sought: Exclude<Sought, { kind: "reader" }>, today: string): Page {
  if (sought.kind === "several")
    return drawDesk(seat, {
      title: "Readers",
      here: "/readers",
      body: html`${drawSearch(typed)}
${drawListed("Readers whose address holds what was typed", sought.rows, today)}
${sought.more ? html`<p>There are more: type more of the address.</p>` : ""}`,
    });
  if (sought.kind === "wrong")
    return drawDesk(seat, {
      title: "Readers",
      here: "/readers",
      status: 404,
      body: html`<p class="said wrong" role="alert">${sought.message}</p>${drawSearch(typed)}`,
    });
  const { address, signUps, suppression, letters, alike } = sought;
  return drawDesk(seat, {
    title: "Nobody gets digests there",
    here: "/readers",
    body: html`<p>${showAddress(address.channel, address.address)} has never been subscribed.</p>
${drawFacts([["Not written to", suppression === null ? "no: it may be" : html`since ${showTime(suppression.created_at)}: ${suppression.reason}`]])}
<p><a class="button" href="/operator/acts/${suppression === null ? "suppress" : "release"}?address=${encodeURIComponent(showAddress(address.channel, address.address))}">${suppression === null ? "Do not write to it…" : "Release it…"}</a></p>
${
  signUps.length === 0
    ? ""
    : html`<h2>Sign-ups</h2>${drawTable(
        "Sign-ups by this address",
        ["Asked", "Topics", "Confirmed"],
        signUps.map(({ asked_at, topics, confirmed_at, expires_at }) => [
          showTime(asked_at),
          topics.join(", "),
          confirmed_at === null ? html`no; the link is good until ${showTime(expires_at)}` : showTime(confirmed_at),
        ]),
      )}`
}
${drawLetterRows(letters)}
${alike.length === 0 ? "" : html`<h2>Readers whose address holds it</h2>${drawListed("Readers whose address holds what was typed", alike, today)}`}
${drawSearch(typed)}`,
  });
}

const drawAsk = (
  id: number,
  paper: string,
): Markup => html`<form class="search" method="get" action="/operator/readers/${id}/why">
<div><label for="paper">Paper: our number, an arXiv id or a DOI</label><input id="paper" name="paper" value="${paper}" autocomplete="off" required></div><button>Why, or why not</button></form>`;

const drawUnknown = (seat: Seat, id: number, paper: string): Page =>
  drawDesk(seat, {
    title: "There is no such paper",
    here: "/readers",
    status: 404,
    body: html`<p class="said wrong" role="alert">Nothing that is stored has the name “${paper}”.</p>${drawAsk(id, paper)}
<p><a href="/operator/readers/${id}">Back to the reader</a></p>`,
  });

function drawWhy(seat: Seat, { reader, paper, given, topics }: Why): Page {
  return drawDesk(seat, {
    title: given.length > 0 ? "Why it came" : "Why it did not come",
    here: "/readers",
    body: html`<p><a href="/paper/p${paper.id}">${paper.title}</a>, for <a href="/operator/readers/${reader.id}">${showAddress(reader.channel, reader.address)}</a></p>
${given.map((each) => html`<p><strong>${tellGiven(each)}</strong></p>`)}
${given.length > 0 ? "" : html`<p><strong>It was in no digest of this reader.</strong></p>`}
${reader.suppressed === null ? "" : html`<p>Nothing goes to this reader: ${reader.suppressed}.</p>`}
<h2>By topic</h2>
${topics.length === 0 ? html`<p>The reader has no topic.</p>` : html`<ul>${topics.map(({ says }) => html`<li>${says}</li>`)}</ul>`}
${drawAsk(reader.id, "")}`,
  });
}

function tellGiven({ on, section, digest }: Why["given"][number]): Markup {
  if (on === null) return html`It came in a digest that is kept no more.`;
  const part = digest?.parts[0];
  const went = part === undefined ? "" : `, which is ${part.state}${part.reason === null ? "" : `: ${part.reason}`}`;
  return section === null
    ? html`It was over the cap of the digest of ${showDay(on)}, and only counted there as “more”${went}.`
    : html`It was in the digest of ${showDay(on)} under “${section}”${went}.`;
}
