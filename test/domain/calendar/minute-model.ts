/** Due times once more, by counting minutes: offsets are read from Intl and no Temporal is used, so it can be wrong only in its own way. */

export const MINUTE = 60_000;
const DAY = 1440;

/** A zone's clock from one UTC minute to another; minutes are counted from 1970. */
export interface ZoneMinutes {
  from: number;
  to: number;
  /** UTC minutes at which the offset changes, with the local minute that was next and the one that came. */
  changes: { at: number; before: number; after: number }[];
  /** The UTC minute at which a local minute is first shown, or null. */
  firstShown(local: number): number | null;
}

/** UTC minutes at which a zone's offset changes. */
export function listJumps(zone: string, from: number, to: number, probe: number): number[] {
  return listChanges(zone, from, to, probe).map((change) => change.at);
}

/** `probe`: days, fewer than any stretch of one offset has: a change and its undoing between two probes are not seen. */
export function readZone(zone: string, from: number, to: number, probe: number): ZoneMinutes {
  const changes = [{ at: from, offset: createOffsetReader(zone)(from) }, ...listChanges(zone, from, to, probe)];
  const base = from - DAY;
  const shown = new Int32Array(to - base + 2 * DAY); // 0: never
  changes.forEach(({ at, offset }, i) => {
    const end = changes[i + 1]?.at ?? to;
    for (let utc = at, i = at + offset - base; utc < end; utc++, i++) if (shown[i] === 0) shown[i] = utc;
  });
  return {
    from,
    to,
    changes: changes.slice(1).map(({ at, offset }, i) => ({
      at,
      before: at + (changes[i]?.offset ?? 0),
      after: at + offset,
    })),
    firstShown: (local) => shown[local - base] || null,
  };
}

/** The UTC minute of a date's due time, both as local minutes: shown, or as far past the gap's start as the hour is. */
export function dueMinute(zone: ZoneMinutes, date: number, minuteOfDay: number): number | null {
  const wanted = date * DAY + minuteOfDay;
  const shown = zone.firstShown(wanted);
  if (shown !== null || !isShown(zone, date)) return shown;
  let last = wanted - 1;
  while (zone.firstShown(last) === null) last--;
  return (zone.firstShown(last) as number) + (wanted - last);
}

/** Whether any minute of a local date is ever shown. */
function isShown(zone: ZoneMinutes, date: number): boolean {
  for (let minute = 0; minute < DAY; minute++) if (zone.firstShown(date * DAY + minute) !== null) return true;
  return false;
}

/** All dues in (after, until] as `2026-05-14 29640990`: the date and the UTC minute. */
export function listByMinutes(zone: ZoneMinutes, minuteOfDay: number, after: number, until: number): string[] {
  const dues: string[] = [];
  for (let date = Math.floor(after / DAY) - 2; date <= Math.floor(until / DAY) + 2; date++) {
    const due = dueMinute(zone, date, minuteOfDay);
    if (due !== null && due > after && due <= until) dues.push(`${showDate(date)} ${due}`);
  }
  return dues;
}

export const showDate = (date: number): string => new Date(date * DAY * MINUTE).toISOString().slice(0, 10);

interface Change {
  at: number;
  offset: number;
}

function listChanges(zone: string, from: number, to: number, probe: number): Change[] {
  const changes: Change[] = [];
  const offsetAt = createOffsetReader(zone);
  for (let low = from; low < to; low += probe * DAY)
    addChanges(offsetAt, low, Math.min(low + probe * DAY, to), changes);
  return changes;
}

function addChanges(offsetAt: (utc: number) => number, low: number, high: number, changes: Change[]): void {
  if (offsetAt(low) === offsetAt(high)) return;
  if (high - low === 1) {
    changes.push({ at: high, offset: offsetAt(high) });
    return;
  }
  const middle = Math.floor((low + high) / 2);
  addChanges(offsetAt, low, middle, changes);
  addChanges(offsetAt, middle, high, changes);
}

/** Minutes east of UTC at a UTC minute; Intl says `GMT-03:30`, `GMT` and, before standard time, seconds. */
function createOffsetReader(zone: string): (utc: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  return (utc) => {
    const parts = /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(format.format(utc * MINUTE));
    if (!parts) throw new Error(`${zone} has no offset in whole minutes at ${new Date(utc * MINUTE).toISOString()}`);
    return (parts[1] === "-" ? -1 : 1) * (Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0));
  };
}
