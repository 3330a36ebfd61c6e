/** How an operation of the API is described, and the address of its next page. */
import type { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Problem, problem } from "./problem.ts";

/** A good answer with an example of it. */
export const answer = <S extends z.ZodType>(description: string, schema: S, example: z.input<S>) => ({
  description,
  content: { "application/json": { schema, example } },
});

export const WRONG = problem("A parameter is wrong: `errors` says which, and what it may be", Problem);

/** The page after this one, as an absolute path; said in a header too. Null where there is none. */
export function linkNext(c: Context, query: Record<string, string | number | null | undefined>): string | null {
  if (query.cursor === null) return null;
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const next = `${c.req.path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
  c.header("Link", `<${next}>; rel="next"`);
  return next;
}
