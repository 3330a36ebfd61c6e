/** How a paper stands in a list: title, authors or organisation, both dates, votes, comments, code; the abstract unfolds. */
import { html } from "hono/html";
import type { Reason } from "../../domain/digest/view.ts";
import { paperPath } from "../../domain/paper/path.ts";
import type { PublicPaper } from "../../reading/archive.ts";
import { plainText, safeUrl } from "../../render/escape.ts";
import { readLatex } from "../../render/latex.ts";
import { splitMarks } from "../../render/marks.ts";
import { count, list, showDay, showFullDay } from "../../render/wording.ts";
import type { Markup } from "../pages/layout.ts";

const AUTHORS = 3;
/** A title of a million letters is none. */
const TITLE_MOST = 500;
const ABSTRACT_MOST = 10_000;

export const titleOf = ({ title }: Pick<PublicPaper, "title">): string =>
  readLatex(plainText(title.slice(0, TITLE_MOST))) || "Untitled";

export const abstractOf = ({ abstract, summary }: Pick<PublicPaper, "abstract" | "summary">): string =>
  readLatex(plainText((abstract ?? summary ?? "").slice(0, ABSTRACT_MOST)));

export function authorsOf({ authors, authorCount, organisation }: PublicPaper, most = AUTHORS): string {
  const names = authors.slice(0, 1_000).map(({ name }) => plainText(name.slice(0, 200)));
  const more = Math.max(0, (authorCount ?? names.length) - Math.min(names.length, most));
  const shown = more > 0 ? `${names.slice(0, most).join(", ")} and ${more} more` : list(names.slice(0, most));
  const said = names.length > 0 ? shown : authorCount === null ? "" : count(authorCount, "author");
  const org = organisation === null ? "" : plainText(organisation.name.slice(0, 200));
  return [said, org].filter(Boolean).join(" · ");
}

/** `Fri 15 May` with the whole date on hover. */
export const drawDay = (day: string): Markup =>
  html`<time datetime="${day}" title="${showFullDay(day)}">${showDay(day)}</time>`;

export function linksOf(
  paper: Pick<PublicPaper, "arxivId" | "codeUrl" | "projectUrl" | "source">,
): { label: string; url: string }[] {
  const { arxivId, codeUrl, projectUrl, source } = paper;
  const known = [
    ...(arxivId && source === "huggingface"
      ? [{ label: "Hugging Face", url: `https://huggingface.co/papers/${arxivId}` }]
      : []),
    ...(arxivId
      ? [
          { label: "arXiv", url: `https://arxiv.org/abs/${arxivId}` },
          { label: "PDF", url: `https://arxiv.org/pdf/${arxivId}` },
        ]
      : []),
    ...(codeUrl ? [{ label: "code", url: codeUrl }] : []),
    ...(projectUrl ? [{ label: arxivId ? "project" : "source", url: projectUrl }] : []),
  ];
  return known.flatMap(({ label, url }) => {
    const safe = safeUrl(url);
    return safe === null ? [] : [{ label, url: safe }];
  });
}

export function factsOf(paper: PublicPaper): string {
  const { upvotes, comments, codeStars } = paper;
  return [
    ...(upvotes === null ? [] : [count(upvotes, "vote")]),
    ...(comments === null || comments === 0 ? [] : [count(comments, "comment")]),
    ...(codeStars === null ? [] : [count(codeStars, "star")]),
  ].join(" · ");
}

export const drawLinks = (paper: PublicPaper): Markup[] =>
  linksOf(paper).map(({ label, url }) => html` <a href="${url}" rel="noopener nofollow">${label}</a>`);

/** The words that matched are marked, whichever way they are written. */
const drawMarked = (text: string, marks: string[]): Markup[] =>
  splitMarks(text, marks).map(({ text: part, mark }) => (mark ? html`<mark>${part}</mark>` : html`${part}`));

/** `reason`: what of a search it answers; null: nothing is said. */
export function drawEntry(paper: PublicPaper, reason: Reason | null = null): Markup {
  const marks = reason?.marks.map((mark) => readLatex(plainText(mark))) ?? [];
  const why = reason?.words.map(plainText).join(", ") ?? "";
  const [abstract, facts, authors] = [abstractOf(paper), factsOf(paper), authorsOf(paper)];
  const published = paper.publishedOn;
  return html`<article class="paper">
<h2><a href="${paperPath(paper)}">${drawMarked(titleOf(paper), marks)}</a></h2>
${authors === "" ? "" : html`<p class="muted" dir="auto">${authors}</p>`}
<p class="muted">${paper.withdrawn ? html`<strong>withdrawn</strong> · ` : ""}${facts === "" ? "" : html`${facts} · `}listed ${drawDay(paper.firstListedOn)}${published === null || published === paper.firstListedOn ? "" : html` · published ${drawDay(published)}`}</p>
${why === "" ? "" : html`<p class="muted">because <em>${why}</em></p>`}
${abstract === "" ? "" : html`<details><summary>Abstract</summary><p dir="auto">${drawMarked(abstract, marks)}</p></details>`}
<p class="links">${drawLinks(paper)}</p>
</article>`;
}
