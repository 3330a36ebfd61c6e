/** One process that hands over what is due, with all of the ledger: what `bench send` measures. Told by its arguments. */
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { createDkimSigner } from "../src/channels/dkim.ts";
import { createMailComposer } from "../src/channels/mail-message.ts";
import { createSmtpChannel } from "../src/channels/smtp.ts";
import { openDatabase } from "../src/db/open.ts";
import { createCardStore } from "../src/pipeline/card-store.ts";
import { deliverChannel } from "../src/pipeline/deliver.ts";
import type { DeliverReport } from "../src/pipeline/deliver-order.ts";
import { keepLease } from "../src/pipeline/lease.ts";
import { createMailRenderer } from "../src/render/mail.ts";
import { IDENTITY, INSTALLATION } from "./morning.ts";

export interface Sent {
  accepted: number;
  ms: number;
  /** Of the process, all threads. */
  cpuMs: number;
  megabytes: number;
}

const [url, smtpUrl, keyFile] = process.argv.slice(2) as [string, string, string | undefined];
const database = await openDatabase({ kind: "postgres", url });
const renderer = await createMailRenderer();
const key = keyFile ? createPrivateKey(readFileSync(keyFile)) : null;
const sign = key ? createDkimSigner({ domain: "lab.example.org", selector: "paperboy", key }) : null;
const smtp = createSmtpChannel(smtpUrl, { identity: IDENTITY, composer: createMailComposer(IDENTITY), sign });
const lease = await keepLease(database.db, database.owner, "bench");
const report: DeliverReport = { counts: {}, stopped: [] };
const order = {
  owner: database.owner,
  clock: { now: () => Temporal.Now.instant() },
  channels: {
    mailFor: () => smtp,
    mailWays: [smtp],
    slack: {
      via: "slack" as const,
      concurrency: 1,
      send: async () => Promise.reject(new Error()),
      close: async () => {},
    },
    renderMail: renderer.renderMail,
    webhook: {
      via: "webhook" as const,
      concurrency: 1,
      send: () => Promise.reject(new Error("no webhooks here")),
      close: async () => {},
    },
    renderLetter: () => ({ subject: "", html: [], text: [] }),
    renderSlack: () => [],
  },
  cards: createCardStore(),
  installation: INSTALLATION,
  rates: { perSecond: null, perHour: null },
  closeStopped: false,
  wait: (ms: number) => setTimeout(ms),
};
process.send?.("ready");
await new Promise((go) => process.once("message", go));
const cpu = process.cpuUsage();
const from = performance.now();
await deliverChannel(database.db, "email", order, report);
const ms = performance.now() - from;
const { user, system } = process.cpuUsage(cpu);
await smtp.close();
await lease.end();
await database.close();
const sent: Sent = {
  accepted: report.counts.accepted ?? 0,
  ms,
  cpuMs: (user + system) / 1_000,
  megabytes: process.resourceUsage().maxRSS / 1_024,
};
if (report.stopped.length > 0) console.error(report.stopped);
process.send?.(sent);
process.disconnect?.();
