/** What a reader's own programs read by a key: what is set, the topics, and the digests as they were frozen. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Place } from "../pages/layout.ts";
import type { ApiDoor } from "./door.ts";
import { DIGEST, DIGESTS, ME } from "./examples.ts";
import { type Api, ROOT } from "./guard.ts";
import { answer, linkNext, WRONG } from "./operation.ts";
import { toFrozen } from "./paper-json.ts";
import { cursor, day, EXAMPLES, limit } from "./parameters.ts";
import { giveProblem, giveWrong, Problem, problem } from "./problem.ts";
import { Digest, DigestPage, Me } from "./schemas.ts";

const TOPICS_MOST = 100;
const security = [{ key: [] }];
const NO_DAY = "is what the page before gave as `next`, unchanged";

const me = createRoute({
  method: "get",
  path: `${ROOT}/me`,
  operationId: "getReader",
  summary: "What you have set, and your topics",
  security,
  responses: { 200: answer("The reader whose key it is", Me, ME) },
});

const digests = createRoute({
  method: "get",
  path: `${ROOT}/me/digests`,
  operationId: "listDigests",
  summary: "Your digests, the latest first",
  security,
  request: { query: z.strictObject({ limit, cursor: cursor(/^\d{4}-\d{2}-\d{2}$/) }) },
  responses: { 200: answer("A page of them, by local date", DigestPage, DIGESTS), 400: WRONG },
});

const digest = createRoute({
  method: "get",
  path: `${ROOT}/me/digests/{date}`,
  operationId: "getDigest",
  summary: "A digest, as it was frozen",
  security,
  request: { params: z.strictObject({ date: day("Your local date", EXAMPLES.date) }) },
  responses: {
    200: answer("Its sections with their papers", Digest, DIGEST),
    400: WRONG,
    404: problem("There is no digest of that date", Problem),
  },
});

const isDay = (text: string): boolean => day("", undefined).safeParse(text).success;

export function addMe(api: Api, place: Place, door: ApiDoor): void {
  api.openapi(me, (c) => {
    const { hour, zone, paused_until, topics } = c.get("reader");
    const listed = topics.slice(0, TOPICS_MOST).map(({ number, name, reading, cadence, cap }) => ({
      ...{ number, name, reading, cadence, cap },
    }));
    return c.json({ hour, zone, pausedUntil: paused_until, topics: listed }, 200);
  });
  api.openapi(digests, async (c) => {
    const { limit: most, cursor: before = null } = c.req.valid("query");
    if (before !== null && !isDay(before)) return giveWrong(c, [{ parameter: "cursor", in: "query", detail: NO_DAY }]);
    const found = await door.listDigests(c.get("reader").id, { before, limit: most + 1 });
    const shown = found.slice(0, most);
    const next = linkNext(c, { limit: most, cursor: found.length > most ? (shown.at(-1)?.on ?? null) : null });
    return c.json({ digests: shown.map(({ on, ...rest }) => ({ date: on, ...rest })), next }, 200);
  });
  api.openapi(digest, async (c) => {
    const { date } = c.req.valid("param");
    const found = await door.findDigest(c.get("reader").id, date);
    if (found === null)
      return giveProblem(c, 404, `There is no digest of ${date}. Those that there are: ${ROOT}/me/digests.`);
    const { on, sections, ...rest } = found;
    const whole: z.infer<typeof Digest> = {
      date: on,
      ...rest,
      sections: sections.map(({ cards, ...section }) => ({
        ...section,
        papers: cards.map((card) => toFrozen(place, card)),
      })),
    };
    return c.json(whole, 200);
  });
}
