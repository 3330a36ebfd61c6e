/** The catalogue of topics, and what each matches. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Archive, CatalogueEntry } from "../../reading/archive.ts";
import { topicPath } from "../archive/topic-pages.ts";
import type { Place } from "../pages/layout.ts";
import { TOPIC, TOPIC_PAPERS, TOPICS } from "./examples.ts";
import { type Api, ROOT } from "./guard.ts";
import { answer, linkNext, WRONG } from "./operation.ts";
import { addressOf, toJson } from "./paper-json.ts";
import { cursor, limit, Slug } from "./parameters.ts";
import { giveProblem, Problem, problem } from "./problem.ts";
import { Topic, TopicPage, TopicPaperPage } from "./schemas.ts";

const UNKNOWN = problem("The catalogue has no such topic", Problem);

const topics = createRoute({
  method: "get",
  path: `${ROOT}/topics`,
  operationId: "listTopics",
  summary: "The catalogue of topics",
  request: { query: z.strictObject({ limit, cursor: cursor(/^\d{1,6}$/) }) },
  responses: { 200: answer("A page of the catalogue, in its order", TopicPage, TOPICS), 400: WRONG },
});

const topic = createRoute({
  method: "get",
  path: `${ROOT}/topics/{slug}`,
  operationId: "getTopic",
  summary: "A topic of the catalogue",
  request: { params: Slug },
  responses: { 200: answer("The topic", Topic, TOPIC), 400: WRONG, 404: UNKNOWN },
});

const papers = createRoute({
  method: "get",
  path: `${ROOT}/topics/{slug}/papers`,
  operationId: "listTopicPapers",
  summary: "All that a topic matches",
  description:
    "The latest that came in first. A page may hold fewer than asked for, or none, and still have a next one.",
  request: { params: Slug, query: z.strictObject({ limit, cursor: cursor(/^\d{1,15}$/) }) },
  responses: { 200: answer("A page of its papers", TopicPaperPage, TOPIC_PAPERS), 400: WRONG, 404: UNKNOWN },
});

export function addTopicsOf(api: Api, place: Place, archive: Archive): void {
  const find = async (slug: string) => (await archive.listCatalogue()).find((each) => each.slug === slug);
  api.openapi(topics, async (c) => {
    const { limit: most, cursor: begin = "0" } = c.req.valid("query");
    const from = Number(begin);
    const catalogue = await archive.listCatalogue();
    const last = from + most;
    const next = linkNext(c, { limit: most, cursor: last < catalogue.length ? last : null });
    return c.json({ topics: catalogue.slice(from, last).map((each) => toTopic(place, each)), next }, 200);
  });
  api.openapi(topic, async (c) => {
    const entry = await find(c.req.valid("param").slug);
    return entry === undefined ? giveUnknown(c) : c.json(toTopic(place, entry), 200);
  });
  api.openapi(papers, async (c) => {
    const entry = await find(c.req.valid("param").slug);
    if (entry === undefined) return giveUnknown(c);
    const { limit: most, cursor: begin } = c.req.valid("query");
    const page = await archive.listTopicPapers(entry.query, {
      before: begin === undefined ? null : Number(begin),
      limit: most,
    });
    const next = linkNext(c, { limit: most, cursor: page?.next ?? null });
    return c.json({ papers: (page?.papers ?? []).map((each) => toJson(place, each)), next }, 200);
  });
}

const toTopic = (place: Place, { slug, name, heading, description, query }: CatalogueEntry) => ({
  ...{ slug, name, heading, description, query },
  url: addressOf(place, topicPath(slug)),
});

const giveUnknown = (c: Context) => giveProblem(c, 404, `The catalogue has no such topic. All topics: ${ROOT}/topics.`);
