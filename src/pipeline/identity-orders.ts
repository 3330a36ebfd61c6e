/** An operator's word on which papers are one: merged or split, written to the log, and matched anew. */
import { insertAudit } from "../db/audit.ts";
import type { Db } from "../db/open.ts";
import type { ListingKey } from "../db/splits.ts";
import { analyseWaiting } from "./analyse.ts";
import { matchWaiting } from "./match.ts";
import { type Merge, mergeByHand, splitByHand } from "./merge.ts";
import { type Split, splitListing } from "./split.ts";

/** The first stays, unless only the other has an arXiv id. */
export async function mergeOnOrder(
  db: Db,
  [a, b]: [string, string],
  who: string,
  now: Temporal.Instant,
): Promise<Merge> {
  const merged = await db.transaction().execute(async (tx) => {
    const merge = await mergeByHand(tx, a, b, now);
    if (merge.ok)
      await insertAudit(
        tx,
        { who, act: "merge", subject: `paper ${merge.into}`, facts: { merged: merge.other } },
        `${now}`,
      );
    return merge;
  });
  if (merged.ok) await matchAnew(db, now);
  return merged;
}

/** A paper from what it was merged into; or a listing from the paper that it joined by title or text. */
export async function splitOnOrder(
  db: Db,
  what: string | ListingKey,
  who: string,
  now: Temporal.Instant,
): Promise<Split> {
  const done = await db.transaction().execute(async (tx) => {
    const split = await (typeof what === "string" ? splitByHand(tx, what, now) : splitListing(tx, what, now));
    if (split.ok)
      await insertAudit(
        tx,
        { who, act: "split", subject: `paper ${split.paperId}`, facts: { from: split.from } },
        `${now}`,
      );
    return split;
  });
  if (done.ok) await matchAnew(db, now);
  return done;
}

async function matchAnew(db: Db, now: Temporal.Instant): Promise<void> {
  await analyseWaiting(db);
  await db.transaction().execute((tx) => matchWaiting(tx, now));
}
