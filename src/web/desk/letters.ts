/** Dead letters at the desk: deliveries that ended otherwise than accepted, by state, the latest first. */
import { html } from "hono/html";
import { showAddress } from "../../domain/subscription/address.ts";
import { type DeadLetter, ENDED, type Ended, type RunBook } from "../../reading/desk-runs.ts";
import { count } from "../../render/wording.ts";
import { givePage, type Page, type Place } from "../pages/layout.ts";
import type { Desk } from "./entry.ts";
import { drawChoices, drawDesk, drawOlder, drawTable, readNumber, type Seat, showTime } from "./look.ts";

export type LetterListDoor = Pick<RunBook, "listDead">;

export function addLetters(desk: Desk, place: Place, door: LetterListDoor): void {
  desk.get("/letters", async (c) => {
    const state = ENDED.find((each) => each === c.req.query("state")) ?? "unknown";
    const page = await door.listDead(state, readNumber(c.req.query("before")));
    return givePage(c, place, drawLetters(c.get("seat"), state, page));
  });
}

const MEANINGS: Record<Ended, string> = {
  unknown:
    "Nobody can tell whether these went: the connection ended between handing over and the answer. They are never repeated by themselves, since they may come twice.",
  rejected: "The receiving side refused these for good. A digest’s papers come again with the next one.",
  expired: "These could not be handed over in time. A digest’s papers come again with the next one.",
  cancelled:
    "These were closed before they went: the address was suppressed, the reader left, or the first part of the thread did not go.",
};

function drawLetters(
  seat: Seat,
  state: Ended,
  { rows, more, counts }: { rows: DeadLetter[]; more: boolean; counts: Record<string, number> },
): Page {
  return drawDesk(seat, {
    title: `Dead letters: ${state}`,
    here: "/letters",
    body: html`${drawChoices(
      ENDED.map((each) => ({
        name: `${each}, ${(counts[each] ?? 0).toLocaleString("en")}`,
        path: `/operator/letters?state=${each}`,
        here: each === state,
      })),
      "States",
    )}
<p>${MEANINGS[state]}</p>
${
  rows.length === 0
    ? html`<p>There is none.</p>`
    : drawTable(
        `${count(rows.length, "delivery")}, ${state}`,
        ["When", "What", "To", { name: "Why", says: true }, "Act"],
        rows.map((row) => [showTime(row.at), drawWhat(row), drawTo(row), row.reason, drawAct(row)]),
      )
}
${drawOlder("/operator/letters", { state, before: String(rows.at(-1)?.id ?? 0) }, more)}`,
  });
}

const drawWhat = ({ kind, part, digest }: DeadLetter) =>
  html`${digest === null ? kind : html`digest of <a href="/operator/runs/${digest.run_id}">${digest.on}</a>`}${part > 0 ? `, part ${part}` : ""}`;

const drawTo = ({ channel, address, digest }: DeadLetter) =>
  digest === null
    ? showAddress(channel, address)
    : html`<a href="/operator/readers/${digest.subscriber_id}?on=${digest.on}">${showAddress(channel, address)}</a>`;

/** Replies go with their first part; one that is unknown by itself too. */
const drawAct = ({ id, digest, part, state }: DeadLetter) =>
  digest === null || (part > 0 && state !== "unknown")
    ? ""
    : html`<a href="/operator/acts/redeliver?delivery=${id}">Hand over again…</a>`;
