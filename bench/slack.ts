/** Conversations of three workspaces due at one moment, posted at Slack's pace by the service, while people type commands; beside the pace itself. */
import { openApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { createLog } from "../src/log.ts";
import { install } from "../src/membership/slack-installations.ts";
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
const SECRET = "x".repeat(40);
/** The large one has most of the conversations, and was due first: the small ones must not wait for it. */
const WORKSPACES = [
  { team: "T0LARGE", share: 0.8 },
  { team: "T0MIDDLE", share: 0.16 },
  { team: "T0SMALL", share: 0.04 },
];
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
  const conversations = WORKSPACES.flatMap(({ team, share }) =>
    Array.from({ length: Math.round(CONVERSATIONS * share) }, (_, i) => `${team}/C0${team.slice(2)}${i}`),
  );
  const config = readConfig({
    DATABASE_URL: url,
    PAPERBOY_SECRET: SECRET,
    PAPERBOY_URL: "https://papers.example.org",
    SLACK_CLIENT_ID: "1234.5678",
    SLACK_CLIENT_SECRET: "y".repeat(40),
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: api.url,
  });
  const start = Temporal.Instant.from("2026-05-14T05:00:00Z");
  let now = start;
  const app = await openApp(config, { now: () => now, today: () => now.toString().slice(0, 10) }, createLog("silent"));
  const { db } = app.database;
  await order(
    db,
    conversations.map((address) => ({ address: `slack:${address}`, topics: ["*"], zone: "UTC", at: "08:00" })),
    start,
  );
  for (const { team } of WORKSPACES)
    await install(
      db,
      {
        ...{ team: { id: team, name: team }, bot: "U0BOT", scopes: "chat:write", installedBy: "U0ADA" },
        ...{ token: `xoxb-${team}`, refreshToken: null, expiresInSeconds: null },
      },
      SECRET,
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
      return Number(all) > 0 && count === all && times.size >= conversations.length;
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
        const { team } = WORKSPACES[i % WORKSPACES.length] as { team: string };
        const form = commandOf(words, { team_id: team, response_url, user_id: user, channel_id: `C0TYPED${i % 50}` });
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
  const posts = [...times.values()].flat();
  const gaps = [...times.values()].flatMap((each) => each.slice(1).map((at, i) => at - (each[i] as number)));
  const least = Math.min(...gaps);
  const firsts = [...times.values()].map(([first = 0]) => first - began).sort((a, b) => a - b);
  const at = (sorted: number[], share: number) => sorted[Math.floor((sorted.length - 1) * share)] as number;
  console.log(`Slack: ${times.size} conversations due at once, ${posts.length} posts, a stand-in that answers at once`);
  for (const { team } of WORKSPACES) {
    const own = [...times].filter(([channel]) => channel.startsWith(`C0${team.slice(2)}`)).map(([, at]) => at);
    const count = own.flat().length;
    const took = (Math.max(...own.flat()) - began) / 1_000;
    const ideal = Math.max(count / PER_SECOND, Math.max(...own.map((each) => each.length)));
    console.log(
      `  ${team}: ${own.length} conversations, ${count} posts after ${took.toFixed(1)} s; its pace alone, ${PER_SECOND} a second, takes ${ideal.toFixed(1)} s: ratio ${(took / ideal).toFixed(2)}`,
    );
  }
  console.log(
    `  in a conversation at least ${least.toFixed(0)} ms apart (pace: ${APART_MS}); the first message after ${(at(firsts, 0.5) / 1_000).toFixed(1)} s in the median, ${(at(firsts, 1) / 1_000).toFixed(1)} s at the latest`,
  );
  console.log(
    `  ${answers.length} commands meanwhile: answered after ${at(answers, 0.5).toFixed(0)} ms in the median, 99 of 100 within ${at(answers, 0.99).toFixed(0)} ms (bar ${BAR_MS})`,
  );
}
