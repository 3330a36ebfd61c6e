/** `paperboy subscribe`, `unsubscribe` and `subscribers`: who receives what, for now by the command line. */
import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { z } from "zod";
import { listSubscribers } from "../db/subscribers.ts";
import { parseAddress, showAddress } from "../domain/subscription/address.ts";
import { messageOf, OperatorError } from "../errors.ts";
import { leave } from "../membership/leave.ts";
import {
  type Checked,
  type CheckedOrder,
  checkOrder,
  getOrderContext,
  type Order,
  subscribe,
} from "../membership/subscribe.ts";
import { matchWaiting } from "../pipeline/match.ts";
import { reckonDueTimes } from "../pipeline/reckon.ts";
import { readGround, type TriedTopic, tryTopic } from "../reading/backtest.ts";
import { tellBriefly } from "./backtest.ts";
import { type Context, withApp } from "./context.ts";
import { count, plain, table, terminalColumns } from "./output.ts";

interface SubscribeOptions {
  topic?: string[];
  zone?: string;
  at?: string;
  cadence?: string;
  file?: string;
  try: boolean;
}

const orderSchema = z.strictObject({
  address: z.string(),
  topics: z.array(z.string()),
  zone: z.string().optional(),
  at: z.string().optional(),
  cadence: z.string().optional(),
});

export function subscribeCommand(): Command {
  return new Command("subscribe")
    .description("Subscribe a mailbox or a Slack conversation to topics")
    .argument("[address]", "ada@example.org or slack:C0123ABCD")
    .option(
      "--topic <query...>",
      "a query in the topic language, '#slug' of the catalogue, or '*' for the day's trending papers",
    )
    .option("--zone <zone>", "the reader's time zone, such as Europe/Berlin")
    .option("--at <hour>", "when the digest is due there, such as 08:00")
    .option("--cadence <cadence>", "daily, weekdays, weekly, weekly:fri, monthly or monthly:15")
    .option("--no-try", "do not try the topics on the last 30 days, which takes seconds of a large store")
    .option("--file <file>", "many at once: one JSON object a line with address, topics, zone, at, cadence")
    .action((address: string | undefined, options: SubscribeOptions, command: Command) =>
      withApp(command, async (context) => {
        const { db } = context.app.database;
        const { sources, catalogue } = await getOrderContext(db);
        const orders = options.file ? await readOrders(options.file) : [{ at: "", order: orderOf(address, options) }];
        const checked = orders.map(({ at, order }) => ({
          at,
          checked: "ok" in order ? order : checkOrder(order, sources, catalogue),
        }));
        const wrong = checked.flatMap(({ at, checked }) => (checked.ok ? [] : [`${at}${checked.message}`]));
        if (wrong.length > 0)
          throw new OperatorError(
            [
              ...wrong.slice(0, 20),
              ...(wrong.length > 20 ? [`… and ${wrong.length - 20} more`] : []),
              ...(options.file ? ["Nothing was saved."] : []),
            ].join("\n"),
            { exitCode: 2 },
          );
        return save(
          context,
          checked.flatMap(({ checked }) => (checked.ok ? [checked.order] : [])),
          options.try,
        );
      }),
    );
}

function orderOf(address: string | undefined, { topic, zone, at, cadence }: SubscribeOptions): Order {
  if (!address)
    throw new OperatorError(
      'Name an address: paperboy subscribe ada@example.org --topic "mixture of experts" (or --file FILE)',
      { exitCode: 2 },
    );
  if (!topic)
    throw new OperatorError(
      `Name a topic: paperboy subscribe ${plain(address)} --topic "mixture of experts" (or --topic '*' for the day's trending papers)`,
      { exitCode: 2 },
    );
  return { address, topics: topic, zone, at, cadence };
}

type Line = { at: string; order: Order | (Checked & { ok: false }) };

export async function readOrders(file: string): Promise<Line[]> {
  const text = await readFile(file, "utf8").catch((error) => {
    throw new OperatorError(`${file} cannot be read: ${messageOf(error)}`, { exitCode: 2 });
  });
  return text.split(/\r?\n/).flatMap((line, i): Line[] => {
    if (line.trim() === "") return [];
    const at = `line ${i + 1}: `;
    return [{ at, order: readOrder(line) }];
  });
}

