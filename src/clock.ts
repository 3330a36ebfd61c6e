/** The program's clock: the machine's, or one that stands still at `--now` so that weeks can be replayed. */

export interface Clock {
  now(): Temporal.Instant;
  /** Today in UTC, `YYYY-MM-DD`. */
  today(): string;
}

export function createClock(fixed?: Temporal.Instant): Clock {
  const now = () => fixed ?? Temporal.Now.instant();
  return { now, today: () => dayOf(now(), "UTC") };
}

/** The local date of an instant in a zone, `YYYY-MM-DD`. */
export function dayOf(instant: Temporal.Instant, zone: string): string {
  return instant.toZonedDateTimeISO(zone).toPlainDate().toString();
}
