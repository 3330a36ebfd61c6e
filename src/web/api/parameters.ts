/** The parameters of the API: what each may be, what is said of one that may not, and an example. */
import { z } from "@hono/zod-openapi";
import { parsePeriod } from "../../domain/calendar/period.ts";
import { LIST_ORDERS } from "../../reading/lists.ts";

/** By name; also what a wrong one is answered with. */
export const EXAMPLES: Record<string, string> = {
  from: "2026-05-13",
  to: "2026-05-14",
  order: "votes",
  source: "huggingface",
  category: "cs.CL",
  topic: "large-language-models",
  limit: "20",
  cursor: "12.345",
  name: "2605.12500",
  slug: "large-language-models",
  q: '"mixture of experts" OR MoE -survey',
  date: "2026-05-14",
};

const NO_DAY = "is a day from 1991 on, such as 2026-05-14";
const isDay = (text: string): boolean => parsePeriod(text)?.kind === "day";
export const day = (description: string, example: string | undefined) =>
  z
    .string({ error: NO_DAY })
    .regex(/^\d{4}-\d{2}-\d{2}$/, NO_DAY)
    .refine(isDay, NO_DAY)
    .openapi({ param: { description }, format: "date", ...(example === undefined ? {} : { example }) });

export const LIMIT_MOST = 100;
const NO_LIMIT = `is a whole number from 1 to ${LIMIT_MOST}`;
export const limit = z.coerce
  .number({ error: NO_LIMIT })
  .int(NO_LIMIT)
  .min(1, NO_LIMIT)
  .max(LIMIT_MOST, NO_LIMIT)
  .default(20)
  .openapi({ param: { description: "How many at most" }, example: 5 });

/** Control characters are none of any name, and a database refuses the first of them. */
const CLEAN = /^[^\p{Cc}]+$/u;
const short = (most: number, says: string) => z.string({ error: says }).max(most, says).regex(CLEAN, says);

/** `after` how it reads: where the page before said that it goes on. */
const NO_CURSOR = "is what the page before gave as `next`, unchanged";
export const cursor = (pattern: RegExp) =>
  z
    .string({ error: NO_CURSOR })
    .regex(pattern, NO_CURSOR)
    .optional()
    .openapi({ param: { description: "Where a page begins: taken from `next` of the page before" } });

export const order = z
  .enum(LIST_ORDERS, { error: `is one of ${LIST_ORDERS.join(", ")}` })
  .default("votes")
  .openapi({
    param: {
      description:
        "`votes`: most first; `trending`: by the heat of the last day (see /about/trending); `newest`: as they came in",
    },
    example: "votes",
  });
export const source = short(80, "is a source's name, such as huggingface or arxiv/cs.CL")
  .optional()
  .openapi({ param: { description: "Only what this source lists: `huggingface`, `arxiv/cs.CL`" } });
export const category = short(80, "is a category, such as cs.CL")
  .optional()
  .openapi({ param: { description: "Only papers in this category of arXiv's" } });
export const topic = short(80, "is a topic's slug, of /api/v1/topics")
  .optional()
  .openapi({ param: { description: "Only what this topic of the catalogue matches" } });

export const Name = z.strictObject({
  name: short(60, "is an arXiv id, or p and a number").openapi({
    param: { description: "An arXiv id, with or without version, a slash in it written `%2F`; or `p` and our number" },
    example: EXAMPLES.name as string,
  }),
});
export const Slug = z.strictObject({
  slug: short(80, "is a topic's slug, of /api/v1/topics").openapi({
    param: { description: "Of the list of topics" },
    example: EXAMPLES.slug as string,
  }),
});

/** Longer than any topic may be (language.ts), so that the parser says so. */
const QUERY_MOST = 4_000;
const NO_QUERY = `is a query of 1 to ${QUERY_MOST} characters`;
export const Query = z.strictObject({
  q: z
    .string({ error: NO_QUERY })
    .min(1, NO_QUERY)
    .max(QUERY_MOST, NO_QUERY)
    .openapi({
      param: { description: 'Words, "phrases", OR, -without, ti:title, au:"Y. LeCun", cat:cs.CL' },
      example: EXAMPLES.q as string,
    }),
  limit,
});
