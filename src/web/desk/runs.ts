/** Runs at the desk: their balancing sums, and who is in which state and why, a page at a time. */
import { html } from "hono/html";
import { DELIVERY_STATES } from "../../domain/delivery/state.ts";
import { showAddress } from "../../domain/subscription/address.ts";
import type {
  Grouped,
  Recipient,
  RecipientState,
  RunBook,
  RunHead,
  RunPage,
  RunStatus,
} from "../../reading/desk-runs.ts";
import { count, showDay } from "../../render/wording.ts";
import { givePage, type Markup, type Page, type Place } from "../pages/layout.ts";
import type { Desk } from "./entry.ts";
import { drawDesk, drawFacts, drawOlder, drawTable, readDay, readNumber, type Seat, showTime } from "./look.ts";

export type RunDoor = Pick<RunBook, "list" | "find" | "findHead" | "listRecipients">;

const STATES: readonly RecipientState[] = [...DELIVERY_STATES, "silent", "missed"];

export function addRuns(desk: Desk, place: Place, door: RunDoor): void {
  desk.get("/runs", async (c) => {
    const [key, id] = (c.req.query("before") ?? "").split(" ");
    const before = readDay(key) === null || readNumber(id) === null ? null : { key: key as string, id: Number(id) };
    return givePage(c, place, drawRuns(c.get("seat"), await door.list(before)));
  });
  desk.get("/runs/:name", async (c) => {
    const run = await door.find(c.req.param("name").slice(0, 20));
    return run === null ? c.notFound() : givePage(c, place, drawRun(c.get("seat"), run));
  });
  desk.get("/runs/:id/readers", async (c) => {
    const [id, after] = [readNumber(c.req.param("id")), readNumber(c.req.query("after")) ?? 0];
    const state = STATES.find((each) => each === c.req.query("state"));
    const run = id === null || state === undefined ? null : await door.findHead(id);
    if (run === null || state === undefined) return c.notFound();
    const page = await door.listRecipients(run.id, state, after);
    return givePage(c, place, drawRecipients(c.get("seat"), run, state, page));
  });
}

const COLUMNS = [
  "planned",
  "digests",
  "notes",
  "silent",
  "missed",
  "accepted",
  "open",
  "deferred",
  "rejected",
  "unknown",
  "closed",
];

function drawRuns(seat: Seat, { runs, more }: Awaited<ReturnType<RunDoor["list"]>>): Page {
  const last = runs.at(-1);
  const rows = runs.map(({ id, on, books, messages, imbalance }) => [
    html`<a href="/operator/runs/${id}">${showDay(on)}</a>`,
    imbalance.length === 0 ? "yes" : html`<strong>no</strong>`,
    ...[books.planned, books.digests, books.notes, books.silent, books.missed],
    ...[messages.accepted, messages.open, messages.deferred, messages.rejected, messages.unknown, messages.closed],
  ]);
  return drawDesk(seat, {
    title: "Runs",
    here: "/runs",
    body: html`<p>Planned digests are those with papers, quiet notes and silent quiet days; each message of them is in exactly one state.</p>
${
  runs.length === 0
    ? html`<p>Nothing has run yet. Digests are made at their readers’ hour, or now by <code>paperboy run</code>.</p>`
    : drawTable("Runs and their books", ["Date", "Balances", ...COLUMNS.map((name) => ({ name, number: true }))], rows)
}
${last === undefined ? "" : drawOlder("/operator/runs", { before: `${last.on} ${last.id}` }, more)}`,
  });
}

