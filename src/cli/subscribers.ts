/** `paperboy subscribe`, `unsubscribe` and `subscribers`: who receives what, for now by the command line. */
import { Command } from "commander";
import { hashesOf } from "../app.ts";
import { listSubscribers } from "../db/subscribers.ts";
import { type Address, parseAddress, showAddress } from "../domain/subscription/address.ts";
import { OperatorError } from "../errors.ts";
import { findDisposableDomain, warnOfDomain } from "../membership/disposable-mail.ts";
import { leave } from "../membership/leave.ts";
import type { Order } from "../membership/subscribe.ts";
import { withApp } from "./context.ts";
import { checkAll, readOrders, save } from "./orders.ts";
import { count, plain, table } from "./output.ts";
import { session } from "./session.ts";

interface SubscribeOptions {
  topic?: string[];
  zone?: string;
  at?: string;
  cadence?: string;
  file?: string;
  try: boolean;
}

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
        const orders = options.file ? await readOrders(options.file) : [{ at: "", order: orderOf(address, options) }];
        const checked = await checkAll(db, orders, hashesOf(context.app));
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
        const right = checked.flatMap(({ checked }) => (checked.ok ? [checked.order] : []));
        await warnOfDisposable(right.map(({ address }) => address));
        return save(context, right, options.try);
      }),
    );
}

const DOMAINS_TOLD = 10;

/** On stderr, each domain once: `--json` has stdout to itself. */
async function warnOfDisposable(addresses: Address[]): Promise<void> {
  const found = new Map<string, number>();
  for (const address of addresses) {
    const domain = await findDisposableDomain(address);
    if (domain !== null) found.set(domain, (found.get(domain) ?? 0) + 1);
  }
  const many = (times: number) => (addresses.length > 1 ? ` (${count(times, "address", "addresses")} of it)` : "");
  for (const [domain, times] of [...found].slice(0, DOMAINS_TOLD))
    session().err(`Warning: ${warnOfDomain(domain)}${many(times)}\n`);
  if (found.size > DOMAINS_TOLD)
    session().err(`Warning: … and ${count(found.size - DOMAINS_TOLD, "more domain")} of that kind.\n`);
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
      const rows = subscribers.flatMap((each) =>
        each.topics.map((topic, i) => [
          i === 0 ? plain(each.address) : "",
          i === 0 ? `${each.at} ${each.zone}` : "",
          topic.cadence,
          topic.number,
          plain(topic.name),
        ]),
      );
      if (rows.length === 0)
        out.say(subscribers.length === 0 ? "Nobody has subscribed yet." : "Nobody is subscribed now: all have left.");
      else for (const line of table(["address", "due", "cadence", "no", "topic"], rows)) out.say(line);
      return 0;
    }),
  );
}
