/** A whole Paperboy in this process, on an embedded database of its own, with a clock that tests move. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, openApp } from "../../src/app.ts";
import { orderRun } from "../../src/cli/run.ts";
import { readConfig } from "../../src/config.ts";
import type { Db } from "../../src/db/open.ts";
import { createLog } from "../../src/log.ts";
import { checkOrder, getOrderContext, type Order, subscribe } from "../../src/membership/subscribe.ts";
import { createCardStore } from "../../src/pipeline/card-store.ts";
import type { SettledDelivery } from "../../src/pipeline/deliver-order.ts";
import { matchWaiting } from "../../src/pipeline/match.ts";
import { readRecorded } from "../../src/pipeline/read-sources.ts";
import { reckonDueTimes } from "../../src/pipeline/reckon.ts";
import { type RunReport, runDigests } from "../../src/pipeline/run.ts";
import { getTemplate, SEEDS } from "./program.ts";

export interface Station {
  app: App;
  db: Db;
  folder: string;
  /** The program's clock stands there until the next call. */
  at(instant: string): void;
  /** As a new process: what was read before is read again. */
  forget(): void;
  intake(day: string, folder?: string): Promise<void>;
  subscribe(...orders: Order[]): Promise<void>;
  run(on: string): Promise<RunReport & { settled: SettledDelivery[] }>;
  close(): Promise<void>;
}

/** Every station starts empty; `env` configures its channels as the environment would. */
export async function openStation(env: Record<string, string>): Promise<Station> {
  const folder = await mkdtemp(join(tmpdir(), "paperboy-station-"));
  await cp(await getTemplate(), join(folder, "db"), { recursive: true });
  let now = Temporal.Instant.from("2026-05-14T05:00:00Z");
  const clock = { now: () => now, today: () => now.toString().slice(0, 10) };
  const app = await openApp(readConfig({ PAPERBOY_DATA: folder, ...env }), clock, createLog("silent"));
  const { db } = app.database;
  return {
    app,
    db,
    folder,
    at: (instant) => {
      now = Temporal.Instant.from(instant);
    },
    forget: () => {
      app.cards = createCardStore();
    },
    intake: async (day, from = join(SEEDS, "listings")) => {
      const read = await readRecorded(db, from, { from: day, to: day }, { clock, live: true });
      if (!read.ok) throw new Error(read.cause);
    },
    subscribe: async (...orders) => {
      const { sources, catalogue } = await getOrderContext(db);
      const checked = orders.map((order) => {
        const each = checkOrder(order, sources, catalogue);
        if (!each.ok) throw new Error(each.message);
        return each.order;
      });
      await subscribe(db, checked, now, matchWaiting, reckonDueTimes);
    },
    run: async (on) => {
      const settled: SettledDelivery[] = [];
      const report = await runDigests(db, await orderRun(app, on, { onSettled: (each) => settled.push(each) }));
      return { ...report, settled };
    },
    close: async () => {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
