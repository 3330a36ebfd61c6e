/** The steps of the service: each finds in the database what there is to do, does it, and says what may have become due. */

import type { Db } from "../db/open.ts";
import type { DeliveryChannel } from "../domain/delivery/channel.ts";
import { analyseWaiting } from "./analyse.ts";
import { compileAllDue } from "./compile-all.ts";
import { deliverChannel } from "./deliver.ts";
import type { DeliverOrder, DeliverReport } from "./deliver-order.ts";
import { type IntakeTools, readDue } from "./intake-due.ts";
import { listLateSources } from "./late-sources.ts";
import { matchWaiting } from "./match.ts";
import { type RecoverOrder, recover } from "./recover.ts";
import { refitModel } from "./refit.ts";
import { insertWebhooks } from "./webhooks.ts";

export const STEPS = [
  "intake",
  "analyse",
  "match",
  "compile",
  "email",
  "slack",
  "webhook",
  "recover",
  "refit",
  "forget",
] as const;
export type StepName = (typeof STEPS)[number];

/** What a step did, for the log; null: nothing. `next`: steps that may have work now. */
export interface StepReport {
  did: object | null;
  next: StepName[];
}

export type Steps = Record<StepName, () => Promise<StepReport>>;

export interface StepsOrder extends DeliverOrder, RecoverOrder {
  openSource: IntakeTools["openSource"];
  log: IntakeTools["log"];
  onDay?: IntakeTools["onDay"];
  /** Forgets what is kept no longer. Returns how much, by what it was. */
  forget(): Promise<Record<string, number>>;
}

const NOTHING: StepReport = { did: null, next: [] };

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
    return read.length + crashed.length === 0 ? NOTHING : { did: { read, crashed }, next: ["analyse", "match"] };
  }

  async function analyse(): Promise<StepReport> {
    const papers = await analyseWaiting(db, { signal: order.signal });
    return papers > 0 ? { did: { papers }, next: [] } : NOTHING;
  }

  async function match(): Promise<StepReport> {
    const batch = await inTransaction((tx) => matchWaiting(tx, now()));
    return batch ? { did: batch, next: ["compile", "webhook"] } : NOTHING;
  }

  async function compile(): Promise<StepReport> {
    const late = await listLateSources(db, now());
    const compiled = await compileAllDue({ ...order, late }, inTransaction);
    return compiled.digests + compiled.quiet > 0 ? { did: compiled, next: ["email", "slack"] } : NOTHING;
  }

  const deliver = (channel: DeliveryChannel) => async (): Promise<StepReport> => {
    const report: DeliverReport = { counts: {}, stopped: [] };
    await deliverChannel(db, channel, order, report);
    const ended = Object.keys(report.counts).length;
    return ended + report.stopped.length > 0 ? { did: report, next: ended > 0 ? ["recover"] : [] } : NOTHING;
  };

  async function webhook(): Promise<StepReport> {
    await insertWebhooks(db, now());
    return deliver("webhook")();
  }

  async function recoverStep(): Promise<StepReport> {
    const did = await recover(db, order);
    const next: StepName[] = did.again + did.found > 0 ? ["email", "slack", "webhook"] : [];
    return Object.values(did).some((count) => count > 0) ? { did, next } : NOTHING;
  }

  async function refit(): Promise<StepReport> {
    const papers = await refitModel(db, now());
    return papers === null ? NOTHING : { did: { papers }, next: [] };
  }

  async function forget(): Promise<StepReport> {
    const did = await order.forget();
    return Object.values(did).some((count) => count > 0) ? { did, next: [] } : NOTHING;
  }

  return {
    ...{ intake, analyse, match, compile, email: deliver("email"), slack: deliver("slack"), webhook },
    ...{ recover: recoverStep, refit, forget },
  };
}
