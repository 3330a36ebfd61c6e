/** Draws a paper's page: abstract, links, listings and versions, votes over time, papers like it, BibTeX. */
import { html } from "hono/html";
import { nameSource } from "../../domain/digest/quiet.ts";
import { paperPath } from "../../domain/paper/path.ts";
import type { PaperDetails, PublicPaper } from "../../reading/archive.ts";
import { writeBibtex } from "../../render/bibtex.ts";
import { plainText } from "../../render/escape.ts";
import { count, list } from "../../render/wording.ts";
import type { Markup, Page } from "../pages/layout.ts";
import { drawBars } from "./chart.ts";
import { abstractOf, drawDay, drawLinks, factsOf, titleOf } from "./entry.ts";

const AUTHORS_MOST = 60;

export function drawPaper(paper: PublicPaper, { listings, signals, similar }: PaperDetails): Page {
  const [title, abstract, facts] = [titleOf(paper), abstractOf(paper), factsOf(paper)];
  return {
    title,
    body: html`<article><h1 dir="auto">${title}</h1>
${drawAuthors(paper)}
<p class="muted">${paper.withdrawn ? html`<strong>withdrawn</strong> · ` : ""}${facts === "" ? "" : html`${facts} · `}${paper.publishedOn === null ? "" : html`published ${drawDay(paper.publishedOn)}`}${paper.version === null ? "" : ` · version ${paper.version}`}${
      paper.categories.length === 0
        ? ""
        : html` · ${paper.categories
            .slice(0, 10)
            .map(plainText)
            .map((each) => html`<a href="/search?q=${encodeURIComponent(`cat:${each}`)}">${each}</a> `)}`
    }</p>
<p class="links">${drawLinks(paper)}</p>
${abstract === "" ? html`<p class="muted">Its source gives no abstract.</p>` : html`<p dir="auto">${abstract}</p>`}
</article>
${drawListings(paper, listings)}
${drawVotes(signals)}
${similar.length === 0 ? "" : html`<h2>Similar papers</h2>${similar.map((each) => html`<p><a href="${paperPath(each)}">${titleOf(each)}</a><br><span class="muted">${each.shared.length === 0 ? "" : `shares ${list(each.shared.map(plainText))}`}</span></p>`)}`}
<h2>Cite</h2>
<pre><code>${writeBibtex(paper)}</code></pre>
<p><a href="${paperPath(paper)}.bib" download>Download as BibTeX</a></p>`,
  };
}

function drawAuthors({ authors, authorCount, organisation }: PublicPaper): Markup {
  const names = authors.slice(0, AUTHORS_MOST).map(({ name }) => plainText(name.slice(0, 200)));
  const more = (authorCount ?? authors.length) - names.length;
  const org = organisation === null ? "" : plainText(organisation.name.slice(0, 200));
  return html`<p dir="auto">${names.map((name, i) => html`${i > 0 ? ", " : ""}<a href="/search?q=${encodeURIComponent(`au:"${name.replaceAll('"', "")}"`)}">${name}</a>`)}${more > 0 ? (names.length > 0 ? ` and ${more} more` : count(more, "author")) : ""}${org === "" ? "" : html` · <a href="/search?q=${encodeURIComponent(`org:"${org.replaceAll('"', "")}"`)}">${org}</a>`}</p>`;
}

function drawListings({ title }: PublicPaper, listings: PaperDetails["listings"]): Markup {
  return html`<h2>Listed</h2><ul>${listings.map((each) => html`<li>${nameSource(each.source)}, <a href="/papers/${each.listedOn}">${drawDay(each.listedOn)}</a>${each.title === title ? "" : html` as “${plainText(each.title.slice(0, 300))}”`}</li>`)}</ul>`;
}

function drawVotes(signals: PaperDetails["signals"]): Markup | "" {
  const votes = signals.flatMap(({ observedOn, upvotes }) => (upvotes === null ? [] : [{ on: observedOn, upvotes }]));
  if (votes.length < 2) return "";
  const gained = votes.map(({ on, upvotes }, i) => ({
    on,
    value: Math.max(0, upvotes - (votes[i - 1]?.upvotes ?? 0)),
  }));
  return html`<h2>Votes over time</h2>${drawBars(gained, "vote")}`;
}
