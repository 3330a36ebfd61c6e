/** Answers that say what went wrong and what to do, as RFC 9457 has them: `application/problem+json`. */
import { type Hook, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { findNearestWord } from "../../nearest.ts";
import type { TopicError } from "../../reading/archive.ts";
import { EXAMPLES } from "./parameters.ts";

const TITLES = {
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  405: "Method Not Allowed",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
} as const;
type ProblemStatus = keyof typeof TITLES;

const Wrong = z
  .object({
    parameter: z.string().openapi({ description: "Which one" }),
    in: z.enum(["query", "path"]),
    detail: z.string().openapi({ description: "What is wrong with it" }),
    example: z.string().optional().openapi({ description: "What it may be" }),
  })
  .openapi("WrongParameter");

const PROBLEM = {
  type: z.string().openapi({ description: "`about:blank`: the status says what kind of problem it is" }),
  title: z.string(),
  status: z.number().int().min(400).max(599),
  detail: z.string().openapi({ description: "What happened and what to do, for people" }),
};
export const Problem = z
  .object({
    ...PROBLEM,
    errors: z.array(Wrong).optional().openapi({ description: "Each parameter that is wrong" }),
  })
  .openapi("Problem");

export const QueryProblem = z
  .object({
    ...PROBLEM,
    code: z.string().openapi({ description: "What kind of mistake, such as `unclosed-quote`" }),
    column: z.number().int().min(1).openapi({ description: "Where, in characters from 1" }),
    length: z.number().int().min(1).openapi({ description: "Characters that it spans" }),
    repair: z.string().nullable().openapi({ description: "What to type in their place; null where only you can know" }),
    repaired: z.string().nullable().openapi({ description: "The whole query with the repair in place" }),
  })
  .openapi("QueryProblem");

export type Errors = NonNullable<z.infer<typeof Problem>["errors"]>;

const TYPE = { "content-type": "application/problem+json" };

const problemOf = (status: ProblemStatus, detail: string) => ({
  type: "about:blank",
  title: TITLES[status],
  status,
  detail,
});

export const giveProblem = <S extends ProblemStatus>(c: Context, status: S, detail: string, errors?: Errors) =>
  c.json({ ...problemOf(status, detail), ...(errors && { errors }) }, status, TYPE);

export const giveWrong = (c: Context, errors: Errors) =>
  giveProblem(c, 400, errors.map(({ parameter, detail }) => `${parameter} ${detail}`).join("; "), errors);

/** A query that says nothing: where, and what to type. */
export function giveQueryProblem(c: Context, { error, repaired }: { error: TopicError; repaired: string | null }) {
  const { code, message, column, length, repair } = error;
  return c.json({ ...problemOf(422, message), code, column, length, repair, repaired }, 422, TYPE);
}

/** What stands in the document of a problem. */
export const problem = <S extends typeof Problem | typeof QueryProblem>(description: string, schema: S) => ({
  description,
  content: { "application/problem+json": { schema } },
});

const LONGEST = 40;
const KINDS = { query: "query", param: "path" } as const;

/** Called with what the schemas of parameters found. */
// biome-ignore lint/suspicious/noExplicitAny: as the library has it
export const tellWrong: Hook<any, any, any, any> = (result, c) => {
  if (result.success) return undefined;
  const where = KINDS[result.target as keyof typeof KINDS] ?? "query";
  return giveWrong(
    c,
    result.error.issues.flatMap((issue): Errors => {
      if (issue.code === "unrecognized_keys")
        return issue.keys
          .slice(0, 5)
          .map((key) => ({ parameter: key.slice(0, LONGEST), in: where, ...nameNearest(key) }));
      const parameter = String(issue.path[0] ?? "");
      const example = EXAMPLES[parameter];
      return [{ parameter, in: where, detail: issue.message, ...(example === undefined ? {} : { example }) }];
    }),
  );
};

/** Of a letter or two everything is near. */
const NEAR_LEAST = 3;

function nameNearest(key: string): { detail: string } {
  const others = Object.keys(EXAMPLES).filter((name) => name !== key);
  const near = key.length < NEAR_LEAST || key.length > LONGEST ? null : findNearestWord(key.toLowerCase(), others);
  return { detail: `is no parameter here${near === null ? "" : `: did you mean ${near}?`}` };
}
