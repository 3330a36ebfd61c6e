/** Draws search: the query, how it was read, what it would have brought by day, what it finds, and a way to subscribe to it. */
import { html } from "hono/html";
import type { FoundPaper, Searched } from "../../reading/archive.ts";
import type { TypedTopic } from "../../reading/backtest.ts";
import { plainText } from "../../render/escape.ts";
import { count } from "../../render/wording.ts";
import type { Markup, Page } from "../pages/layout.ts";
import { drawBars } from "./chart.ts";
import { drawEntry } from "./entry.ts";

export interface SearchView {
  query: string;
  limit: number;
  searched: Searched | null;
  tried: TypedTopic | null;
}

const EXPORTS = [
  { ending: "csv", label: "CSV" },
  { ending: "jsonl", label: "JSON lines" },
  { ending: "bib", label: "BibTeX" },
];
export const SEARCH_STEP = 20;
export const SEARCH_MOST = 200;

export function drawSearch({ query, limit, searched, tried }: SearchView): Page {
  return {
    title: query === "" ? "Search" : `${plainText(query).slice(0, 80)} · Search`,
    status: searched?.ok === false ? 400 : 200,
    body: html`<h1>Search</h1>
<form method="get" action="/search" role="search">
<label for="q">Words, "phrases", OR, -without, ti:title, au:"Y. LeCun", cat:cs.CL</label>
<input id="q" name="q" type="search" value="${query}" maxlength="4000" ${searched?.ok === false ? html`aria-invalid="true" aria-describedby="q-error"` : ""}>
${searched?.ok === false ? html`<p class="error" id="q-error" role="alert">${searched.error.message}</p>${searched.repaired === null ? "" : html`<p>Try: <a href="/search?q=${encodeURIComponent(searched.repaired)}"><code>${searched.repaired}</code></a></p>`}` : ""}
<p></p><button>Search</button>
</form>
${searched?.ok ? drawFound(query, limit, searched, tried) : ""}
${searched === null ? html`<p class="muted">Over everything stored, best first. A search can be subscribed to: then what it finds comes by mail.</p>` : ""}`,
  };
}

function drawFound(query: string, limit: number, found: Searched & { ok: true }, tried: TypedTopic | null): Markup {
  const month = tried?.ok ? tried.tried : null;
  return html`<p class="muted">Read as <code>${found.reading}</code></p>
${found.warnings.map((warning) => html`<p class="said">${warning.message}</p>`)}
${
  month === null
    ? ""
    : drawBars(
        month.days.map(({ on, hits }) => ({ on, value: hits })),
        "paper",
      )
}
${month?.tooBroad ? html`<p class="said">That is broad: ${count(month.hits, "paper")} in 30 days. Add a word.</p>` : ""}
${found.count === 0 && month !== null && month.suggestions.length > 0 ? html`<p>Perhaps you meant: ${month.suggestions.map((each) => html`<a href="/search?q=${encodeURIComponent(each.query)}"><code>${each.query}</code></a> (${each.hits}) `)}</p>` : ""}
<p><a class="button" href="/?topic=${encodeURIComponent(query)}">Subscribe to this search</a></p>
<h2>${found.exact ? "" : "About "}${count(found.count, "paper")}</h2>
${found.papers.map((paper: FoundPaper) => drawEntry(paper, paper.reason))}
${found.count > limit && limit < SEARCH_MOST ? html`<p><a class="button" href="/search?q=${encodeURIComponent(query)}&amp;n=${limit + SEARCH_STEP}">More papers</a></p>` : ""}
${found.papers.length === 0 ? "" : html`<p class="muted">As data: ${EXPORTS.map(({ ending, label }, i) => html`${i > 0 ? " · " : ""}<a href="/export/search.${ending}?q=${encodeURIComponent(query)}">${label}</a>`)}</p>`}`;
}
