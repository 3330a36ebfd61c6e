/** A subscriber's record as files spell it: checked, with what is wrong in words; and rows of CSV made into records. */
import { z } from "zod";
import type { Incoming, SubscriberRecord } from "../domain/exchange/record.ts";
import { CAP_MOST } from "../domain/subscription/cap.ts";
import { THRESHOLDS, type Threshold } from "../domain/subscription/feedback.ts";

const cap = z.number().int().min(1).max(CAP_MOST);
const topicSchema = z.strictObject({
  topic: z.string(),
  name: z.string().max(200).optional(),
  cadence: z.string().optional(),
  cap: cap.optional(),
  threshold: z.enum(Object.keys(THRESHOLDS) as [Threshold]).optional(),
  votes: z.boolean().optional(),
  catalogue: z.string().max(63).optional(),
});

const recordSchema = z.strictObject({
  address: z.string(),
  at: z.string().optional(),
  zone: z.string().optional(),
  most: z.number().int().min(1).max(100).optional(),
  quiet: z.enum(["some", "never", "always"]).optional(),
  waits: z.boolean().optional(),
  paused_until: z.iso.date().nullish(),
  confirmed: z.boolean().optional(),
  suppressed: z.string().nullish(),
  cadence: z.string().optional(),
  topics: z.array(z.union([z.string(), topicSchema])),
});

/** One entry of a YAML or JSON file; topics may be bare queries, as `subscribe --file` takes them. */
export function readRecord(line: number, value: unknown): Incoming {
  const typed = (value as { address?: unknown } | null)?.address;
  const address = typeof typed === "string" ? typed : "";
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const problem = `${issue?.path.join(".") ?? ""} ${issue?.message ?? "is wrong"}`.trim();
    return { line, address, standing: "subscribed", record: null, problem };
  }
  const { cadence, topics, ...rest } = parsed.data;
  const each = topics.map((topic) => ({ cadence, ...(typeof topic === "string" ? { topic } : topic) }));
  return { line, address, standing: "subscribed", record: { ...rest, topics: each }, problem: null };
}

/** What our own CSV put before a cell that a spreadsheet would run (render/csv.ts). */
export const bare = (cell: string): string => (/^'\s*[=+\-@＝＋－＠]/.test(cell) ? cell.slice(1) : cell);

const YES: Record<string, boolean> = { yes: true, true: true, no: false, false: false };

/** Lines of one subscriber, one a topic. */
export function joinRows(line: number, rows: Record<string, string>[]): Incoming {
  const [first = {}] = rows;
  const text = (row: Record<string, string>, name: string) => bare(row[name] ?? "").trim() || undefined;
  const number = (row: Record<string, string>, name: string) => {
    const cell = text(row, name);
    return cell === undefined ? undefined : Number(cell);
  };
  const yes = (row: Record<string, string>, name: string) => {
    const cell = text(row, name)?.toLowerCase();
    return cell === undefined ? undefined : (YES[cell] ?? cell);
  };
  const topics = rows.flatMap((row) => {
    const topic = text(row, "topic");
    if (topic === undefined) return [];
    const [name, cadence, threshold] = [text(row, "name"), text(row, "cadence"), text(row, "threshold")];
    const [votes, catalogue] = [yes(row, "votes"), text(row, "catalogue")];
    return [{ topic, name, cadence, cap: number(row, "cap"), threshold, votes, catalogue }];
  });
  return readRecord(line, {
    ...{ address: text(first, "address") ?? "", at: text(first, "at"), zone: text(first, "zone") },
    ...{ most: number(first, "most"), quiet: text(first, "quiet"), waits: yes(first, "waits") },
    ...{ paused_until: text(first, "paused_until"), confirmed: yes(first, "confirmed") },
    suppressed: text(first, "suppressed"),
    topics,
  } satisfies Record<keyof SubscriberRecord, unknown>);
}
