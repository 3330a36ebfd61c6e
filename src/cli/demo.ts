/** `paperboy demo`: the main job on a throw-away database, with a sample day and sample readers, in a few seconds. */
import { join, relative } from "node:path";
import { Command } from "commander";
import { type App, clearFolder, openApp, SEEDS_FOLDER } from "../app.ts";
import { createClock } from "../clock.ts";
import type { DigestWrite } from "../db/digest-writes.ts";
import { listSubscribers } from "../db/subscribers.ts";
import { showDay } from "../domain/digest/quiet.ts";
import { showAddress } from "../domain/subscription/address.ts";
import { OperatorError } from "../errors.ts";
import { createLog } from "../log.ts";
import { checkOrder, getOrderContext, subscribe } from "../membership/subscribe.ts";
import { analyseWaiting } from "../pipeline/analyse.ts";
import { matchWaiting } from "../pipeline/match.ts";
import { readRecorded } from "../pipeline/read-sources.ts";
import { reckonDueTimes } from "../pipeline/reckon.ts";
import { type RunReport, runDigests } from "../pipeline/run.ts";
import { loadConfig, type SharedOptions } from "./context.ts";
import { readOrders } from "./orders.ts";
import { count, createOutput, cut, heading, type Output, plain, table } from "./output.ts";
import { orderRun } from "./run.ts";
import { session } from "./session.ts";

/** Two mornings after two recorded days. */
const MORNINGS = ["2026-05-14", "2026-05-15"];

export function demoCommand(): Command {
  return new Command("demo")
    .description("Show the main job on sample papers and readers: no database, key or network needed")
    .action(async (_options: object, command: Command) => {
      const out = createOutput(command.optsWithGlobals<SharedOptions>().json === true);
      const folder = join(loadConfig().dataFolder, "demo");
      await clearFolder(folder);
      const mornings: RunReport[] = [];
      for await (const report of showMornings(folder, out)) mornings.push(report);
      out.give({
        mornings: mornings.map(({ digests, items, quiet, deliveries }) => ({ digests, items, quiet, deliveries })),
        previews: join(folder, "outbox"),
      });
      session().exitCode = mornings.every(
        (report) =>
          report.imbalance.length === 0 && Object.keys(report.deliveries).every((state) => state === "accepted"),
      )
        ? 0
        : 1;
    });
}

/** Both mornings, and the second one once more. */
async function* showMornings(folder: string, out: Output): AsyncGenerator<RunReport> {
  // Nothing of the operator's configuration: a demonstration never writes to anybody.
  const config = { ...loadConfig(), database: { kind: "memory" as const }, dataFolder: folder };
  config.mail = { ...config.mail, smtpUrl: null };
  config.slack = { ...config.slack, botToken: null };
  const clock = { current: createClock() };
  const app = await openApp(
    config,
    { now: () => clock.current.now(), today: () => clock.current.today() },
    createLog("error"),
  );
  try {
    const startAt = (day: string, hour: string) => {
      clock.current = createClock(Temporal.Instant.from(`${day}T${hour}:00Z`));
    };
    startAt("2026-05-13", "12:00");
    await enrol(app, out);
    for (const [i, morning] of MORNINGS.entries()) {
      startAt(morning, "05:00");
      out.say(`\n${heading(`${showDay(morning)}, 05:00 UTC`)}`);
      yield await showMorning(app, morning, out);
      if (i < MORNINGS.length - 1) continue;
      out.say(`\n${heading("The same morning once more")}`);
      yield await showMorning(app, morning, out);
    }
    const outbox = relative(session().folder, app.outboxFolder);
    out.say(`\nLook at the mails: ${outbox}/email/*.html, and at the Slack messages: ${outbox}/slack/*.json`);
    out.say(
      'Your own: npm run -s paperboy -- subscribe you@example.org --topic "mixture of experts"   (and: npm run -s paperboy -- --help)',
    );
  } finally {
    await app.close();
  }
}

async function enrol(app: App, out: Output): Promise<void> {
  const { sources, catalogue } = await getOrderContext(app.database.db);
  const lines = await readOrders(join(SEEDS_FOLDER, "subscribers.jsonl"));
  const orders = lines.map(({ order }) => {
    const checked = "ok" in order ? order : checkOrder(order, sources, catalogue);
    if (!checked.ok) throw new OperatorError(`seeds/subscribers.jsonl: ${checked.message}`);
    return checked.order;
  });
  const saved = await subscribe(app.database.db, orders, app.clock.now(), matchWaiting, reckonDueTimes);
  out.say(heading("Readers"));
  out.say(
    `${count(saved.subscribers, "sample reader")} with ${count(saved.subscriptions, "subscription")}; ${count(catalogue.size, "topic")} in the catalogue.`,
  );
}

async function showMorning(app: App, morning: string, out: Output): Promise<RunReport> {
  const { db } = app.database;
  const day = Temporal.PlainDate.from(morning).subtract({ days: 1 }).toString();
  const read = await readRecorded(
    db,
    join(SEEDS_FOLDER, "listings"),
    { from: day, to: day },
    { clock: app.clock, live: true },
  );
  if (!read.ok) throw new OperatorError(read.cause);
  for (const each of read.readings)
    out.say(
      `intake     Hugging Face ${showDay(day)}: ${count(each.listings, "listing")}, ${each.new} new, ${each.seen} seen`,
    );
  await analyseWaiting(db);
  const batch = await db.transaction().execute((tx) => matchWaiting(tx, app.clock.now()));
  out.say(
    `matching   ${batch ? `${count(batch.papers, "paper")} against ${count(batch.topics, "topic")}: ${count(batch.matches, "match", "matches")}` : "nothing new to match"}`,
  );
  const names = new Map((await listSubscribers(db)).map((each) => [each.id, showAddress(each.channel, each.address)]));
  const rows: (string | number)[][] = [];
  const onCompiled = (digests: DigestWrite[]) => {
    for (const digest of digests) rows.push(rowOf(digest, names.get(digest.subscriber_id) ?? ""));
  };
  let accepted = 0;
  const onSettled = () => {
    accepted++;
  };
  const report = await runDigests(db, await orderRun(app, morning, { onCompiled, onSettled }));
  out.say(
    `digests    ${count(report.digests, "digest")} with ${count(report.items, "paper")}, ${count(report.quiet, "quiet day")}`,
  );
  out.say(
    `delivery   ${accepted > 0 ? `${count(accepted, "message")} handed to the outbox` : "nothing left to hand over: nobody gets anything twice"}`,
  );
  if (rows.length > 0)
    for (const line of ["", ...table(["reader", "papers", "best paper, or why it is quiet"], rows)]) out.say(line);
  return report;
}

function rowOf(digest: DigestWrite, name: string): (string | number)[] {
  const cards = digest.sections.flatMap((section) => section.cards);
  return [plain(name), cards.length, cut(cards[0]?.paper.title ?? digest.cause ?? "", 70)];
}
