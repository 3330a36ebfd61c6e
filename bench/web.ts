/** Public pages under load beside a bare `node:http` hello: kept and not kept, and answer times at half of what they bear. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { openApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import type { Db } from "../src/db/open.ts";
import { saveSources } from "../src/db/sources.ts";
import type { Searchable } from "../src/domain/paper/paper.ts";
import { createLog } from "../src/log.ts";
import { analyseWaiting } from "../src/pipeline/analyse.ts";
import { takeIn } from "../src/pipeline/intake.ts";
import { refitModel } from "../src/pipeline/refit.ts";
import { createWarmGround } from "../src/reading/warm-ground.ts";
import { createWeb, listen } from "../src/web/server.ts";
import { createDoors } from "../src/web-doors.ts";
import { makeListing, makeOrder, NOON } from "../test/support/listings.ts";
import { createMix, type Mix } from "./match-mix.ts";
import { createPostgresBench } from "./postgres.ts";
import type { LoadOrder, LoadReport } from "./web-load.ts";
import { findMost, type Most } from "./web-wrk.ts";

/** `npm run bench -- web 10000` measures that many papers alone. */
const SIZES = process.argv[3] ? [Number(process.argv[3])] : [10_000, 100_000];
const PER_DAY = 400;
const LOAD = { connections: 20, seconds: 4 };
const SEED = 7;
const SERIAL = 150;
const SLOW_MS = 100;
const HEALTH = {
  findDead: () => null,
  findUnready: async () => null,
  renderMetrics: async () => ({ text: "", contentType: "text/plain" }),
};
const run = promisify(execFile);

export async function benchWeb(): Promise<void> {
  if (!existsSync("/usr/bin/wrk")) {
    console.log("bench web needs wrk: apt-get install wrk");
    process.exitCode = 1;
    return;
  }
  const slow: string[] = [];
  const { url, stop } = await createPostgresBench(["-c", `log_min_duration_statement=${SLOW_MS}`], (line) => {
    if (/duration: \d/.test(line)) slow.push(line);
  });
  const app = await openApp(
    readConfig({ DATABASE_URL: url, PAPERBOY_SECRET: "x".repeat(40), PAPERBOY_URL: "https://papers.example.org" }),
    { now: () => NOON, today: () => NOON.toString().slice(0, 10) },
    createLog("silent"),
  );
  const { db } = app.database;
  const ground = createWarmGround(db, app.clock);
  try {
    await saveSources(db, ["huggingface"], NOON.toString());
    const mix = createMix(SEED);
    const papers = mix.makePapers(SIZES.at(-1) as number);
    let stored = 0;
    for (const size of SIZES) {
      await fill(db, papers.slice(stored, size), stored);
      stored = size;
      console.log(
        `Pages, Postgres: ${size.toLocaleString("en")} papers, ${PER_DAY} a day; ${LOAD.connections} connections`,
      );
      const web = await listen(
        createWeb(
          HEALTH,
          createDoors(app, ground, () => {}),
        ),
        { host: "127.0.0.1", port: 0 },
      );
      const author = papers[0]?.authors[0]?.name ?? "";
      await measure(web.url, { mix, day: dayOf(0), author }, slow);
      await web.close();
    }
  } finally {
    await ground.close();
    await app.close();
    await stop();
  }
}

const dayOf = (position: number): string =>
  Temporal.PlainDate.from("2026-05-13")
    .subtract({ days: Math.floor(position / PER_DAY) })
    .toString();

async function fill(db: Db, papers: Searchable[], before: number): Promise<void> {
  for (let from = 0; from < papers.length; from += PER_DAY) {
    const listedOn = dayOf(before + from);
    const listings = papers
      .slice(from, from + PER_DAY)
      .map(({ arxivId, sources: _, id: __, ...paper }) =>
        makeListing({ ...paper, arxiv: arxivId as string, listedOn, authorCount: paper.authors.length }),
      );
    await takeIn(db, makeOrder(listings, { live: false, listedOn }));
  }
  await analyseWaiting(db);
  await refitModel(db, NOON, true);
  for (const table of ["paper", "paper_terms", "corpus_term", "listing", "signal"])
    await sql`vacuum analyze ${sql.table(table)}`.execute(db);
}

