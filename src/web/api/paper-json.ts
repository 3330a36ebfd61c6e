/** Papers as JSON: as they are stored, but without control characters, and no longer than papers are. */
import type { z } from "@hono/zod-openapi";
import { paperPath } from "../../domain/paper/path.ts";
import type { PublicPaper } from "../../reading/archive.ts";
import type { Card } from "../../reading/reader-digests.ts";
import { plainText } from "../../render/escape.ts";
import { linksOf } from "../archive/entry.ts";
import type { Place } from "../pages/layout.ts";
import type { FrozenPaper, Paper, Reason } from "./schemas.ts";

/** In UTF-16 units: a paper stays below 50,000, whatever its source sends. */
const MOST = { title: 1_000, abstract: 10_000, summary: 2_000, name: 120, authors: 100, categories: 20, words: 20 };

const cut = (text: string, most: number): string => plainText(text.slice(0, most));
const cutOr = (text: string | null, most: number): string | null => (text === null ? null : cut(text, most));

export const addressOf = ({ base }: Place, path: string): string => `${base ?? ""}${path}`;

type Content = Omit<PublicPaper, "createdAt" | "updatedAt">;

function toContent(place: Place, paper: Content) {
  const { organisation } = paper;
  return {
    id: paper.id,
    arxivId: paper.arxivId,
    title: cut(paper.title, MOST.title),
    abstract: cutOr(paper.abstract, MOST.abstract),
    summary: cutOr(paper.summary, MOST.summary),
    authors: paper.authors.slice(0, MOST.authors).map(({ name }) => ({ name: cut(name, MOST.name) })),
    authorCount: paper.authorCount,
    organisation: organisation && {
      slug: cutOr(organisation.slug, MOST.name),
      name: cut(organisation.name, MOST.name),
    },
    publishedOn: paper.publishedOn,
    firstListedOn: paper.firstListedOn,
    upvotes: paper.upvotes,
    comments: paper.comments,
    codeStars: paper.codeStars,
    categories: paper.categories.slice(0, MOST.categories).map((each) => cut(each, MOST.name)),
    version: paper.version,
    withdrawn: paper.withdrawn,
    url: addressOf(place, paperPath(paper)),
    links: linksOf(paper),
  };
}

export const toJson = (place: Place, paper: PublicPaper): z.infer<typeof Paper> => ({
  ...toContent(place, paper),
  source: paper.source,
  createdAt: paper.createdAt.toISOString(),
  updatedAt: paper.updatedAt.toISOString(),
});

/** As a digest froze it. */
export const toFrozen = (place: Place, { paper, upvotes, comments, reason }: Card): z.infer<typeof FrozenPaper> => ({
  ...toContent(place, {
    ...paper,
    upvotes,
    comments,
    version: paper.version ?? null,
    withdrawn: paper.withdrawn ?? false,
  }),
  reason: toReason(reason),
});

export const toReason = ({ words, field, marks }: z.infer<typeof Reason>): z.infer<typeof Reason> => ({
  words: words.slice(0, MOST.words).map((word) => cut(word, MOST.name)),
  field,
  marks: marks.slice(0, MOST.words).map((mark) => cut(mark, MOST.name)),
});

export const toTitle = (title: string): string => cut(title, MOST.title);
