/** Orders on the command line: read from a file, checked together, saved, and told with what their topics would have found. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { hashesOf } from "../app.ts";
import type { Db } from "../db/open.ts";
import { hasErased, listErased } from "../db/personal-data.ts";
import type { Address } from "../domain/subscription/address.ts";
import { listLibraryKeys } from "../domain/topic/library-keys.ts";
import { messageOf, OperatorError } from "../errors.ts";
import { listUnknownLibraries } from "../membership/libraries.ts";
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
import type { Context } from "./context.ts";
import { count, plain, terminalColumns } from "./output.ts";
import { pathOf } from "./session.ts";

const orderSchema = z.strictObject({
  address: z.string(),
  topics: z.array(z.string()),
  zone: z.string().optional(),
  at: z.string().optional(),
  cadence: z.string().optional(),
});

/** `hashOf`: what an address is known by that asked to be forgotten. */
export async function checkAll(
  db: Db,
  lines: Line[],
  hashOf: (address: Address) => string,
): Promise<{ at: string; checked: Checked }[]> {
  const context = await getOrderContext(db);
  const checked = lines.map(({ at, order }) => ({
    at,
    checked: "ok" in order ? order : checkOrder(order, context.sources, context.catalogue),
  }));
  const orders = checked.flatMap(({ checked }) => (checked.ok ? [checked.order] : []));
  if (await hasErased(db)) await refuseErased(db, orders, hashOf);
  const unknown = await listUnknownLibraries(db, orders);
  if (unknown.size === 0) return checked;
  return checked.map(({ at, checked }) => {
    const key =
      checked.ok && checked.order.topics.flatMap(({ ast }) => listLibraryKeys(ast)).find((each) => unknown.has(each));
    return { at, checked: key ? { ok: false, message: explainUnknownLibrary(key) } : checked };
  });
}

async function refuseErased(db: Db, orders: CheckedOrder[], hashOf: (address: Address) => string): Promise<void> {
  const erased = await listErased(
    db,
    orders.map(({ address }) => hashOf(address)),
  );
  const forgotten = orders.find(({ address }) => erased.has(hashOf(address)));
  if (forgotten)
    throw new OperatorError(
      `${plain(forgotten.address.address)} asked to be forgotten: only they can come back, by signing up.`,
    );
}

export const explainUnknownLibrary = (key: string): string =>
  `no list of papers goes by like:${plain(key)}. Make one: paperboy follow papers ADDRESS 2605.00001 (or --file refs.bib)`;

/** Saves one order as `subscribe` does; `called` names its topic, and `library` is what it stands for. */
export async function saveOrder(
  context: Context,
  order: Order,
  { name, library }: { name?: string; library?: object } = {},
): Promise<number> {
  const [only] = await checkAll(context.app.database.db, [{ at: "", order }], hashesOf(context.app));
  if (!only) throw new Error("an order was lost");
  if (!only.checked.ok) throw new OperatorError(only.checked.message, { exitCode: 2 });
  const checked = only.checked.order;
  if (name !== undefined) for (const topic of checked.topics) topic.name = name;
  return save(context, [checked], true, library);
}

export type Line = { at: string; order: Order | (Checked & { ok: false }) };

export async function readOrders(file: string): Promise<Line[]> {
  const text = await readFile(pathOf(file), "utf8").catch((error) => {
    throw new OperatorError(`${file} cannot be read: ${messageOf(error)}`, { exitCode: 2, cause: error });
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
export async function save(
  { app, out }: Context,
  orders: CheckedOrder[],
  tries: boolean,
  library?: object,
): Promise<number> {
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
  out.give({ ...counts, ...(library && { library }), ...(tried && { topics: tried.map(describe) }) });
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
