/** One reader's digest opened again when the operator says so, and every such order written to the log. */
import { completeAudit, insertAudit } from "../db/audit.ts";
import { type DeadLetter, findDeadLetter } from "../db/desk-runs.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { countReleased, countUnknown, listReleased, reopenDigests, reopenUnknown, takeBack } from "../db/resending.ts";
import { findRun, saveRun } from "../db/runs.ts";
import { countPartsOf, openedAt, type Reopened, type ResendOrder } from "./resend.ts";

/** Does a resend by `resend` or `reopenRun`; what was ordered is written down before, and what came of it behind. */
export async function resendOnOrder<Report extends Reopened>(
  db: Db,
  order: ResendOrder,
  who: string,
  act: (db: Db, order: ResendOrder) => Promise<Report>,
): Promise<Report> {
  const subject = `run ${order.on}`;
  const id = await insertAudit(
    db,
    { who, act: "resend", subject, facts: { only: order.only } },
    `${order.clock.now()}`,
  );
  const report = await act(db, order);
  const { unknown, again, papers, withheld, made } = report;
  await completeAudit(db, id, { unknown, made: made.digests + made.quiet, again, papers, withheld });
  return report;
}

export interface Reopenable {
  on: string;
  served: number;
  /** Of readers who left, paused or must not be written to. */
  others: number;
}

/** How many deliveries of a run would be opened again; null: there is no such run. */
export async function countReopenable(
  db: Db,
  name: string,
  only: ResendOrder["only"],
  now: Temporal.Instant,
): Promise<Reopenable | null> {
  const run = await findRun(db, name);
  if (!run) return null;
  const { today } = openedAt(now);
  return { on: run.key, ...(await (only === "unknown" ? countUnknown : countReleased)(db, run.id, today)) };
}

export type Redelivered =
  /** `papers`: what the digest owns; null: as it was, and it may come twice. */
  { ok: true; letter: DeadLetter; papers: number | null } | { ok: false; cause: string };

export const findLetter = findDeadLetter;

/** Opens one digest again: unknown as it is, any other with what nothing has shown its reader since. */
export function redeliver(
  db: Db,
  deliveryId: number,
  who: string,
  order: Pick<ResendOrder, "cards" | "channels" | "installation" | "clock">,
): Promise<Redelivered> {
  const now = order.clock.now();
  return db.transaction().execute(async (tx): Promise<Redelivered> => {
    await lockUntilCommit(tx, "compiling"); // a digest that is compiled now must see what is taken back
    const letter = await findDeadLetter(tx, deliveryId);
    if (!letter) return { ok: false, cause: "there is no such delivery" };
    const { digest, state } = letter;
    if (!digest) return { ok: false, cause: "it is no digest: letters are asked for anew by who wants them" };
    if (!["unknown", "rejected", "expired", "cancelled"].includes(state))
      return { ok: false, cause: `it is ${state}: nothing is handed over twice` };
    const opened = await (state === "unknown" ? openUnknown(tx, digest, now) : openEnded(tx, digest, order, now));
    if (typeof opened === "string") return { ok: false, cause: opened };
    await saveRun(tx, "digest", digest.on, now.toString());
    const facts = { date: digest.on, was: state, papers: opened };
    await insertAudit(tx, { who, act: "hand over again", subject: `reader ${digest.subscriber_id}`, facts }, `${now}`);
    return { ok: true, letter, papers: opened };
  });
}

type Digest = NonNullable<DeadLetter["digest"]>;

const WITHHELD = "its reader left, paused, or must not be written to";

async function openUnknown(tx: Db, { id, run_id }: Digest, now: Temporal.Instant): Promise<null | string> {
  const opened = await reopenUnknown(tx, run_id, { after: 0, limit: 100 }, openedAt(now), id);
  return opened.count > 0 ? null : WITHHELD;
}

async function openEnded(
  tx: Db,
  { id, run_id }: Digest,
  order: Pick<ResendOrder, "cards" | "channels" | "installation">,
  now: Temporal.Instant,
): Promise<number | string> {
  const how = openedAt(now);
  const page = (await listReleased(tx, run_id, how.today, id - 1, 1)).filter((each) => each.id === id);
  const [released] = page;
  if (!released) return "it has been opened again already, or owns nothing";
  if (!released.served) return WITHHELD;
  const [owning] = await takeBack(tx, [id]);
  if (!owning) return "it owns nothing any more: later digests have shown it, or it was a quiet note";
  await reopenDigests(tx, await countPartsOf(tx, [owning], page, order), how);
  return owning.papers;
}
