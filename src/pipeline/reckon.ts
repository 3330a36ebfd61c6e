/** Reckons due times that are not known: of new readers, after a change of hour or zone, and when the rules of zones change. */
import { findSetting, forgetDueTimes, listUnreckoned, saveDueTimes, saveSetting } from "../db/due.ts";
import type { Db } from "../db/open.ts";
import { rescheduleAfterChange } from "../domain/calendar/reschedule.ts";

const PAGE = 2_000;

/** `tx` is a transaction. Returns how many were reckoned. */
export async function reckonDueTimes(tx: Db, now: Temporal.Instant): Promise<number> {
  let reckoned = 0;
  for (;;) {
    const page = await listUnreckoned(tx, now.toString(), PAGE);
    const rows = page.map(({ id, zone, hour, last_on }) => {
      const { on, dueAt } = rescheduleAfterChange({ zone, hour }, now, last_on);
      return { id, next_on: on, next_due_at: dueAt.toString(), seen_paper_id: null };
    });
    await saveDueTimes(tx, rows);
    reckoned += rows.length;
    if (page.length < PAGE) return reckoned;
  }
}

/** Due times that lie ahead were reckoned by rules that a new release of Node may have changed. `tx` is a transaction. */
export async function followZoneRules(tx: Db, now: Temporal.Instant, version: string): Promise<void> {
  if ((await findSetting(tx, "zone-rules")) === version) return;
  await forgetDueTimes(tx, now.toString());
  await saveSetting(tx, "zone-rules", version);
  await reckonDueTimes(tx, now);
}
