/** One reader's whole history at the desk: settings, topics, digests with their deliveries, what they said, letters, and what was done. */
import { html } from "hono/html";
import { isPaused, WITHOUT_END } from "../../domain/calendar/pause.ts";
import { showAddress } from "../../domain/subscription/address.ts";
import { nameThreshold } from "../../domain/subscription/feedback.ts";
import type { DeskDigest, ReaderHistory } from "../../reading/desk-reader.ts";
import { count, showDay } from "../../render/wording.ts";
import type { Markup, Page } from "../pages/layout.ts";
import { drawLog } from "./log.ts";
import { type Cell, drawDesk, drawFacts, drawOlder, drawTable, type Seat, showTime } from "./look.ts";

export function drawHistory(seat: Seat, { reader, erased, ...history }: ReaderHistory, today: string): Page {
  const { id, channel, address } = reader;
  const shown = showAddress(channel, address);
  const last = history.digests.at(-1);
  return drawDesk(seat, {
    title: erased ? `Reader ${id}, forgotten` : shown,
    here: "/readers",
    body: html`${erased ? html`<p>This reader was forgotten at their wish: the books keep what was sent, not to whom.</p>` : drawSettings(reader, today)}
${erased ? "" : drawActs(reader, shown)}
<h2>Why did it come, or not?</h2>
<form class="search" method="get" action="/operator/readers/${id}/why">
<div><label for="paper">Paper: our number, an arXiv id or a DOI</label><input id="paper" name="paper" autocomplete="off" required></div><button>Why, or why not</button></form>
<h2>Topics</h2>
${history.topics.length === 0 ? html`<p>None.</p>` : drawTopics(history)}
<h2>Digests</h2>
<form class="search" method="get" action="/operator/readers/${id}/digest">
<div><label for="on">A local date, made or not</label><input id="on" name="on" type="date" required value="${today}"></div><button>Show that digest</button></form>
${history.digests.length === 0 ? html`<p>None of those dates.</p>` : drawDigests(id, history.digests)}
${drawOlder(`/operator/readers/${id}`, { before: last?.on ?? "" }, history.more)}
${drawMissed(history)}
${drawFeedback(history)}
${drawLetterRows(history.letters)}
${drawBounces(history)}
${history.audit.length === 0 ? "" : html`<h2>Done at the desk</h2>${drawLog(history.audit)}`}`,
  });
}

function drawSettings(reader: ReaderHistory["reader"], today: string): Markup {
  const { id, hour, zone, paused_until, next_on, next_due_at } = reader;
  const facts: [string, Cell][] = [
    ["Number", id],
    ["Comes at", `${hour} in ${zone.replaceAll("_", " ")}${reader.waits ? ", or later if a source is late" : ""}`],
    [
      "Next",
      next_on === null || next_due_at === null
        ? "not reckoned"
        : html`${showDay(next_on)}, due ${showTime(next_due_at)}`,
    ],
    [
      "Paused",
      !isPaused(paused_until, today)
        ? "no"
        : paused_until === WITHOUT_END
          ? "until the reader resumes"
          : `until ${paused_until}`,
    ],
    [
      "Quiet days",
      { some: "a note on the first and every seventh", never: "no note", always: "always a note" }[
        reader.quiet_notes
      ] ?? reader.quiet_notes,
    ],
    ["Here since", html`${showTime(reader.created_at)}${reader.confirmed_at === null ? ", never confirmed" : ""}`],
    [
      "Not written to",
      reader.suppressed === null
        ? "no"
        : html`<strong>since ${showTime(reader.suppressed_at ?? reader.created_at)}: ${reader.suppressed}</strong>`,
    ],
  ];
  return drawFacts(facts);
}

const drawActs = ({ suppressed }: ReaderHistory["reader"], shown: string): Markup => {
  const act = suppressed === null ? "suppress" : "release";
  return html`<p><a class="button" href="/operator/acts/${act}?address=${encodeURIComponent(shown)}">${suppressed === null ? "Do not write to it…" : "Release it…"}</a></p>`;
};

