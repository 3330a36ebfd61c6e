/** Cadences: the rhythm of a subscription, and whether it is due on a local date. */

/** Canonical: `daily`, `weekdays`, `weekly:mon` … `weekly:sun`, `monthly:1` … `monthly:28`. */
export type Cadence = string & { readonly cadence: unique symbol };

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** `weekly` is Monday and `monthly` the 1st unless a day is named (semantics 14). */
export function parseCadence(text: string): { ok: true; cadence: Cadence } | { ok: false; message: string } {
  const [kind, day, ...rest] = text.trim().toLowerCase().split(":");
  const canonical = rest.length > 0 ? null : canonicalOf(kind ?? "", day);
  if (canonical) return { ok: true, cadence: canonical as Cadence };
  return {
    ok: false,
    message: `"${text}" is no cadence. Use daily, weekdays, weekly, weekly:fri, monthly or monthly:15 (a day from 1 to 28).`,
  };
}

function canonicalOf(kind: string, day: string | undefined): string | null {
  if (kind === "daily" || kind === "weekdays") return day === undefined ? kind : null;
  if (kind === "weekly") {
    const named = day ?? "mon";
    const whole = named.length < 3 ? undefined : DAYS.find((name) => name.startsWith(named)); // `tue`, `tues`, `tuesday`
    return whole ? `weekly:${whole.slice(0, 3)}` : null;
  }
  if (kind !== "monthly") return null;
  const date = /^\d{1,2}$/.test(day ?? "1") ? Number(day ?? "1") : 0;
  return date >= 1 && date <= 28 ? `monthly:${date}` : null;
}

/** Whether a canonical cadence is due on a local date `YYYY-MM-DD`. */
export function isDueOn(cadence: string, on: string): boolean {
  const date = Temporal.PlainDate.from(on);
  const [kind, day] = cadence.split(":");
  if (kind === "weekdays") return date.dayOfWeek <= 5;
  if (kind === "weekly") return DAYS[date.dayOfWeek - 1]?.slice(0, 3) === day;
  if (kind === "monthly") return date.day === Number(day);
  return true;
}

/** Whether a cadence is due on any of these local dates: a late start makes up for its missed dates and its own. */
export function isDueOnAny(cadence: string, dates: string[]): boolean {
  return dates.some((on) => isDueOn(cadence, on));
}
