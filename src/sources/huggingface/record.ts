/** One record of Hugging Face's daily papers, as tolerant as fourteen months of changes to it ask for. */
import { z } from "zod";

/** A field that is missing or of another kind costs itself, not the record. */
const text = z.string().nullish().catch(null);
/** A counter that Postgres' integer can hold. */
const count = z.int().min(0).max(2_147_483_647).nullish().catch(null);
const list = z.array(z.unknown()).nullish().catch(null);

const organisation = z.object({ name: text, fullname: text }).nullish().catch(null);

/** Only the paper with its id and title is required (see `titleOf`); everything unknown is ignored. */
export const recordSchema = z.object({
  title: text,
  summary: text,
  thumbnail: text,
  numComments: count,
  organization: organisation,
  paper: z.object({
    id: z.string(),
    title: z.unknown().optional(),
    summary: text,
    authors: list,
    publishedAt: text,
    upvotes: count,
    githubRepo: text,
    githubStars: count,
    projectPage: text,
    organization: organisation,
    ai_summary: text,
    ai_keywords: list,
  }),
});

export type HuggingFaceRecord = z.infer<typeof recordSchema>;

/** `hidden` is set by authors who do not want to be named there. */
export const authorSchema = z.object({ name: z.string(), hidden: z.boolean().nullish().catch(null) });
