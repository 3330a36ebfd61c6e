/** The steps of the service: each finds in the database what there is to do, does it, and says what may have become due. */

import { countDeliveries } from "../db/deliveries.ts";
import { closeDeliveries, recoverDeliveries } from "../db/delivery-closing.ts";
import type { Db } from "../db/open.ts";
import { findImbalance, finishRuns, getBooks, listRuns } from "../db/runs.ts";
import { removeDeadWorkers } from "../db/workers.ts";
import { compileAllDue } from "./compile-all.ts";
import { type DeliverOrder, type DeliverReport, deliverChannel } from "./deliver.ts";
import { type IntakeTools, readDue } from "./intake-due.ts";
import { listLateSources } from "./late-sources.ts";
import { matchWaiting } from "./match.ts";
import { followZoneRules, reckonDueTimes } from "./reckon.ts";

export const STEPS = ["intake", "match", "compile", "email", "slack", "recover"] as const;
export type StepName = (typeof STEPS)[number];

/** What a step did, for the log; null: nothing. `next`: steps that may have work now. */
export interface StepReport {
  did: object | null;
  next: StepName[];
}

export type Steps = Record<StepName, () => Promise<StepReport>>;

export interface StepsOrder extends DeliverOrder {
  /** True where no other process can be at work on this database. */
  alone: boolean;
  openSource: IntakeTools["openSource"];
  log: IntakeTools["log"];
  /** Version of the rules of time zones that this process knows. */
  zoneRules: string;
  /** Told when the books of a run do not balance: a defect. */
  onImbalance: (run: string, problems: string[]) => void;
}

const NOTHING: StepReport = { did: null, next: [] };
/** Runs whose books are looked at: those of the last days. */
const RECENT_RUNS = 3;

export function createSteps(db: Db, order: StepsOrder): Steps {
  const now = () => order.clock.now();
  const inTransaction = <T>(work: (tx: Db) => Promise<T>) => db.transaction().execute(work);

  async function intake(): Promise<StepReport> {
    const { days, crashed } = await readDue(db, order);
    const read = days.map(({ source, day, state, listings, new: made }) => ({
      source,
      day,
      state,
      listings,
      new: made,
    }));
    return read.length + crashed.length === 0 ? NOTHING : { did: { read, crashed }, next: ["match"] };
  }

  async function match(): Promise<StepReport> {
    const batch = await inTransaction((tx) => matchWaiting(tx, now()));
    return batch ? { did: batch, next: ["compile"] } : NOTHING;
  }

  async function compile(): Promise<StepReport> {
    const late = await listLateSources(db, now());
    const compiled = await compileAllDue({ ...order, late }, inTransaction);
    return compiled.digests + compiled.quiet > 0 ? { did: compiled, next: ["email", "slack"] } : NOTHING;
  }

  const deliver = (channel: "email" | "slack") => async (): Promise<StepReport> => {
    const report: DeliverReport = { counts: {}, stopped: [] };
    await deliverChannel(db, channel, order, report);
    return Object.keys(report.counts).length + report.stopped.length > 0 ? { did: report, next: [] } : NOTHING;
  };

  async function recover(): Promise<StepReport> {
    await inTransaction((tx) => followZoneRules(tx, now(), order.zoneRules));
    const reckoned = await inTransaction((tx) => reckonDueTimes(tx, now()));
    const recovered = await recoverDeliveries(db, order.owner, order.alone, now().toString());
    const closed = await inTransaction((tx) => closeDeliveries(tx, now().toString()));
    const finished = await finishRuns(db, now().toString());
    await removeDeadWorkers(db);
    for (const run of await listRuns(db, RECENT_RUNS)) {
      const problems = findImbalance(await getBooks(db, run.id, await countDeliveries(db, run.id)));
      if (problems.length > 0) order.onImbalance(run.key, problems);
    }
    const did = { reckoned, ...recovered, ...closed, finished };
    const next: StepName[] = recovered.again > 0 ? ["email", "slack"] : [];
    return Object.values(did).some((count) => count > 0) ? { did, next } : NOTHING;
  }

  return { intake, match, compile, email: deliver("email"), slack: deliver("slack"), recover };
}
