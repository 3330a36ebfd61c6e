/** Acts at the desk: each asks once on a page that says what will happen, is posted, and says what was done. */
import { randomUUID } from "node:crypto";
import { html } from "hono/html";
import { LRUCache } from "lru-cache";
import { givePage, type Page, type Place } from "../pages/layout.ts";
import type { Desk } from "./entry.ts";
import { type DeskPlace, drawDesk, formKey, type Seat } from "./look.ts";

export const ACTS = ["resend", "redeliver", "read", "merge", "split", "suppress", "release"] as const;
export type ActName = (typeof ACTS)[number];
export type Fields = Record<string, string>;

/** What the page before an act says. */
export interface Asked {
  ok: true;
  title: string;
  says: string[];
  /** What may go wrong by it. */
  warns: string | null;
  button: string;
  /** Whether it asks for a reason, and whether there must be one. */
  reason: "none" | "asked" | "needed";
  back: string;
  here: DeskPlace;
}
export type Refused = { ok: false; message: string; back: string; here: DeskPlace };
export type Acted = { ok: true; title: string; says: string[]; back: string; here: DeskPlace } | Refused;

/** `ask` changes nothing. Null: what it is about is not there. */
export interface OneAct {
  ask(fields: Fields): Promise<Asked | Refused | null>;
  act(fields: Fields, who: string): Promise<Acted | null>;
}

export interface ActDoor {
  ask(act: ActName, fields: Fields): Promise<Asked | Refused | null>;
  act(act: ActName, fields: Fields, who: string): Promise<Acted | null>;
}

const FIELDS = ["run", "only", "delivery", "source", "on", "backfill", "a", "b", "paper", "address", "reason"];
const FIELD_MOST = 500;

/** Forms that were posted: what loads the answer's page again posts its form again. */
const POSTED_MOST = 1_000;

export function addActs(desk: Desk, place: Place, door: ActDoor): void {
  const posted = new LRUCache<string, true>({ max: POSTED_MOST });
  desk.get("/acts/:act", async (c) => {
    const act = ACTS.find((each) => each === c.req.param("act"));
    const fields = readFields((name) => c.req.query(name));
    const asked = act === undefined ? null : await door.ask(act, fields);
    if (asked === null) return c.notFound();
    const seat = c.get("seat");
    return givePage(c, place, asked.ok ? drawAsked(seat, c.req.path, asked, fields) : drawRefused(seat, asked));
  });
  desk.post("/acts/:act", async (c) => {
    const act = ACTS.find((each) => each === c.req.param("act"));
    const form = c.get("form");
    const fields = readFields((name) => form.get(name)?.toString());
    const seat = c.get("seat");
    const once = form.get("once")?.toString() ?? "";
    if (posted.has(once)) return givePage(c, place, drawRefused(seat, AGAIN));
    if (once !== "") posted.set(once, true);
    let acted: Acted | null = null;
    try {
      acted = act === undefined ? null : await door.act(act, fields, seat.label);
    } finally {
      if (acted?.ok !== true) posted.delete(once); // it was refused or failed: it may be tried again
    }
    if (acted === null) return c.notFound();
    return givePage(c, place, acted.ok ? drawActed(seat, acted) : drawRefused(seat, acted));
  });
}

const AGAIN: Refused = {
  ok: false,
  message: "This was posted already, and is not done twice. What was done stands in the log.",
  back: "/operator/log",
  here: "/log",
};

function readFields(of: (name: string) => string | undefined): Fields {
  const said = FIELDS.map((name) => [name, (of(name) ?? "").slice(0, FIELD_MOST).trim()] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== ""));
}

const drawAsked = (seat: Seat, path: string, asked: Asked, fields: Fields): Page =>
  drawDesk(seat, {
    title: asked.title,
    here: asked.here,
    body: html`${asked.says.map((line) => html`<p>${line}</p>`)}
${asked.warns === null ? "" : html`<p class="said wrong"><strong>${asked.warns}</strong></p>`}
<form method="post" action="${path}">${formKey(seat)}<input type="hidden" name="once" value="${randomUUID()}">
${Object.entries(fields)
  .filter(([name]) => name !== "reason")
  .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${
  asked.reason === "none"
    ? ""
    : html`<label for="reason">Why${asked.reason === "needed" ? "" : ", for the log"}</label><input id="reason" name="reason" maxlength="200" autocomplete="off"${asked.reason === "needed" ? html` required` : ""}><p></p>`
}
<p class="beside"><button>${asked.button}</button> <a href="${asked.back}">Leave it</a></p></form>`,
  });

const drawRefused = (seat: Seat, { message, back, here }: Refused): Page =>
  drawDesk(seat, {
    title: "Nothing was done",
    here,
    status: 400,
    body: html`<p class="said wrong" role="alert">${message}</p><p><a href="${back}">Back</a></p>`,
  });

const drawActed = (seat: Seat, { title, says, back, here }: Extract<Acted, { ok: true }>): Page =>
  drawDesk(seat, {
    title,
    here,
    said: says[0] ?? "Done.",
    body: html`${says.slice(1).map((line) => html`<p>${line}</p>`)}<p><a href="${back}">Back</a> · <a href="/operator/log">The log</a></p>`,
  });
