/** Conversations due at one moment, posted at Slack's pace by the service, while people type commands; beside the pace itself. */
import { openApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { createLog } from "../src/log.ts";
import { analyseWaiting } from "../src/pipeline/analyse.ts";
import { takeIn } from "../src/pipeline/intake.ts";
import { startService } from "../src/service.ts";
import { makeListings, makeOrder } from "../test/support/listings.ts";
import { match, order } from "../test/support/orders.ts";
import { openSlackApi } from "../test/support/slack-api.ts";
import { commandOf, FORM, send } from "../test/support/slack-requests.ts";
import { createPostgresBench } from "./postgres.ts";

/** `npm run bench -- slack 100` measures that many conversations. */
const CONVERSATIONS = Number(process.argv[3] ?? 500);
const SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
/** What the pace lets through (domain/delivery/slack-pace.ts). */
const PER_SECOND = 5;
const APART_MS = 1_000;
const COMMAND_EVERY_MS = 100;
const BAR_MS = 500;
const COMMANDS = ["list", "help", "status", "search zebras", "subscribe quaggas at 9:00", "unsubscribe quaggas"];

export async function benchSlack(): Promise<void> {
  const { url, stop } = await createPostgresBench();
  const times = new Map<string, number[]>();
  const api = await openSlackApi((channel) => {
    times.set(channel, [...(times.get(channel) ?? []), performance.now()]);
    return undefined;
  });
  const config = readConfig({
    DATABASE_URL: url,
    PAPERBOY_SECRET: "x".repeat(40),
    SLACK_BOT_TOKEN: "xoxb-test-0",
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: api.url,
  });
  const start = Temporal.Instant.from("2026-05-14T05:00:00Z");
  let now = start;
  const app = await openApp(config, { now: () => now, today: () => now.toString().slice(0, 10) }, createLog("silent"));
  const { db } = app.database;
  await order(
    db,
    Array.from({ length: CONVERSATIONS }, (_, i) => ({
      address: `slack:T0LAB/C0BENCH${i}`,
      topics: ["*"],
      zone: "UTC",
      at: "08:00",
    })),
    start,
  );
  await takeIn(db, makeOrder(makeListings(30, { listedOn: "2026-05-13" }), { at: start }));
  await analyseWaiting(db);
  await match(db, start);
  now = start.add({ hours: 3, seconds: 1 });
  const service = await startService(app, { scheduler: true, listen: { host: "127.0.0.1", port: 0 } });
  const began = performance.now();
  try {
    const answers = await typeWhile(service.url ?? "", api, async () => {
      const { count } = await db
        .selectFrom("delivery")
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .where("state", "=", "accepted")
        .executeTakeFirstOrThrow();
      const { all } = await db
        .selectFrom("delivery")
        .select((eb) => eb.fn.countAll<number>().as("all"))
        .executeTakeFirstOrThrow();
      return Number(all) > 0 && count === all && times.size >= CONVERSATIONS;
    });
    tell(times, answers, began);
  } finally {
    await service.stop();
    await app.close();
    await api.close();
    await stop();
  }
}

/** Milliseconds from a command to its answer, of one every tenth of a second. */
async function typeWhile(
  url: string,
  api: Awaited<ReturnType<typeof openSlackApi>>,
  over: () => Promise<boolean>,
): Promise<number[]> {
  const answers: number[] = [];
  const waiting: Promise<void>[] = [];
  for (let i = 0; !(i % 20 === 19 && (await over())); i += 1) {
    const from = performance.now();
    waiting.push(
      (async () => {
        const response_url = api.responseUrl();
        const user = `U0TYPIST${i % 50}`;
        const words = COMMANDS[i % COMMANDS.length] as string;
        const form = commandOf(words, { response_url, user_id: user, channel_id: `C0TYPED${i % 50}` });
        await send(url, SIGNING_SECRET, form, { type: FORM });
        await api.heard(() => api.responses.some((each) => each.url === response_url));
        answers.push(performance.now() - from);
      })(),
    );
    await new Promise((done) => setTimeout(done, COMMAND_EVERY_MS));
  }
  await Promise.all(waiting);
  return answers.sort((a, b) => a - b);
}

function tell(times: Map<string, number[]>, answers: number[], began: number): void {
  const posts = [...times.values()].flat().sort((a, b) => a - b);
  const took = ((posts.at(-1) as number) - began) / 1_000;
  const gaps = [...times.values()].flatMap((each) => each.slice(1).map((at, i) => at - (each[i] as number)));
  const least = Math.min(...gaps);
  const ideal = posts.length / PER_SECOND;
  const firsts = [...times.values()].map(([first = 0]) => first - began).sort((a, b) => a - b);
  const at = (sorted: number[], share: number) => sorted[Math.floor((sorted.length - 1) * share)] as number;
  console.log(
    `Slack: ${CONVERSATIONS} conversations due at once, ${posts.length} posts, a stand-in that answers at once`,
  );
  console.log(
    `  all posted after ${took.toFixed(1)} s; the pace alone, ${PER_SECOND} a second in the workspace, takes ${ideal.toFixed(1)} s: ratio ${(took / ideal).toFixed(2)}`,
  );
  console.log(
    `  in a conversation at least ${least.toFixed(0)} ms apart (pace: ${APART_MS}); the first message after ${(at(firsts, 0.5) / 1_000).toFixed(1)} s in the median, ${(at(firsts, 1) / 1_000).toFixed(1)} s at the latest`,
  );
  console.log(
    `  ${answers.length} commands meanwhile: answered after ${at(answers, 0.5).toFixed(0)} ms in the median, 99 of 100 within ${at(answers, 0.99).toFixed(0)} ms (bar ${BAR_MS})`,
  );
}
