/** One reader's digest of a date: as it was frozen, or as a run would make it now, in a transaction that is taken back. */
import type { DigestWrite } from "../db/digest-writes.ts";
import type { Db } from "../db/open.ts";
import { findReaderDigestId } from "../db/reader-digests.ts";
import type { DigestView } from "../domain/digest/view.ts";
import type { CardStore } from "./card-store.ts";
import { type CompileAllOrder, compileAllOn } from "./compile-all.ts";
import { rollBack } from "./trial.ts";
import { viewOf } from "./view.ts";

export interface Preview {
  /** `sent`: what is frozen, whatever became of it. */
  as: "sent" | "now";
  view: DigestView;
}

/** Null: nothing is due that day, or the reader is paused or not to be written to. */
export async function previewDigest(
  db: Db,
  order: Pick<CompileAllOrder, "clock" | "channels" | "installation"> & { cards: CardStore },
  { subscriberId, on }: { subscriberId: number; on: string },
): Promise<Preview | null> {
  const made = await findReaderDigestId(db, subscriberId, on);
  const stored = made === null ? undefined : (await order.cards.getDigests(db, [made])).get(made);
  if (stored) return { as: "sent", view: viewOf(stored, order.installation) };
  let found: DigestWrite | null = null;
  const onCompiled = (digests: DigestWrite[]) => {
    found = digests[0] ?? null;
  };
  await rollBack(db, (tx) => compileAllOn({ ...order, onCompiled }, on, (work) => work(tx), subscriberId));
  // It has no page: nothing of it was written.
  return found === null ? null : { as: "now", view: viewOf({ ...(found as DigestWrite), id: 0 }, order.installation) };
}
