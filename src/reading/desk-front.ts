/** The operator's first look: what needs attention first, then the numbers of today. */
import type { Clock } from "../clock.ts";
import { listOpenAlarms } from "../db/alarms.ts";
import { countToday } from "../db/desk-counts.ts";
import { getStanding } from "../db/health.ts";
import type { Db } from "../db/open.ts";
import type { RunBook, RunStatus } from "./desk-runs.ts";
import { examineStored, type Finding } from "./doctor.ts";
import { type Gauges, readGauges } from "./gauges.ts";

export interface Attention {
  state: "fail" | "warn";
  what: string;
  says: string;
  /** Where at the desk more of it is; null: nowhere. */
  path: string | null;
}

export interface Front {
  attention: Attention[];
  /** What is well. */
  well: Finding[];
  /** The latest, null before the first. */
  run: RunStatus | null;
  /** `letters`: what ended otherwise than accepted in the last 24 hours. */
  today: { on: string; confirmed: number; left: number; letters: Record<string, number>; open: Gauges["open"] };
  due: Gauges["due"];
}

/** Books are looked at for so many runs: older ones were, each on its own day. */
const RUNS = 2;
const ALARMS = 20;

export async function readFront(db: Db, clock: Clock, book: Pick<RunBook, "listLast">): Promise<Front> {
  const now = clock.now();
  const standing = await getStanding(db, now);
  const [findings, alarms, gauges] = [
    await examineStored(db, clock, standing),
    await listOpenAlarms(db),
    await readGauges(db, now),
  ];
  const runs = await book.listLast(RUNS);
  const told = alarms.slice(0, ALARMS).map(({ source, listed_on, says }) => ({
    ...{ state: "warn" as const, what: `${source} ${listed_on}`, says },
    path: `/days/of?${new URLSearchParams({ source, on: listed_on }).toString()}`,
  }));
  const attention = [
    ...runs.flatMap(({ id, on, imbalance }) =>
      imbalance.map((says) => ({ state: "fail" as const, what: `books of ${on}`, says, path: `/runs/${id}` })),
    ),
    ...resting(gauges, now),
    ...(gauges.due > 0 && gauges.oldestDueSeconds > LATE_SECONDS ? [late(gauges)] : []),
    ...findings.flatMap(({ what, state, says }) => (state === "ok" ? [] : [{ what, state, says, path: pathOf(what) }])),
    ...told,
    ...(alarms.length > ALARMS
      ? [{ state: "warn" as const, what: "alarms", says: `${alarms.length - ALARMS} more are open`, path: "/days" }]
      : []),
  ].sort((a, b) => Number(b.state === "fail") - Number(a.state === "fail"));
  return {
    attention,
    well: findings.filter(({ state }) => state === "ok"),
    run: runs[0] ?? null,
    today: {
      on: clock.today(),
      ...(await countToday(db, clock.today())),
      letters: standing.lately,
      open: gauges.open,
    },
    due: gauges.due,
  };
}

const LATE_SECONDS = 900;

const late = ({ due, oldestDueSeconds }: Gauges): Attention => ({
  state: "fail",
  what: "digests",
  says: `${due} ${due === 1 ? "reader has" : "readers have"} waited for a digest, the first for ${Math.round(oldestDueSeconds / 60)} minutes`,
  path: "/runs",
});

const resting = ({ relays }: Gauges, now: Temporal.Instant): Attention[] =>
  relays.flatMap(({ via, stopped_until: until, reason }) =>
    until && Temporal.Instant.compare(until.toTemporalInstant(), now) > 0
      ? [
          {
            state: "fail" as const,
            what: via,
            says: `rests until ${until.toISOString().slice(0, 16).replace("T", " ")} UTC: ${reason ?? "no reason is known"}`,
            path: null,
          },
        ]
      : [],
  );

const PATHS: Record<string, string> = {
  intake: "/days",
  days: "/days",
  subscribers: "/readers",
  deliveries: "/letters",
};
const pathOf = (what: string): string | null => PATHS[what] ?? null;
