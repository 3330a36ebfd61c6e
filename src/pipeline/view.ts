/** Turns a frozen digest into what renderers show: links, authors and summary derived from its cards. */
import type { Card } from "../domain/digest/card.ts";
import { summarise } from "../domain/digest/summary.ts";
import type { DigestView, ItemView, ReaderLinks } from "../domain/digest/view.ts";
import type { StoredPaper } from "../domain/paper/absorb.ts";
import type { Installation } from "./installation.ts";

/** What a view needs of a digest, compiled just now or read back. */
export interface Viewed {
  /** 0 until it is written: then it has no page. */
  id: number;
  subscriber_id: number;
  local_on: string;
  kind: "digest" | "quiet";
  cause: string | null;
  note: string | null;
  zone: string;
  hour: string;
  sections: {
    subscription_id: number;
    /** The subscription's, as its reader knows it. */
    number: number;
    name: string;
    reading: string;
    more: number;
    weak: number;
    hidden: number;
    cards: Card[];
  }[];
}

const SHOWN_AUTHORS = 3;
/** All others are left on the page of preferences. */
const MOST_TOPIC_LINKS = 8;

export function viewOf(digest: Viewed, installation: Installation): DigestView {
  const sections = digest.sections.map(({ number, name, reading, more, weak, hidden, cards }) => ({
    number,
    name,
    reading,
    items: cards.map(itemOf),
    more,
    weak,
    hidden,
  }));
  return {
    kind: digest.kind,
    on: digest.local_on,
    masthead: installation.name,
    sections: sections.filter((section) => section.items.length > 0 || section.more > 0),
    itemCount: sections.reduce((sum, section) => sum + section.items.length, 0),
    topics: sections.map((section) => section.name),
    cause: digest.cause,
    notes: digest.note === null ? [] : [digest.note],
    zone: digest.zone,
    hour: digest.hour,
    operator: installation.operator,
    postalAddress: installation.postalAddress,
    links: linksFor(digest, installation),
  };
}

function linksFor({ id, subscriber_id, sections }: Viewed, { links }: Installation): ReaderLinks | null {
  if (links === null) return null;
  return {
    leave: links.leave(subscriber_id),
    preferences: links.preferences(subscriber_id),
    digest: id === 0 ? null : links.digest(id),
    topics: sections.slice(0, MOST_TOPIC_LINKS).map((each) => ({
      name: each.name,
      url: links.leaveTopic(each.subscription_id),
    })),
  };
}

/** One item a card, whoever reads it, frozen through and through: renderers know a card again by it. */
const items = new WeakMap<Card, ItemView>();

function itemOf(card: Card): ItemView {
  const known = items.get(card);
  if (known) return known;
  const item = freeze(makeItem(card));
  items.set(card, item);
  return item;
}

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) freeze(part);
  return Object.freeze(value);
}

function makeItem({ paper, upvotes, comments, reason }: Card): ItemView {
  const authors = paper.authors.slice(0, SHOWN_AUTHORS).map((author) => author.name);
  return {
    paperId: paper.id,
    title: paper.title,
    ...(paper.withdrawn ? { withdrawn: true } : {}),
    url: urlOf(paper),
    authors,
    moreAuthors: Math.max(0, (paper.authorCount ?? paper.authors.length) - authors.length),
    organisation: paper.organisation?.name ?? null,
    summary: summarise(paper.summary, paper.abstract, reason.marks),
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
