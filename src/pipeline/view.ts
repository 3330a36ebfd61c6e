/** Turns a stored digest into what renderers show: links, authors and summary derived from the frozen papers. */
import type { DigestWrite } from "../db/digest-writes.ts";
import type { StoredDigest } from "../db/digests.ts";
import { summarise } from "../domain/digest/summary.ts";
import type { DigestView, ItemView } from "../domain/digest/view.ts";
import type { StoredPaper } from "../domain/paper/absorb.ts";

export interface Installation {
  name: string;
  operator: string | null;
}

const SHOWN_AUTHORS = 3;

export function viewOf(digest: StoredDigest, installation: Installation): DigestView {
  const sections = digest.sections.map((section) => ({
    name: section.name,
    reading: section.reading,
    items: digest.items.filter((item) => item.section === section.position).map(itemView),
    more: section.more,
  }));
  return {
    kind: digest.kind,
    on: digest.local_on,
    masthead: installation.name,
    sections: sections.filter((section) => section.items.length > 0 || section.more > 0),
    itemCount: digest.items.length,
    topics: sections.map((section) => section.name),
    cause: digest.cause,
    notes: [],
    zone: digest.zone,
    hour: digest.hour,
    operator: installation.operator,
  };
}

/** The same view of a digest that is being compiled. */
export function viewOfWrite(digest: DigestWrite, installation: Installation): DigestView {
  const items = digest.items.map((item) => ({ ...item, upvotes: item.paper.upvotes, comments: item.paper.comments }));
  return viewOf({ ...digest, items }, installation);
}

function itemView({ paper, upvotes, comments, reason }: StoredDigest["items"][number]): ItemView {
  const authors = paper.authors.slice(0, SHOWN_AUTHORS).map((author) => author.name);
  return {
    title: paper.title,
    url: urlOf(paper),
    authors,
    moreAuthors: Math.max(0, (paper.authorCount ?? paper.authors.length) - authors.length),
    organisation: paper.organisation?.name ?? null,
    summary: summarise(paper.summary, paper.abstract),
    reason,
    upvotes,
    comments,
    links: linksOf(paper),
    publishedOn: paper.publishedOn,
  };
}

/** Where the title leads: the page with the discussion, else arXiv, else the project. */
function urlOf(paper: StoredPaper): string | null {
  if (paper.arxivId && paper.source === "huggingface") return `https://huggingface.co/papers/${paper.arxivId}`;
  if (paper.arxivId) return `https://arxiv.org/abs/${paper.arxivId}`;
  return paper.projectUrl;
}

function linksOf(paper: StoredPaper): ItemView["links"] {
  const { arxivId, codeUrl, projectUrl } = paper;
  return [
    ...(codeUrl ? [{ label: "code", url: codeUrl }] : []),
    ...(arxivId ? [{ label: "PDF", url: `https://arxiv.org/pdf/${arxivId}` }] : []),
    ...(arxivId && urlOf(paper) !== `https://arxiv.org/abs/${arxivId}`
      ? [{ label: "arXiv", url: `https://arxiv.org/abs/${arxivId}` }]
      : []),
    ...(projectUrl && projectUrl !== urlOf(paper) ? [{ label: "project", url: projectUrl }] : []),
  ];
}