function readOrder(line: string): Line["order"] {
  try {
    const parsed = orderSchema.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    return { ok: false, message: `${issue?.path.join(".") ?? ""} ${issue?.message ?? "is wrong"}`.trim() };
  } catch (error) {
    return { ok: false, message: `no JSON object: ${messageOf(error)}` };
  }
}

/** `tries`: whether topics of a single order are tried on the last 30 days. */
async function save({ app, out }: Context, orders: CheckedOrder[], tries: boolean): Promise<number> {
  const saved = await subscribe(app.database.db, orders, app.clock.now(), matchWaiting, reckonDueTimes);
  const counts = { subscribers: saved.subscribers, subscriptions: saved.subscriptions, orders: orders.length };
  const [only] = orders;
  if (orders.length !== 1 || !only) {
    out.give(counts);
    out.say(
      `${count(orders.length, "order")}: ${count(saved.subscribers, "new subscriber")}, ${count(saved.subscriptions, "new subscription")}.`,
    );
    return 0;
  }
  out.say(
    saved.subscriptions > 0
      ? `${plain(only.address.address)} is subscribed (${only.cadence}):`
      : `${plain(only.address.address)} was subscribed to this already:`,
  );
  const tried = tries ? await tryTopics(app, only) : null;
  out.give({ ...counts, ...(tried && { topics: tried.map(describe) }) });
  only.topics.forEach((topic, i) => {
    out.say(`  ${plain(topic.reading)}`);
    for (const warning of topic.warnings) out.say(`    note: ${plain(warning)}`);
    for (const line of tried?.[i] ? tellBriefly(tried[i].found, terminalColumns()) : []) out.say(`    ${line}`);
  });
  return 0;
}

interface Tried {
  topic: CheckedOrder["topics"][number];
  found: TriedTopic;
}

/** What each topic would have found in the last 30 days. Of a file of orders nobody would read it. */
async function tryTopics({ database, clock }: Context["app"], order: CheckedOrder): Promise<Tried[]> {
  const ground = await readGround(database.db, clock.today());
  const tried: Tried[] = [];
  for (const topic of order.topics)
    tried.push({ topic, found: await tryTopic(database.db, ground, topic.ast, { limit: 0 }) });
  return tried;
}

function describe({ topic, found }: Tried): object {
  const { hits, stored, share, perDay, tooBroad, suggestions } = found;
  return { reading: topic.reading, hits, stored, share, perDay, tooBroad, suggestions };
}

export function unsubscribeCommand(): Command {
  return new Command("unsubscribe")
    .description("End all subscriptions of an address; what is compiled but not handed over is cancelled")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .action((text: string, _options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const parsed = parseAddress(text);
        if (!parsed.ok) throw new OperatorError(parsed.message, { exitCode: 2 });
        const left = await leave(app.database.db, parsed.address, app.clock.now());
        out.give(left);
        out.say(
          left.ended > 0
            ? `${count(left.ended, "subscription")} ended, nothing more will be sent.`
            : "There was no running subscription; nothing is sent.",
        );
        return 0;
      }),
    );
}

export function subscribersCommand(): Command {
  return new Command("subscribers").description("List who receives what").action((_options: object, command: Command) =>
    withApp(command, async ({ app, out }) => {
      const all = await listSubscribers(app.database.db);
      const subscribers = all.map(({ id: _, channel, address, hour, ...rest }) => ({
        address: showAddress(channel, address),
        at: hour,
        ...rest,
      }));
      out.give({ count: subscribers.length, subscribers });
      if (subscribers.length === 0) out.say("Nobody has subscribed yet.");
      const rows = subscribers.flatMap((each) =>
        each.topics.map((topic, i) => [
          i === 0 ? plain(each.address) : "",
          i === 0 ? `${each.at} ${each.zone}` : "",
          topic.cadence,
          topic.number,
          plain(topic.name),
        ]),
      );
      if (rows.length > 0) for (const line of table(["address", "due", "cadence", "no", "topic"], rows)) out.say(line);
      return 0;
    }),
  );
}
