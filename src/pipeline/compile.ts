/** Compiles digests: each due section's new matches, ranked, no paper twice, capped, with reasons; or a quiet day with its cause. */
import { allocateDigestIds, type DigestWrite, insertDigests } from "../db/digest-writes.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { listRunningSubscriptions, listUndigested } from "../db/subscribers.ts";
import { DIGEST_EXPIRY_HOURS } from "../domain/delivery/state.ts";
import { isDueOn } from "../domain/subscription/cadence.ts";
import { gatherContext } from "./compile-context.ts";
import { composeDigest } from "./compile-digest.ts";

export interface CompileOrder {
  runId: number;
  /** Local date the digests bear. */
  on: string;
  now: Temporal.Instant;
  /** How many parts a digest has on its channel: a mail one, a Slack thread several. */
  countParts(digest: DigestWrite): number;
}

export interface CompileReport {
  digests: number;
  items: number;
  /** Quiet days, with a note or silent. */
  quiet: number;
}

export interface CompiledPage extends CompileReport {
  compiled: DigestWrite[];
  /** Where the next page begins; null when this was the last. */
  last: number | null;
}

const PAGE = 500;

/** One page of subscribers after an id. `tx` is a transaction: a page is compiled whole or not at all. */
export async function compilePage(tx: Db, order: CompileOrder, after: number): Promise<CompiledPage> {
  await lockUntilCommit(tx, "compiling");
  const page = await listUndigested(tx, order.on, after, PAGE);
  const last = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
  const ids = page.map((each) => each.id);
  const running = await listRunningSubscriptions(tx, ids);
  const dueNow = running.filter((each) => isDueOn(each.cadence, order.on));
  const due = Map.groupBy(dueNow, (each) => each.subscriber_id);
  const subscribers = page.filter((each) => due.has(each.id));
  if (subscribers.length === 0) return { digests: 0, items: 0, quiet: 0, compiled: [], last };
  const context = await gatherContext(tx, subscribers, dueNow);
  const digestIds = await allocateDigestIds(tx, subscribers.length);
  const compiled = subscribers.map((subscriber, i) =>
    composeDigest(digestIds[i] as number, subscriber, due.get(subscriber.id) ?? [], context, order.on),
  );
  for (const digest of compiled) if (digest.parts > 0) digest.parts = order.countParts(digest);
  const expires = order.now.add({ hours: DIGEST_EXPIRY_HOURS }).toString();
  await insertDigests(tx, order.runId, compiled, order.now.toString(), expires);
  const quiet = compiled.filter((digest) => digest.kind === "quiet").length;
  return {
    digests: compiled.length - quiet,
    items: compiled.reduce((sum, digest) => sum + digest.items.length, 0),
    quiet,
    compiled,
    last,
  };
}