const drawTopics = ({ topics }: Pick<ReaderHistory, "topics">): Markup =>
  drawTable(
    "Topics",
    [
      { name: "No.", number: true },
      "Name",
      "Reads",
      "Cadence",
      { name: "Cap", number: true },
      "Strength",
      "From",
      "Ended",
    ],
    topics.map(({ number, name, reading, cadence, cap, threshold, created_at, ended_at }) => [
      number,
      name,
      reading === name ? "" : reading,
      cadence,
      cap,
      nameThreshold(threshold),
      created_at.toISOString().slice(0, 10),
      ended_at === null ? "" : ended_at.toISOString().slice(0, 10),
    ]),
  );

const drawDigests = (id: number, digests: DeskDigest[]): Markup =>
  drawTable(
    "Digests by date",
    ["Date", { name: "What", says: true }, "Became", "When", { name: "Why, or what was answered", says: true }, "Act"],
    digests.map(({ on, kind, cause, papers, more, released, parts, made_up, run_id }) => {
      const [first] = parts;
      return [
        html`<a href="/operator/readers/${id}/digest?on=${on}">${showDay(on)}</a>`,
        html`${kind === "quiet" ? `quiet: ${cause}` : `${count(papers, "paper")}${more > 0 ? ` and ${more} more` : ""}`}${made_up.length > 0 ? `; makes up for ${made_up.join(", ")}` : ""}`,
        html`<a href="/operator/runs/${run_id}">${first?.state ?? "silent"}</a>${parts.length > 1 ? tellParts(parts) : ""}${released ? "; its papers come again" : ""}`,
        first === undefined ? "" : showTime(first.at),
        parts
          .flatMap(({ via, reason, receipt }) => [via, reason, receipt].filter(Boolean).join(" · ") || [])
          .join("; "),
        drawAgain(parts),
      ];
    }),
  );

const ENDED = new Set(["rejected", "expired", "cancelled"]);

function drawAgain(parts: DeskDigest["parts"]): Markup | "" {
  const dead =
    parts.find(({ state }) => state === "unknown") ?? parts.find(({ part, state }) => part === 0 && ENDED.has(state));
  return dead === undefined ? "" : html`<a href="/operator/acts/redeliver?delivery=${dead.id}">Hand over again…</a>`;
}

const drawMissed = ({ missed }: Pick<ReaderHistory, "missed">): Markup | "" =>
  missed.length === 0
    ? ""
    : html`<h2>Missed dates</h2>${drawTable(
        "Dates without a digest, the latest first",
        ["Date", { name: "Why", says: true }],
        missed.map(({ on, cause }) => [showDay(on), cause]),
      )}`;

function tellParts(parts: DeskDigest["parts"]): string {
  const states = Map.groupBy(parts.slice(1), ({ state }) => state);
  return `, replies: ${[...states].map(([state, some]) => `${some.length} ${state}`).join(", ")}`;
}

const drawFeedback = ({ feedback }: Pick<ReaderHistory, "feedback">): Markup | "" =>
  feedback.length === 0
    ? ""
    : html`<h2>What the reader said</h2>${drawTable(
        "What the reader said, and stands",
        ["When", "Topic", "Said", { name: "Of", says: true }],
        feedback.map(({ givenAt, name, kind, paper, query }) => [
          showTime(givenAt),
          name,
          kind,
          paper === null ? query : html`<a href="/paper/p${paper.id}">${paper.title}</a>`,
        ]),
      )}`;

export const drawLetterRows = (letters: ReaderHistory["letters"]): Markup | "" =>
  letters.length === 0
    ? ""
    : html`<h2>Letters</h2>${drawTable(
        "Letters that are no digest",
        ["When", "What", "Became", { name: "Why, or what was answered", says: true }],
        letters.map(({ at, kind, key, state, reason, receipt }) => [
          showTime(at),
          `${kind} ${key}`,
          state,
          [reason, receipt].filter(Boolean).join(" · "),
        ]),
      )}`;

const drawBounces = ({ bounces }: Pick<ReaderHistory, "bounces">): Markup | "" =>
  bounces.length === 0
    ? ""
    : html`<h2>What came back</h2>${drawTable(
        "Bounces and complaints",
        ["When", "Of", "Kind", { name: "Said", says: true }],
        bounces.map((each) => [
          showTime(each.received_at),
          each.on,
          each.class,
          [each.status, each.reason].filter(Boolean).join(" · "),
        ]),
      )}`;
