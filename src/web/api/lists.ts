/** Lists by day: papers, narrowed and in an order, a page at a time; and how many each day has. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Archive } from "../../reading/archive.ts";
import { readKey, writeKey } from "../archive/address.ts";
import type { Place } from "../pages/layout.ts";
import { DAYS, PAPERS } from "./examples.ts";
import { type Api, ROOT } from "./guard.ts";
import { answer, linkNext, WRONG } from "./operation.ts";
import { toJson } from "./paper-json.ts";
import { category, cursor, day, EXAMPLES, limit, order, source, topic } from "./parameters.ts";
import { giveWrong } from "./problem.ts";
import { Days, PaperPage } from "./schemas.ts";

const SPAN_MOST = 92;
/** With a topic each paper may have to be read: a third of a millisecond of processor time or more. */
const TOPIC_SPAN_MOST = 31;
const DAYS_MOST = 366;
const DAYS_USUAL = 30;

const papers = createRoute({
  method: "get",
  path: `${ROOT}/papers`,
  operationId: "listPapers",
  summary: "Papers that days list",
  description: `Of the latest day, or of up to ${SPAN_MOST} days, with a topic ${TOPIC_SPAN_MOST}: /api/v1/topics/{slug}/papers has all of it. A list by newest is gone through without a gap or a repeat while papers come in; votes and heat may move one between two pages.`,
  request: {
    query: z.strictObject({
      from: day("The first day; without it the day of `to`", EXAMPLES.from).optional(),
      to: day("The last day; without it the latest that has a list", EXAMPLES.to).optional(),
      order,
      source,
      category,
      topic,
      limit,
      cursor: cursor(/^-?\d{1,15}\.\d{1,15}$/),
    }),
  },
  responses: { 200: answer("A page of the list", PaperPage, PAPERS), 400: WRONG },
});

const days = createRoute({
  method: "get",
  path: `${ROOT}/days`,
  operationId: "listDays",
  summary: "How many papers each day lists",
  description: `The last ${DAYS_USUAL} days, or up to ${DAYS_MOST}; days without a list are left out.`,
  request: {
    query: z.strictObject({
      from: day(`The first day; without it ${DAYS_USUAL} days up to \`to\``, EXAMPLES.from).optional(),
      to: day("The last day; without it the latest that has a list", EXAMPLES.to).optional(),
    }),
  },
  responses: { 200: answer("The days, the first first", Days, DAYS), 400: WRONG },
});

export function addLists(api: Api, place: Place, archive: Archive): void {
  api.openapi(papers, async (c) => {
    const { from, to, cursor: begin, limit: most, ...narrowing } = c.req.valid("query");
    const span = await findSpan(archive, { from, to, usual: 1 });
    if (span === null) return c.json({ from: null, to: null, count: 0, papers: [], next: null }, 200);
    const wrong = findWrong(span, narrowing.topic === undefined ? SPAN_MOST : TOPIC_SPAN_MOST);
    if (wrong !== null) return giveWrong(c, [wrong]);
    const narrowed = {
      order: narrowing.order,
      source: narrowing.source ?? null,
      category: narrowing.category ?? null,
      topic: narrowing.topic ?? null,
    };
    const after = begin === undefined ? null : (readKey(begin) ?? null);
    const page = await archive.listPage({ period: span, ...narrowed, after, limit: most });
    if (page === null)
      return giveWrong(c, [
        {
          parameter: "topic",
          in: "query",
          detail: `is no topic of the catalogue: see ${ROOT}/topics`,
          example: "large-language-models",
        },
      ]);
    // The days are named, so that the next page is of the same ones when another day has begun.
    const next = linkNext(c, { ...span, ...narrowed, limit: most, cursor: page.next && writeKey(page.next) });
    return c.json({ ...span, count: page.count, papers: page.papers.map((each) => toJson(place, each)), next }, 200);
  });
  api.openapi(days, async (c) => {
    const span = await findSpan(archive, { ...c.req.valid("query"), usual: DAYS_USUAL });
    if (span === null) return c.json({ from: null, to: null, days: [] }, 200);
    const wrong = findWrong(span, DAYS_MOST);
    if (wrong !== null) return giveWrong(c, [wrong]);
    return c.json({ ...span, days: await archive.countDays(span.from, span.to) }, 200);
  });
}

interface Span {
  from: string;
  to: string;
}

/** Null where nothing is listed and no day was named. */
async function findSpan(
  archive: Archive,
  { from, to, usual }: { from?: string | undefined; to?: string | undefined; usual: number },
): Promise<Span | null> {
  const last = to ?? (await archive.findLatestDay()) ?? from;
  if (last === undefined) return null;
  const first = Temporal.PlainDate.from(last).subtract({ days: usual - 1 });
  return { from: from ?? first.toString(), to: to === undefined && from !== undefined && from > last ? from : last };
}

function findWrong({ from, to }: Span, most: number) {
  const count = Temporal.PlainDate.from(from).until(to).days + 1;
  const wrong = (detail: string) => ({ parameter: "from", in: "query" as const, detail, example: to });
  if (count < 1) return wrong(`is after to, which is ${to}`);
  return count > most ? wrong(`is ${count} days before the end of ${to}: ask for ${most} days at most`) : null;
}
