/** What the API answers with: each shape once, for what is given and for the document that describes it. */
import { z } from "@hono/zod-openapi";

const count = z.number().int();
const text = z.string();
const day = z.string().openapi({ format: "date", description: "`YYYY-MM-DD`" });
const instant = z.string().openapi({ format: "date-time" });
/** An address on this machine's pages: absolute where the installation knows its own. */
const address = z
  .string()
  .openapi({ description: "Its page: absolute where this installation knows its address, else a path" });

export const Reason = z
  .object({
    words: z.array(text).openapi({ description: "Of the query, what hit" }),
    field: z.enum(["title", "abstract", "author", "organisation", "category"]).nullable(),
    marks: z.array(text).openapi({ description: "As it stands in the paper" }),
  })
  .openapi("Reason");

/** What a paper says of itself, now or as a digest froze it. */
const content = {
  id: count.openapi({ description: "Our number of it" }),
  arxivId: text.nullable(),
  title: text,
  abstract: text.nullable(),
  summary: text.nullable().openapi({ description: "A sentence of its source's" }),
  authors: z.array(z.object({ name: text })).openapi({ description: "The first 100" }),
  authorCount: count.nullable().openapi({ description: "All of them; null: not known" }),
  organisation: z.object({ slug: text.nullable(), name: text }).nullable(),
  publishedOn: day.nullable(),
  firstListedOn: day.openapi({ description: "When any source listed it first" }),
  upvotes: count.nullable(),
  comments: count.nullable(),
  codeStars: count.nullable(),
  categories: z.array(text),
  version: count.nullable(),
  withdrawn: z.boolean(),
  url: address,
  links: z
    .array(z.object({ label: text, url: text }))
    .openapi({ description: "Its pages elsewhere, its PDF, its code" }),
};
const paper = {
  ...content,
  source: text.openapi({ description: "Whose content it shows" }),
  createdAt: instant.openapi({ description: "When it came in" }),
  updatedAt: instant.openapi({ description: "When it last changed" }),
};
export const Paper = z.object(paper).openapi("Paper");
export const FoundPaper = z.object({ ...paper, reason: Reason }).openapi("FoundPaper");
export const SimilarPaper = z.object({ ...paper, shared: z.array(text) }).openapi("SimilarPaper");
export const FrozenPaper = z.object({ ...content, reason: Reason }).openapi("FrozenPaper");

export const WholePaper = z
  .object({
    ...paper,
    listings: z.array(z.object({ source: text, listedOn: day, title: text })),
    signals: z
      .array(
        z.object({ observedOn: day, upvotes: count.nullable(), comments: count.nullable(), stars: count.nullable() }),
      )
      .openapi({ description: "Votes, comments and stars as they were observed, the last 60 days" }),
  })
  .openapi("WholePaper");

export const next = text.nullable().openapi({ description: "Where the next page is; null: this is the last" });

export const PaperPage = z
  .object({ from: day.nullable(), to: day.nullable(), count, papers: z.array(Paper), next })
  .openapi("PaperPage");
export const TopicPaperPage = z.object({ papers: z.array(Paper), next }).openapi("TopicPaperPage");
export const SimilarPapers = z.object({ papers: z.array(SimilarPaper) }).openapi("SimilarPapers");
export const Days = z
  .object({ from: day.nullable(), to: day.nullable(), days: z.array(z.object({ on: day, papers: count })) })
  .openapi("Days");

const warnings = z.array(z.object({ code: text, message: text, column: count, length: count }));
const reading = text.openapi({ description: "How the query is read, with AND, OR, NOT and parentheses" });
export const SearchAnswer = z
  .object({
    reading,
    warnings,
    count: count.openapi({ description: "All that match, whatever the limit" }),
    exact: z.boolean().openapi({ description: "False where a few of those counted may not match" }),
    papers: z.array(FoundPaper).openapi({ description: "Best first" }),
  })
  .openapi("SearchAnswer");
export const Backtest = z
  .object({
    reading,
    warnings,
    from: day,
    to: day,
    hits: count,
    stored: count.openapi({ description: "Papers of these days in all" }),
    perDay: z.number().nullable(),
    tooBroad: z.boolean(),
    days: z.array(z.object({ on: day, hits: count, stored: count })),
    suggestions: z.array(z.object({ query: text, hits: count, says: text })),
    papers: z.array(FoundPaper).openapi({ description: "The latest that match" }),
  })
  .openapi("Backtest");

const topic = { slug: text, name: text, heading: text, description: text, query: text, url: address };
export const Topic = z.object(topic).openapi("Topic");
export const TopicPage = z.object({ topics: z.array(Topic), next }).openapi("TopicPage");

export const Me = z
  .object({
    hour: text,
    zone: text,
    pausedUntil: day.nullable().openapi({ description: "9999-12-31: until the reader resumes" }),
    topics: z
      .array(z.object({ number: count, name: text, reading: text, cadence: text, cap: count }))
      .openapi({ description: "The first 100" }),
  })
  .openapi("Me");

const digest = {
  date: day.openapi({ description: "The reader's local date" }),
  kind: z.enum(["digest", "quiet"]),
  cause: text.nullable().openapi({ description: "Of a quiet day, why" }),
  note: text.nullable(),
};
const section = { number: count, name: text, more: count.openapi({ description: "Papers beyond the cap" }) };
export const DigestPage = z
  .object({
    digests: z.array(z.object({ ...digest, sections: z.array(z.object({ ...section, papers: count })) })),
    next,
  })
  .openapi("DigestPage");
export const Digest = z
  .object({
    ...digest,
    hour: text,
    zone: text,
    sections: z.array(
      z.object({ ...section, reading: text, weak: count, hidden: count, papers: z.array(FrozenPaper) }),
    ),
  })
  .openapi("Digest");
