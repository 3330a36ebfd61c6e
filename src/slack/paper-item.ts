/** A paper of the archive as a reply shows it. */
import { summarise } from "../domain/digest/summary.ts";
import type { ItemView, Reason } from "../domain/digest/view.ts";
import type { PublicPaper } from "../reading/archive.ts";
import { readTitle } from "../render/card.ts";
import { mrkdwnLink } from "../render/escape.ts";
import { Mrkdwn } from "../render/mrkdwn.ts";

const AUTHORS = 3;
const NO_REASON: Reason = { words: [], field: null, marks: [] };

export function toItem(paper: PublicPaper, reason: Reason = NO_REASON): ItemView {
  const authors = paper.authors.slice(0, AUTHORS).map(({ name }) => name);
  const { arxivId, codeUrl, projectUrl } = paper;
  return {
    title: paper.title,
    withdrawn: paper.withdrawn,
    url: addressOf(paper),
    authors,
    moreAuthors: Math.max(0, (paper.authorCount ?? paper.authors.length) - authors.length),
    organisation: paper.organisation?.name ?? null,
    summary: summarise(paper.summary, paper.abstract, reason.marks),
    reason,
    upvotes: paper.upvotes,
    comments: paper.comments,
    links: [
      ...(codeUrl ? [{ label: "code", url: codeUrl }] : []),
      ...(arxivId ? [{ label: "PDF", url: `https://arxiv.org/pdf/${arxivId}` }] : []),
      ...(projectUrl ? [{ label: "project", url: projectUrl }] : []),
    ],
    publishedOn: paper.publishedOn,
  };
}

const addressOf = ({
  arxivId,
  source,
  projectUrl,
}: {
  arxivId: string | null;
  source?: string;
  projectUrl?: string | null;
}) =>
  arxivId === null
    ? (projectUrl ?? null)
    : source === "huggingface"
      ? `https://huggingface.co/papers/${arxivId}`
      : `https://arxiv.org/abs/${arxivId}`;

/** The title alone, linked where it has a page. */
export function titleLine(paper: {
  title: string;
  withdrawn?: boolean;
  arxivId: string | null;
  source?: string;
  projectUrl?: string | null;
}): Mrkdwn {
  const title = readTitle({ title: paper.title, withdrawn: paper.withdrawn ?? false } as ItemView);
  return new Mrkdwn(mrkdwnLink(addressOf(paper), title.replace(/[*_~`]/g, " "), 300));
}
