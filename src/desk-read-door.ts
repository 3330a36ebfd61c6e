/** Reading a source's day again at the operator's desk, live or as a back-fill. */
import type { App } from "./app.ts";
import { completeAudit, insertAudit } from "./db/audit.ts";
import { findSource } from "./db/sources.ts";
import { isScheduled, sourceDayAt } from "./domain/intake/habits.ts";
import { analyseWaiting } from "./pipeline/analyse.ts";
import { matchWaiting } from "./pipeline/match.ts";
import { readSourceDays } from "./pipeline/read-sources.ts";
import type { Fields, OneAct } from "./web/desk/acts.ts";
import { dayPath } from "./web/desk/days.ts";
import { readDay } from "./web/desk/look.ts";

export function createDeskReadDoor(app: App): OneAct {
  const { clock } = app;
  const { db } = app.database;
  const find = async ({ source: name = "", on = "" }: Fields) => {
    const row = readDay(on) === null ? null : await findSource(db, name);
    if (!row || row.removed_at !== null || !isScheduled(row.kind)) return null;
    // A day that has not come has no list, and would be read as empty.
    const source = on <= sourceDayAt(row.kind, clock.now()) ? app.openSource(row) : null;
    return source ? { row, source, on, place: { back: dayPath(name, on), here: "/days" } as const } : null;
  };
  return {
    async ask(fields) {
      const found = await find(fields);
      if (!found) return null;
      const { row, on, place } = found;
      const says = [`${on} of ${row.name} is asked for now. It may take a minute.`];
      says.push(
        fields.backfill
          ? "Its papers are stored and found by search, and new to nobody: no digest brings them."
          : "Papers that were not known yet are new: they come with the next digests.",
      );
      const title = fields.backfill ? "Back-fill the day?" : "Read the day again?";
      return { ok: true, title, says, warns: null, button: "Read it", reason: "none", ...place };
    },
    async act(fields, who) {
      const found = await find(fields);
      if (!found) return null;
      const { row, source, on, place } = found;
      const live = !fields.backfill;
      const order = { who, act: live ? "read again" : "back-fill", subject: `${row.name} ${on}`, facts: {} };
      const id = await insertAudit(db, order, clock.now().toString());
      const [reading] = await readSourceDays(db, row, source, [on], { clock, live });
      const counts = reading && { listings: reading.listings, new: reading.new, updated: reading.updated };
      await completeAudit(db, id, { ...counts, failure: reading ? reading.failure : "no answer for this day" });
      await analyseWaiting(db);
      await db.transaction().execute((tx) => matchWaiting(tx, clock.now()));
      if (!reading) return { ok: false, message: "The source gave no answer for this day.", ...place };
      const { listings, updated, seen, failed, failure } = reading;
      if (failure !== null) return { ok: false, message: `It could not be read: ${failure}.`, ...place };
      const says = [
        `Read: ${listings} ${listings === 1 ? "listing" : "listings"}, ${reading.new} new, ${updated} updated, ${seen} seen, ${failed} failed.`,
      ];
      if (reading.known) says.push(`The day is ${reading.known.state}: ${reading.known.cause}`);
      return { ok: true, title: live ? "Read again" : "Back-filled", says, ...place };
    },
  };
}
