/** Doctor: looks at what Paperboy needs and says of each thing whether it is well, and what to do if not. */
import type { Clock } from "../clock.ts";
import { getHealth, type Health, type Standing } from "../db/health.ts";
import { listIntakesSince } from "../db/intakes.ts";
import type { Db } from "../db/open.ts";
import { listActiveSources } from "../db/sources.ts";
import { messageOf } from "../errors.ts";

export interface Finding {
  what: string;
  state: "ok" | "warn" | "fail";
  /** What was found, and the next step where it is not ok. */
  says: string;
}

/** What was found; `warn`: it works, and something is to be mended, which is said. */
export type Look = string | { warn: string };

/** A look from outside the database: the relay, Slack, the data folder. Throws with the reason when it is not well. */
export interface Probe {
  what: string;
  look(): Promise<Look>;
  nextStep: string;
}

export async function examine(db: Db, clock: Clock, probes: Probe[]): Promise<Finding[]> {
  const health = await getHealth(db, clock.now());
  const findings = [examineDatabase(health), ...(await examineStored(db, clock, health))];
  for (const probe of probes) {
    try {
      const found = await probe.look();
      findings.push({ what: probe.what, ...(typeof found === "string" ? okay(found) : warning(found.warn)) });
    } catch (error) {
      const says = [messageOf(error).replace(/\.$/, ""), probe.nextStep].filter(Boolean).join(". ");
      findings.push({ what: probe.what, state: "fail", says });
    }
  }
  return findings;
}

/** What the database tells by its indexes alone: nothing outside is asked. */
export const examineStored = async (db: Db, clock: Clock, standing: Standing): Promise<Finding[]> => [
  await examineIntake(db, clock),
  examineDays(standing, clock),
  examineQueue(standing),
  examineReaders(standing),
  examineLedger(standing),
];

const okay = (says: string) => ({ state: "ok" as const, says });
const warning = (says: string) => ({ state: "warn" as const, says });

function examineDatabase({ version, papers }: Health): Finding {
  return { what: "database", state: "ok", says: `PostgreSQL ${version}, migrations applied, ${papers} papers` };
}

async function examineIntake(db: Db, clock: Clock): Promise<Finding> {
  const sources = await listActiveSources(db);
  const since = clock.now().toZonedDateTimeISO("UTC").toPlainDate().subtract({ days: 4 }).toString();
  const recent = await listIntakesSince(db, since);
  const failed = recent.filter((intake) => intake.state === "failed");
  if (failed.length > 0)
    return {
      what: "intake",
      state: "warn",
      says: failed.map((each) => `${each.source} ${each.listed_on}: ${each.cause}`).join("; "),
    };
  if (recent.length === 0)
    return {
      what: "intake",
      state: "warn",
      says: "nothing was read in the last 4 days. Run: paperboy intake huggingface",
    };
  const listings = recent.reduce((sum, each) => sum + each.listings, 0);
  return { what: "intake", state: "ok", says: `${listings} listings of the last 4 days from ${sources.join(", ")}` };
}

/** Days are complete a day after they are over, and no source lists on a weekend. */
const DAYS_BETWEEN = 5;

function examineDays({ completeOn }: Standing, clock: Clock): Finding {
  if (completeOn === null)
    return { what: "days", ...warning("no day of any source is complete yet: wait for the next morning") };
  const days = Temporal.PlainDate.from(completeOn).until(clock.now().toZonedDateTimeISO("UTC").toPlainDate()).days;
  const says = `the last complete day is ${completeOn}, ${days === 1 ? "yesterday" : `${days} days ago`}`;
  return days <= DAYS_BETWEEN
    ? { what: "days", ...okay(says) }
    : {
        what: "days",
        state: "fail",
        says: `${says}. Is paperboy serve running? Else look at: paperboy intake --status`,
      };
}

/** Jobs wake a process within a second: those that wait for minutes mean that none listens. */
const QUEUE_SECONDS = 300;

function examineQueue({ waitingJobs, oldestJobSeconds }: Standing): Finding {
  if (waitingJobs === null) return { what: "queue", ...okay("not used yet: paperboy serve makes it") };
  const says = `${waitingJobs} ${waitingJobs === 1 ? "job waits" : "jobs wait"}`;
  return oldestJobSeconds > QUEUE_SECONDS
    ? {
        what: "queue",
        ...warning(`${says}, one for ${Math.round(oldestJobSeconds / 60)} minutes: is paperboy serve running?`),
      }
    : { what: "queue", ...okay(says) };
}

function examineReaders({ readers, subscriptions }: Standing): Finding {
  if (readers > 0) return { what: "subscribers", state: "ok", says: `${readers} with ${subscriptions} subscriptions` };
  const says = 'nobody has subscribed. Run: paperboy subscribe you@example.org --topic "your topic"';
  return { what: "subscribers", state: "warn", says };
}

/** Of a normal morning some are open and some come back: what wants a person is that nobody can tell how one ended. */
function examineLedger({ deliveries, lately }: Standing): Finding {
  const { unknown = 0, ...ended } = lately;
  if (unknown > 0)
    return {
      what: "deliveries",
      ...warning(
        `${unknown} ended unknown in the last 24 hours: they may have gone or not. Where two are better than none: paperboy resend --run DATE --only unknown`,
      ),
    };
  const open = ["pending", "claimed", "dotted", "deferred"].flatMap((state) => listed(deliveries, state));
  const closed = Object.keys(ended).flatMap((state) => listed(ended, state));
  const says = [
    open.length > 0 ? `${open.join(", ")}: they go with the next run` : "none is open or undecided",
    ...(closed.length > 0 ? [`${closed.join(", ")} in the last 24 hours`] : []),
    ...listed(deliveries, "accepted"),
  ];
  return { what: "deliveries", ...okay(says.join("; ")) };
}

const listed = (counts: Record<string, number>, state: string): string[] =>
  (counts[state] ?? 0) > 0 ? [`${counts[state]} ${state}`] : [];
