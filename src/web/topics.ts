/** `GET /api/topics/try?q=…`: what a topic would have found in the last 30 days, as JSON, while a reader types it. */
import type { Hono } from "hono";
import type { TypedTopic } from "../reading/backtest.ts";

export interface TopicDoor {
  tryTyped(query: string, limit: number): Promise<TypedTopic>;
}

/** Longer than any topic may be (language.ts), so that the parser says so. */
const QUERY_MOST = 4_000;
const PAPERS = { usual: 10, most: 50 };
/** Each takes some milliseconds of one thread: more at once would only wait for each other. */
const AT_ONCE = 8;
const BUSY_SECONDS = 1;

export function addTopics(web: Hono, door: TopicDoor): void {
  let asked = 0;
  web.get("/api/topics/try", async (c) => {
    const query = c.req.query("q");
    const limit = Number(c.req.query("limit") ?? PAPERS.usual);
    if (query === undefined || query.length > QUERY_MOST)
      return c.json({ error: { message: "ask for a topic: /api/topics/try?q=mixture+of+experts" } }, 400);
    if (!Number.isInteger(limit) || limit < 0 || limit > PAPERS.most)
      return c.json({ error: { message: `limit is a whole number from 0 to ${PAPERS.most}` } }, 400);
    if (asked >= AT_ONCE) {
      c.header("Retry-After", String(BUSY_SECONDS));
      return c.json({ error: { message: "many are trying topics right now; ask again in a second" } }, 429);
    }
    asked += 1;
    try {
      const typed = await door.tryTyped(query, limit);
      c.header("Cache-Control", "private, max-age=60");
      if (!typed.ok) return c.json({ error: { ...typed.error, try: typed.repaired } }, 422);
      return c.json({ reading: typed.reading, warnings: typed.warnings, ...typed.tried });
    } finally {
      asked -= 1;
    }
  });
}
