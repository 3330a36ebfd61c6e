/** Changing what a subscriber set: the hour and zone move all topics, a pause ends on a date, and the due time follows. */
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { findSettings, type Settings, type SettledSubscriber, saveSettings } from "../db/settings.ts";
import { isPaused } from "../domain/calendar/pause.ts";
import { rescheduleAfterChange } from "../domain/calendar/reschedule.ts";
import type { Address } from "../domain/subscription/address.ts";
import { parseHour, parseZone } from "../domain/subscription/hour.ts";

/** As typed; what is not given stays. */
export interface SettingsOrder {
  at?: string | undefined;
  zone?: string | undefined;
  pauseUntil?: string | undefined;
  resume?: boolean | undefined;
  waits?: boolean | undefined;
  quiet?: Settings["quiet_notes"] | undefined;
}

export type Changed =
  | {
      ok: true;
      before: Settings;
      after: Settings;
      topics: number;
      next: { on: string; dueAt: Temporal.Instant } | null;
    }
  | { ok: false; message: string };

/**
 * Serialised with compiling, so that no digest is made by the old hour while the new one is written. A due time that has
 * passed and of which nothing is made yet stays (domain/calendar/reschedule.ts). `address` without a subscriber is told.
 */
export async function changeSettings(
  db: Db,
  address: Address,
  order: SettingsOrder,
  now: Temporal.Instant,
): Promise<Changed> {
  return db.transaction().execute(async (tx) => {
    await lockUntilCommit(tx, "compiling");
    const found = await findSettings(tx, address, now.toString());
    if (!found) return { ok: false, message: `${address.address} is not subscribed` };
    const { hour, zone, paused_until, waits, quiet_notes, topics } = found;
    const before: Settings = { hour, zone, paused_until, waits, quiet_notes };
    const applied = applyOrder(before, order, now);
    if (!applied.ok) return applied;
    const next = findNext(found, applied.settings, now);
    const moved = applied.settings.hour !== hour || applied.settings.zone !== zone;
    await saveSettings(
      tx,
      found.id,
      applied.settings,
      moved && next ? { on: next.on, dueAt: next.dueAt.toString() } : null,
    );
    return { ok: true, before, after: applied.settings, topics, next };
  });
}

function applyOrder(
  before: Settings,
  order: SettingsOrder,
  now: Temporal.Instant,
): { ok: true; settings: Settings } | { ok: false; message: string } {
  const hour = order.at === undefined ? { ok: true as const, hour: before.hour } : parseHour(order.at);
  if (!hour.ok) return hour;
  const zone = order.zone === undefined ? { ok: true as const, zone: before.zone } : parseZone(order.zone);
  if (!zone.ok) return zone;
  const today = now.toZonedDateTimeISO(zone.zone).toPlainDate().toString();
  if (order.pauseUntil !== undefined && !isPaused(order.pauseUntil, today))
    return { ok: false, message: `a pause until ${order.pauseUntil} would be over: today is ${today} in ${zone.zone}` };
  return {
    ok: true,
    settings: {
      hour: hour.hour,
      zone: zone.zone,
      paused_until: order.pauseUntil ?? (order.resume ? endPause(before.paused_until, today) : before.paused_until),
      waits: order.waits ?? before.waits,
      quiet_notes: order.quiet ?? before.quiet_notes,
    },
  };
}

/** A pause ends today and is not forgotten: the digest after it is a catch-up. */
const endPause = (pausedUntil: string | null, today: string): string | null =>
  isPaused(pausedUntil, today) ? today : pausedUntil;

/** The due that stands, or the one the change makes; null where none is reckoned yet. */
function findNext(
  found: SettledSubscriber,
  { hour, zone }: Settings,
  now: Temporal.Instant,
): { on: string; dueAt: Temporal.Instant } | null {
  const { next_on, next_due_at, last_on } = found;
  if (next_due_at === null || next_on === null) return null;
  const dueAt = next_due_at.toTemporalInstant();
  const same = hour === found.hour && zone === found.zone;
  if (same || Temporal.Instant.compare(dueAt, now) <= 0) return { on: next_on, dueAt };
  return rescheduleAfterChange({ zone, hour }, now, last_on);
}
