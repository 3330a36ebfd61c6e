/** Reads and writes the addresses of lists: what narrows them, their order, and where a page begins. */

import { LIST_ORDERS, type ListKey, type ListOrderName } from "../../reading/lists.ts";
import { plainText } from "../../render/escape.ts";

export interface Narrowing {
  order: ListOrderName;
  source: string | null;
  category: string | null;
  topic: string | null;
  after: ListKey | null;
}

/** Of a source's, a category's or a topic's name. */
export const LONGEST = 200;

/** Null for what is no order, and for where no page begins. */
export function readNarrowing(query: (name: string) => string | undefined): Narrowing | null {
  const text = (name: string): string | null => plainText(query(name)?.slice(0, LONGEST) ?? "") || null;
  const order = LIST_ORDERS.find((each) => each === (query("order") ?? "votes"));
  const after = query("after");
  const key = after === undefined ? null : readKey(after);
  if (!order || key === undefined) return null;
  return { order, source: text("source"), category: text("category"), topic: text("topic"), after: key };
}

/** Undefined for what is none. */
export function readKey(text: string): ListKey | undefined {
  const found = /^(-?\d{1,15})\.(\d{1,15})$/.exec(text);
  return found ? { value: Number(found[1]), id: Number(found[2]) } : undefined;
}

export const writeKey = ({ value, id }: ListKey): string => `${value}.${id}`;

/** A path with what narrows it; what stands by itself is left out. */
export function listAddress(path: string, narrowing: Partial<Narrowing>): string {
  const { order = "votes", source, category, topic, after } = narrowing;
  const query = new URLSearchParams();
  if (order !== "votes") query.set("order", order);
  if (source) query.set("source", source);
  if (category) query.set("category", category);
  if (topic) query.set("topic", topic);
  if (after) query.set("after", writeKey(after));
  return query.size > 0 ? `${path}?${query}` : path;
}
