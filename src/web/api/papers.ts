/** One paper with its listings and votes, and papers like it. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { paperPath } from "../../domain/paper/path.ts";
import type { Archive, PublicPaper } from "../../reading/archive.ts";
import type { Place } from "../pages/layout.ts";
import { SIMILAR, WHOLE_PAPER } from "./examples.ts";
import { type Api, ROOT } from "./guard.ts";
import { answer, WRONG } from "./operation.ts";
import { toJson, toTitle } from "./paper-json.ts";
import { limit, Name } from "./parameters.ts";
import { giveProblem, Problem, problem } from "./problem.ts";
import { SimilarPapers, WholePaper } from "./schemas.ts";

const MOVED = { description: "Its name is another by now: what it was merged into, or its arXiv id" };
const UNKNOWN = problem("No such paper is stored", Problem);

const paper = createRoute({
  method: "get",
  path: `${ROOT}/papers/{name}`,
  operationId: "getPaper",
  summary: "A paper",
  request: { params: Name },
  responses: {
    200: answer("The paper, where it was listed, and its votes by day", WholePaper, WHOLE_PAPER),
    301: MOVED,
    400: WRONG,
    404: UNKNOWN,
  },
});

const similar = createRoute({
  method: "get",
  path: `${ROOT}/papers/{name}/similar`,
  operationId: "listSimilarPapers",
  summary: "Papers like one",
  request: { params: Name, query: z.strictObject({ limit }) },
  responses: {
    200: answer("The most like it first, with the words that they share", SimilarPapers, SIMILAR),
    301: MOVED,
    400: WRONG,
    404: UNKNOWN,
  },
});

export function addPapers(api: Api, place: Place, archive: Archive): void {
  api.openapi(paper, async (c) => {
    const { name } = c.req.valid("param");
    const found = await archive.findPaper(name);
    if (found === null) return giveUnknown(c);
    if (nameOf(found) !== name) return c.redirect(pathOf(found), 301);
    const { listings, signals } = await archive.findHistory(found.id);
    const whole: z.infer<typeof WholePaper> = {
      ...toJson(place, found),
      listings: listings.map((each) => ({ ...each, title: toTitle(each.title) })),
      signals,
    };
    return c.json(whole, 200);
  });
  api.openapi(similar, async (c) => {
    const { name } = c.req.valid("param");
    const found = await archive.findPaper(name);
    if (found === null) return giveUnknown(c);
    if (nameOf(found) !== name) return c.redirect(`${pathOf(found)}/similar${new URL(c.req.url).search}`, 301);
    const like = await archive.listSimilar(found.id, c.req.valid("query").limit);
    const papers: z.infer<typeof SimilarPapers>["papers"] = like.map((each) => ({
      ...toJson(place, each),
      shared: each.shared.map(toTitle),
    }));
    return c.json({ papers }, 200);
  });
  // As people write them: hep-th/9901001.
  api.get(`${ROOT}/papers/:archive{[a-z-]+(?:\\.[A-Z]{2})?}/:number{\\d{7}(?:v\\d+)?}`, (c) =>
    c.redirect(`${ROOT}/papers/${c.req.param("archive")}%2F${c.req.param("number")}`, 301),
  );
}

const nameOf = (found: PublicPaper): string => paperPath(found).slice("/paper/".length);
const pathOf = (found: PublicPaper): string => `${ROOT}/papers/${encodeURIComponent(nameOf(found))}`;

const giveUnknown = (c: Context) =>
  giveProblem(c, 404, `No such paper is stored. Papers are named by arXiv id, or found by ${ROOT}/search?q=….`);
