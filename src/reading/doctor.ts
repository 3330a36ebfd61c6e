/** Doctor: looks at what Paperboy needs and says of each thing whether it is well, and what to do if not. */
import { sql } from "kysely";
import type { Clock } from "../clock.ts";
import { listActiveSources, listIntakesSince } from "../db/intakes.ts";
import type { Db } from "../db/open.ts";
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
  const findings = [
    await examineDatabase(db),
    await examineIntake(db, clock),
    await examineReaders(db),
    await examineLedger(db),
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

async function examineDatabase(db: Db): Promise<Finding> {
  const { rows } = await sql<{ version: string; papers: number }>`
    select current_setting('server_version') as version, (select count(*)::integer from paper where merged_into is null) as papers`.execute(
    db,
  );
  return {
    what: "database",
    state: "ok",
    says: `PostgreSQL ${rows[0]?.version}, migrations applied, ${rows[0]?.papers} papers`,
  };
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

async function examineReaders(db: Db): Promise<Finding> {
  const { rows } = await sql<{ readers: number; orders: number }>`
    select count(distinct subscriber_id)::integer as readers, count(*)::integer as orders from subscription where ended_at is null`.execute(
    db,
  );
  const { readers, orders } = rows[0] ?? { readers: 0, orders: 0 };
  if (readers === 0)
    return {
      what: "subscribers",
      state: "warn",
      says: 'nobody has subscribed. Run: paperboy subscribe you@example.org --topic "your topic"',
    };
  return { what: "subscribers", state: "ok", says: `${readers} with ${orders} subscriptions` };
}

async function examineLedger(db: Db): Promise<Finding> {
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*)::integer as count from delivery where state not in ('accepted', 'cancelled') group by 1 order by 1`.execute(
    db,
  );
  if (rows.length === 0) return { what: "deliveries", state: "ok", says: "all accepted" };
  const says = rows.map((row) => `${row.count} ${row.state}`).join(", ");
  return {
    what: "deliveries",
    state: "warn",
    says: `${says}. What is pending or deferred goes with the next run; unknown is never repeated`,
  };
}