async function measure(
  url: string,
  { mix, day, author }: { mix: Mix; day: string; author: string },
  slow: readonly string[],
): Promise<void> {
  const hello = createServer((_request, response) => response.end("hello"));
  await new Promise<void>((done) => hello.listen(0, "127.0.0.1", done));
  const { port } = hello.address() as { port: number };
  const bare = await findMost(`http://127.0.0.1:${port}`, ["/"], LOAD);
  console.log(`  ${"bare hello".padEnd(22)}${describe(bare)}`);
  hello.close();
  hello.closeAllConnections();
  const queries = Array.from({ length: 400 }, () => `/search?q=${encodeURIComponent(mix.drawQuery())}`);
  const unkept = (path: string) => Array.from({ length: 2_000 }, (_, i) => `${path}?u=${i}-${Math.random()}`);
  const kinds: [string, string[], string | null][] = [
    ["front page", ["/"], "1/5"],
    ["day list", [`/papers/${day}`], "1/5"],
    ["feed of an author", [`/feeds/authors/${encodeURIComponent(author)}.atom`], "1/5"],
    ["feed of everything", ["/feeds/all.atom"], null],
    ["search", [queries[0] as string], "1/5"],
    ["day list, not kept", unkept(`/papers/${day}`), null],
    ["month list, not kept", unkept(`/papers/${day.slice(0, 7)}`), null],
    ["search, not kept", queries, null],
  ];
  await warm(url + (queries[0] as string));
  for (const [name, paths, bar] of kinds) {
    for (const path of paths.slice(0, 1)) await fetch(url + path).then((response) => response.text());
    const all = await findMost(url, paths, LOAD);
    await drain(`${url}/papers/${day}`);
    const before = slow.length;
    const half = await load({
      url,
      paths: bar ? paths : paths.map((path) => `${path}&h`),
      rate: Math.max(2, Math.floor(all.perSecond / 2)),
    });
    const late = slow.slice(before);
    const ratio = bare.perSecond / all.perSecond;
    console.log(
      `  ${name.padEnd(22)}${describe(all)}; ${bar ? `1/${ratio.toFixed(1)} of hello (bar ${bar})` : `1/${ratio.toFixed(0)} of hello`}; at half: median ${half.p50} ms, 99 of 100 within ${half.p99} ms${bar ? " (bar 50)" : ""}, statements above ${SLOW_MS} ms: ${late.length}`,
    );
    if (late[0]) console.log(`      ${late[0].slice(0, 300)}`);
  }
  for (const [name, paths] of kinds.slice(-3)) {
    const before = slow.length;
    const median = await askSerially(paths.slice(0, SERIAL).map((path) => `${url}${path}&s`));
    console.log(
      `  ${name}: one after another ${median.toFixed(1)} ms in the median of ${SERIAL}, statements above ${SLOW_MS} ms: ${slow.length - before}`,
    );
  }
}

/** The month that charts are drawn of is read and indexed when first asked for; till then pages are not kept. */
async function warm(url: string): Promise<void> {
  const from = performance.now();
  for (let kept = false; !kept; ) {
    const response = await fetch(url);
    await response.text();
    kept = response.headers.get("cache-control")?.startsWith("public") ?? false;
  }
  console.log(`  charts stand ready ${((performance.now() - from) / 1_000).toFixed(1)} s after the first search`);
}

/** Answers that nobody waits for any more are still being made after the most was asked for. */
async function drain(url: string): Promise<void> {
  for (let quick = 0; quick < 5; ) {
    const from = performance.now();
    await fetch(`${url}?d=${Math.random()}`).then((response) => response.text());
    quick = performance.now() - from < 50 ? quick + 1 : 0;
  }
}

/** Milliseconds of answers that are asked for one after another, in the median. */
async function askSerially(urls: string[]): Promise<number> {
  const times: number[] = [];
  for (const url of urls) {
    const from = performance.now();
    await fetch(url).then((response) => response.text());
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}

const describe = ({ perSecond, wrong, processor, bytesPerSecond }: Most): string =>
  `${perSecond.toFixed(0)} a second, ${(bytesPerSecond / 2 ** 20).toFixed(1)} MiB/s${wrong > 0 ? `, ${wrong} WRONG` : ""}; wrk took ${(100 * processor).toFixed(0)} % of a core`;

/** At a steady rate, by a process of its own. */
async function load(order: Pick<LoadOrder, "url" | "paths" | "rate">): Promise<LoadReport> {
  const whole: LoadOrder = { ...order, ...LOAD };
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, "web-load.ts"), JSON.stringify(whole)], {
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout) as LoadReport;
}
