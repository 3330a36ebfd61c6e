/** Cadences: the rhythm of a subscription, and whether it is due on a local date. */

/** Canonical: `daily`, `weekdays`, `weekly:mon` … `weekly:sun`, `monthly:1` … `monthly:28`. */
export type Cadence = string & { readonly cadence: unique symbol };

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

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
    const short = (day ?? "mon").slice(0, 3);
    return DAYS.includes(short) ? `weekly:${short}` : null;
  }
  if (kind !== "monthly") return null;
  const date = Number(day ?? "1");
  return Number.isInteger(date) && date >= 1 && date <= 28 ? `monthly:${date}` : null;
}

/** Whether a canonical cadence is due on a local date `YYYY-MM-DD`. */
export function isDueOn(cadence: string, on: string): boolean {
  const date = Temporal.PlainDate.from(on);
  const [kind, day] = cadence.split(":");
  if (kind === "weekdays") return date.dayOfWeek <= 5;
  if (kind === "weekly") return DAYS[date.dayOfWeek - 1] === day;
  if (kind === "monthly") return date.day === Number(day);
  return true;
}
