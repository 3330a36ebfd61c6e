/** Search over all that is stored, and a topic tried on the last 30 days. */
import { createRoute } from "@hono/zod-openapi";
import type { Archive } from "../../reading/archive.ts";
import type { Place } from "../pages/layout.ts";
import { BACKTEST, SEARCH } from "./examples.ts";
import { type Api, ROOT } from "./guard.ts";
import { answer, WRONG } from "./operation.ts";
import { toJson, toReason } from "./paper-json.ts";
import { Query } from "./parameters.ts";
import { giveQueryProblem, problem, QueryProblem } from "./problem.ts";
import { Backtest, SearchAnswer } from "./schemas.ts";

const NO_QUERY = problem("The query says nothing: where, and what to type", QueryProblem);

const search = createRoute({
  method: "get",
  path: `${ROOT}/search`,
  operationId: "searchPapers",
  summary: "Search all that is stored",
  description: "In the language of topics. The best are given; narrow the query to see others.",
  request: { query: Query },
  responses: {
    200: answer("How the query is read, and what it finds", SearchAnswer, SEARCH),
    400: WRONG,
    422: NO_QUERY,
  },
});

const tryTopic = createRoute({
  method: "get",
  path: `${ROOT}/topics/try`,
  operationId: "tryTopic",
  summary: "What a topic would have found in the last 30 days",
  request: { query: Query },
  responses: {
    200: answer("Hits by day, and the latest papers", Backtest, BACKTEST),
    400: WRONG,
    422: NO_QUERY,
  },
});

export function addSearch(api: Api, place: Place, archive: Archive): void {
  api.openapi(search, async (c) => {
    const { q, limit } = c.req.valid("query");
    const found = await archive.search(q, limit);
    if (!found.ok) return giveQueryProblem(c, found);
    const { reading, warnings, count, exact } = found;
    const papers = found.papers.map((each) => ({ ...toJson(place, each), reason: toReason(each.reason) }));
    return c.json({ reading, warnings, count, exact, papers }, 200);
  });
  api.openapi(tryTopic, async (c) => {
    const { q, limit } = c.req.valid("query");
    const typed = await archive.tryTopic(q, limit);
    if (!typed.ok) return giveQueryProblem(c, typed);
    const { from, to, hits, stored, perDay, tooBroad, days, suggestions, papers } = typed.tried;
    const reasons = new Map(papers.map(({ id, reason }) => [id, toReason(reason)]));
    const latest = (await archive.listPapers([...reasons.keys()])).flatMap((each) => {
      const reason = reasons.get(each.id);
      return reason === undefined ? [] : [{ ...toJson(place, each), reason }];
    });
    return c.json(
      {
        ...{ reading: typed.reading, warnings: typed.warnings, from, to, hits, stored, perDay, tooBroad, days },
        suggestions: suggestions.map(({ query, hits: found, says }) => ({ query, hits: found, says })),
        papers: latest,
      },
      200,
    );
  });
}
