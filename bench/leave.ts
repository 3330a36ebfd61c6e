/** One-click leaving on a morning whose digests wait: answers over HTTP, beside a bare server that commits one update by key. */
import { createServer } from "node:http";
import { sql } from "kysely";
import pg from "pg";
import { openApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { makeToken } from "../src/domain/consent/token.ts";
import { createLog } from "../src/log.ts";
import { createWeb, listen } from "../src/web/server.ts";
import { createDoors } from "../src/web-doors.ts";
import { createPostgresBench } from "./postgres.ts";
import { makeSendMorning } from "./send-morning.ts";

const SIZES = [2_000, 20_000];
const POSTS = 1_000;
/** As mail providers ask: several at a time. */
const AT_ONCE = 8;
const TOPICS_A_READER = 3;
const BAR_MS = 50;
const SECRET = "a secret of more than thirty-two characters";
const HEALTH = {
  findDead: () => null,
  findUnready: async () => null,
  renderMetrics: async () => ({ text: "", contentType: "text/plain" }),
};

export async function benchLeave(): Promise<void> {
  console.log(`One-click leaving, Postgres: ${POSTS.toLocaleString("en")} posts, ${AT_ONCE} at a time, each by a reader
  with ${TOPICS_A_READER} topics and a digest that waits to be sent`);
  for (const readers of SIZES) await measure(readers);
}

async function measure(readers: number): Promise<void> {
  const { url, stop } = await createPostgresBench();
  const app = await openApp(
    readConfig({ DATABASE_URL: url, PAPERBOY_SECRET: SECRET }),
    { now: () => Temporal.Instant.from("2026-11-20T07:30:00Z"), today: () => "2026-11-20" },
    createLog("silent"),
  );
  const { db } = app.database;
  try {
    await makeSendMorning(db, readers);
    await sql`insert into subscription (subscriber_id, number, topic_id, name, reading, cadence, start_seq, starts_on, created_at)
      select s.id, t.n, t.id, 'topic ' || t.n, 'topic', 'daily', 0, '2026-11-01', now()
      from subscriber s, (select id, row_number() over (order by id) as n from topic limit ${TOPICS_A_READER}::integer) as t`.execute(
      db,
    );
    await sql`vacuum analyze`.execute(db);
    const doors = createDoors(app, { ask: () => Promise.reject(new Error("nothing is tried here")) }, () => {});
    const web = await listen(createWeb(HEALTH, doors), { host: "127.0.0.1", port: 0 });
    const bare = await serveBare(url);
    const ids = Array.from({ length: POSTS + AT_ONCE }, (_, i) => 1 + Math.floor((i * readers) / (POSTS + AT_ONCE)));
    const ours = await postAll(ids.map((id) => `${web.url}/leave/${makeToken(SECRET, "leave", id)}`));
    const theirs = await postAll(ids.map((id) => `${bare.url}/${id}`));
    const { rows } = await sql<{ left: number; cancelled: number }>`select
      (select count(distinct subscriber_id)::integer from subscription where ended_at is not null) as left,
      (select count(*)::integer from delivery where state = 'cancelled') as cancelled`.execute(db);
    console.log(
      `  ${readers.toLocaleString("en")} readers: ${rows[0]?.left} left, ${rows[0]?.cancelled} digests cancelled`,
    );
    console.log(`    ours  ${describe(ours)} (bar: ${BAR_MS} ms)`);
    console.log(`    bare  ${describe(theirs)}; ratio of the medians ${(at(ours, 0.5) / at(theirs, 0.5)).toFixed(1)}`);
    await bare.close();
    await web.close();
  } finally {
    await app.close();
    await stop();
  }
}

/** The limit: a request, one committed update, an answer. */
async function serveBare(url: string): Promise<{ url: string; close: () => Promise<void> }> {
  const pool = new pg.Pool({ connectionString: url, max: AT_ONCE });
  pool.on("error", () => {}); // the server ends with what it still holds
  const server = createServer(async (request, response) => {
    await pool.query("update subscriber set zone = 'UTC' where id = $1", [request.url?.slice(1)]);
    response.end("done");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      });
      await pool.end();
    },
  };
}

/** Milliseconds of each post, without those that opened the connections; ascending. */
async function postAll(urls: string[]): Promise<number[]> {
  const times: number[] = [];
  const waiting = [...urls];
  const postNext = async () => {
    for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
      const started = performance.now();
      const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
      const response = await fetch(url, { method: "POST", body });
      await response.text();
      if (!response.ok) throw new Error(`${url} answered ${response.status}`);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, postNext));
  return times.slice(AT_ONCE).sort((a, b) => a - b);
}

const at = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;

const describe = (sorted: number[]) =>
  `median ${at(sorted, 0.5).toFixed(1)} ms, 99 of 100 within ${at(sorted, 0.99).toFixed(1)} ms, the slowest ${at(sorted, 1).toFixed(1)} ms`;
