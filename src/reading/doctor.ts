/** Doctor: looks at what Paperboy needs and says of each thing whether it is well, and what to do if not. */
import type { Clock } from "../clock.ts";
import { getHealth, type Health } from "../db/health.ts";
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

/** A look from outside the database: the relay, Slack, the data folder. Throws with the reason when it is not well. */
export interface Probe {
  what: string;
  look(): Promise<string>;
  nextStep: string;
}

export async function examine(db: Db, clock: Clock, probes: Probe[]): Promise<Finding[]> {
  const health = await getHealth(db);
  const findings = [
    examineDatabase(health),
    await examineIntake(db, clock),
    examineReaders(health),
    examineLedger(health),
  ];
  for (const probe of probes) {
    try {
      findings.push({ what: probe.what, state: "ok", says: await probe.look() });
    } catch (error) {
      findings.push({ what: probe.what, state: "fail", says: `${messageOf(error)}. ${probe.nextStep}` });
    }
  }
  return findings;
}

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

function examineReaders({ readers, subscriptions }: Health): Finding {
  if (readers > 0) return { what: "subscribers", state: "ok", says: `${readers} with ${subscriptions} subscriptions` };
  const says = 'nobody has subscribed. Run: paperboy subscribe you@example.org --topic "your topic"';
  return { what: "subscribers", state: "warn", says };
}

function examineLedger({ deliveries }: Health): Finding {
  const open = Object.entries(deliveries).filter(([state]) => state !== "accepted" && state !== "cancelled");
  if (open.length === 0) return { what: "deliveries", state: "ok", says: `${deliveries.accepted ?? 0} accepted` };
  const says = open.map(([state, count]) => `${count} ${state}`).join(", ");
  const next = "What is pending or deferred goes with the next run; unknown is never repeated";
  return { what: "deliveries", state: "warn", says: `${says}. ${next}` };
}
