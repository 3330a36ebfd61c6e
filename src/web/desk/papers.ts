/** Papers at the desk: which were taken for one and why, and the forms that merge and split them. */
import { html } from "hono/html";
import type { Decision } from "../../reading/desk-papers.ts";
import { givePage, type Page, type Place } from "../pages/layout.ts";
import type { Desk } from "./entry.ts";
import { drawDesk, drawTable, type Seat, showTime } from "./look.ts";

export interface PaperDoor {
  /** The latest decisions, or those about one paper; null: there is no such paper. */
  listDecisions(name: string | null): Promise<Decision[] | null>;
}

const NAME_MOST = 300;

export function addPapers(desk: Desk, place: Place, door: PaperDoor): void {
  desk.get("/papers", async (c) => {
    const name = (c.req.query("paper") ?? "").slice(0, NAME_MOST).trim();
    const decisions = await door.listDecisions(name === "" ? null : name);
    return givePage(c, place, drawPapers(c.get("seat"), name, decisions));
  });
}

const drawPapers = (seat: Seat, name: string, decisions: Decision[] | null): Page =>
  drawDesk(seat, {
    title: "Papers",
    here: "/papers",
    ...(decisions === null ? { status: 404 as const } : {}),
    body: html`<p>A paper is named by our number, an arXiv id or a DOI.</p>
${decisions === null ? html`<p class="said wrong" role="alert">Nothing that is stored has the name “${name}”.</p>` : ""}
<h2>Two are one</h2>
<form class="search" method="get" action="/operator/acts/merge">
<div><label for="a">The paper that stays</label><input id="a" name="a" required autocomplete="off"></div>
<div><label for="b">The same under another name</label><input id="b" name="b" required autocomplete="off"></div><button>Merge…</button></form>
<h2>One is two</h2>
<form class="search" method="get" action="/operator/acts/split">
<div><label for="split">What was merged</label><input id="split" name="paper" required autocomplete="off"></div><button>Split…</button></form>
<p class="hint">A listing that joined a paper by its title or text is split off by <code>paperboy papers split SOURCE KEY DAY</code>.</p>
<h2>What was decided</h2>
<form class="search" method="get" action="/operator/papers">
<div><label for="paper">About a paper</label><input id="paper" name="paper" value="${name}" autocomplete="off"></div><button class="plain">Show</button></form>
${
  decisions === null || decisions.length === 0
    ? html`<p>Nothing: every listing had its own paper or named it.</p>`
    : drawTable(
        "Decisions on which papers are one, the latest first",
        ["When", "Decision", "Paper", "Other", { name: "Why", says: true }],
        decisions.map(({ decidedAt, decision, undoneAt, paperId, otherId, listing, rule, detail }) => [
          showTime(decidedAt),
          `${decision}${undoneAt === null ? "" : ", undone"}`,
          html`<a href="/paper/p${paperId}">${paperId}</a>`,
          otherId === null ? listing : html`<a href="/paper/p${otherId}">${otherId}</a>`,
          `${rule}: ${detail}`,
        ]),
      )
}`,
  });
