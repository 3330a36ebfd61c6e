/** The hour and zone at which a subscriber's digest is due. */

/** `9`, `9:00` and `09:00` are `09:00`. */
export function parseHour(text: string): { ok: true; hour: string } | { ok: false; message: string } {
  const parts = /^(\d{1,2})(?::(\d{2}))?$/.exec(text.trim());
  const [hours, minutes] = [Number(parts?.[1]), Number(parts?.[2] ?? "0")];
  if (!parts || hours > 23 || minutes > 59)
    return { ok: false, message: `"${text}" is no hour. Use 24-hour time: 08:00 or 17:30.` };
  return { ok: true, hour: `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}` };
}

/** An IANA zone in its canonical spelling: `europe/berlin` is `Europe/Berlin`. */
export function parseZone(text: string): { ok: true; zone: string } | { ok: false; message: string } {
  try {
    if (/^[+-]/.test(text)) throw new RangeError("an offset has no summer time");
    return { ok: true, zone: new Intl.DateTimeFormat("en", { timeZone: text.trim() }).resolvedOptions().timeZone };
  } catch {
    return {
      ok: false,
      message: `"${text}" is no time zone. Use a name such as Europe/Berlin, America/New_York or UTC.`,
    };
  }
}