function drawRun(seat: Seat, run: RunPage): Page {
  const { id, on, startedAt, finishedAt, books, messages, outbox, replies, imbalance, reasons } = run;
  return drawDesk(seat, {
    title: `Run of ${showDay(on)}`,
    here: "/runs",
    body: html`${
      imbalance.length === 0
        ? html`<p>The books balance: every planned digest is accounted for.</p>`
        : html`<ul class="attention">${imbalance.map((says) => html`<li class="fail"><strong>The books do not balance:</strong> ${says}.</li>`)}</ul>`
    }
${drawFacts([
  ["Date", `${on}, run ${id}`],
  ["Started", showTime(startedAt)],
  ["Finished", finishedAt === null ? "not yet" : showTime(finishedAt)],
  [
    "Planned",
    sumOf(books.planned, [
      [books.digests, `${books.digests === 1 ? "digest" : "digests"} with ${count(books.items, "paper")}`],
      [books.notes, "quiet notes"],
      [books.silent, "silent"],
    ]),
  ],
  ["Went", drawWent(run)],
  [
    "Missed",
    books.missed === 0
      ? "nobody"
      : html`<a href="/operator/runs/${id}/readers?state=missed">${count(books.missed, "reader")}</a> whose due time passed without a digest`,
  ],
  ...(outbox > 0 ? [["Outbox", `${count(outbox, "accepted message")} went to files only`] as [string, string]] : []),
  ...(Object.keys(replies).length > 0
    ? [
        [
          "Threads",
          html`further parts: ${Object.entries(replies).map(
            ([state, n], i) =>
              html`${i ? ", " : ""}${state === "accepted" ? `${n} ${state}` : html`<a href="/operator/runs/${id}/readers?state=${state}">${n} ${state}</a>`}`,
          )}`,
        ] as [string, Markup],
      ]
    : []),
])}
${messages.unknown + (replies.unknown ?? 0) > 0 ? html`<p><a class="button" href="/operator/acts/resend?run=${id}&amp;only=unknown">Hand over what is unknown…</a></p>` : ""}
<p><a class="button" href="/operator/acts/resend?run=${id}&amp;only=missed">Hand over what was missed…</a></p>
${drawReasons("Why deliveries ended otherwise", reasons.deliveries)}
${drawReasons("Why days were quiet or missed", reasons.causes)}`,
  });
}

const sumOf = (total: number, parts: [number, string][]): string =>
  `${total.toLocaleString("en")} = ${parts.map(([n, name]) => `${n.toLocaleString("en")} ${name}`).join(" + ")}`;

/** Each number leads to its readers. */
function drawWent({ id, books, messages }: RunStatus): Markup {
  const closed: RecipientState[] = ["expired", "cancelled"];
  const open: RecipientState[] = ["pending", "claimed", "dotted"];
  const to = (state: RecipientState, says: string | number) =>
    html`<a href="/operator/runs/${id}/readers?state=${state}">${says}</a>`;
  const parts: Markup[] = [];
  for (const state of ["accepted", "deferred", "rejected", "unknown"] as const)
    if (messages[state] > 0) parts.push(to(state, `${messages[state].toLocaleString("en")} ${state}`));
  if (messages.closed > 0)
    parts.push(
      html`${messages.closed} closed (${closed.map((state, i) => html`${i ? ", " : ""}${to(state, state)}`)})`,
    );
  if (messages.open > 0)
    parts.push(html`${messages.open} open (${open.map((state, i) => html`${i ? ", " : ""}${to(state, state)}`)})`);
  if (books.silent > 0) parts.push(to("silent", `${books.silent} silent`));
  return html`${books.planned.toLocaleString("en")} = ${parts.length === 0 ? "nothing" : parts.map((part, i) => html`${i ? " + " : ""}${part}`)}`;
}

const drawReasons = (title: string, reasons: Grouped[]): Markup | "" =>
  reasons.length === 0
    ? ""
    : html`<h2>${title}</h2>${drawTable(
        title,
        [{ name: "Count", number: true }, "What", { name: "Why", says: true }],
        reasons.map(({ count: n, state, reason }) => [n, state, reason]),
      )}`;

function drawRecipients(
  seat: Seat,
  { id, on }: RunHead,
  state: RecipientState,
  { rows, more }: { rows: Recipient[]; more: boolean },
): Page {
  const path = `/operator/runs/${id}/readers`;
  return drawDesk(seat, {
    title: `${showDay(on)}: ${state}`,
    here: "/runs",
    body: html`<p><a href="/operator/runs/${id}">The whole run</a></p>
${
  rows.length === 0
    ? html`<p>Nobody${more ? "" : " more"} is in this state.</p>`
    : drawTable(
        `Readers: ${state}`,
        ["Reader", "Part", "By", "When", { name: "Why, or what was answered", says: true }],
        rows.map(({ subscriber_id, channel, address, part, via, at, reason, receipt }) => [
          html`<a href="/operator/readers/${subscriber_id}?on=${on}">${showAddress(channel, address)}</a>`,
          part,
          via,
          at === null ? "" : showTime(at),
          [reason, receipt].filter(Boolean).join(" · "),
        ]),
      )
}
${drawOlder(path, { state, after: String(rows.at(-1)?.cursor ?? 0) }, more, "More")}`,
  });
}
