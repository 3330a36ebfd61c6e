/** Reading a source's day again at the operator's desk, live or as a back-fill. */
import type { App } from "./app.ts";
import { completeAudit, insertAudit } from "./db/audit.ts";
import { findSource } from "./db/sources.ts";
import { isScheduled } from "./domain/intake/habits.ts";
import { analyseWaiting } from "./pipeline/analyse.ts";
import { matchWaiting } from "./pipeline/match.ts";
import { readSourceDays } from "./pipeline/read-sources.ts";
import type { Fields, OneAct } from "./web/desk/acts.ts";
import { dayPath } from "./web/desk/days.ts";

export function createDeskReadDoor(app: App): OneAct {
  const { clock } = app;
  const { db } = app.database;
  const find = async ({ source: name = "", on = "" }: Fields) => {
    const row = /^\d{4}-\d{2}-\d{2}$/.test(on) && !Number.isNaN(Date.parse(on)) ? await findSource(db, name) : null;
    const source = row && row.removed_at === null && isScheduled(row.kind) ? app.openSource(row) : null;
    return row && source ? { row, source, on, place: { back: dayPath(name, on), here: "/days" } as const } : null;
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
      await analyseWaiting(db);
      await db.transaction().execute((tx) => matchWaiting(tx, clock.now()));
      if (!reading) return { ok: false, message: "The source gave no answer for this day.", ...place };
      const { listings, updated, seen, failed, failure } = reading;
      await completeAudit(db, id, { listings, new: reading.new, updated, failure });
      if (failure !== null) return { ok: false, message: `It could not be read: ${failure}.`, ...place };
      const says = [
        `Read: ${listings} ${listings === 1 ? "listing" : "listings"}, ${reading.new} new, ${updated} updated, ${seen} seen, ${failed} failed.`,
      ];
      if (reading.known) says.push(`The day is ${reading.known.state}: ${reading.known.cause}`);
      return { ok: true, title: live ? "Read again" : "Back-filled", says, ...place };
    },
  };
}
