/** The service's steps in this process: a clock that tests move, channels in memory that answer as told, rates without waiting. */
import type { OpenDatabase } from "../../src/db/open.ts";
import type { Channel, MailContent, SlackContent } from "../../src/domain/delivery/channel.ts";
import type { Outcome } from "../../src/domain/delivery/state.ts";
import type { DigestView } from "../../src/domain/digest/view.ts";
import { createLog } from "../../src/log.ts";
import { createCardStore } from "../../src/pipeline/card-store.ts";
import type { SettledDelivery } from "../../src/pipeline/deliver-order.ts";
import type { Installation } from "../../src/pipeline/installation.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import type { RunOrder } from "../../src/pipeline/run.ts";
import { createSteps, type StepReport, type Steps } from "../../src/pipeline/steps.ts";
import { makeListings, makeOrder } from "./listings.ts";

/** A mail that was handed over: what it shows and to whom. */
export interface Sent {
  at: string;
  via: string;
  address: string;
  key: string;
  on: string;
  part: number;
  deliveryId: number;
  leaveUrl: string | null;
  view: DigestView;
  /** arXiv ids of its papers, sorted. */
  papers: string[];
}

export interface MillWish {
  owner?: string;
  alone?: boolean;
  rates?: { perSecond: number | null; perHour: number | null };
  /** Which way a mail goes; else `smtp`. */
  viaOf?: (address: string) => "smtp" | "outbox";
  concurrency?: number;
  installation?: Installation;
}

export interface Mill {
  steps: Steps;
  /** Handed over by this mill, in order. */
  sent: Sent[];
  settled: SettledDelivery[];
  /** Told of relays that were stopped. */
  stopped: string[];
  /** Books that did not balance: always empty. */
  imbalances: string[];
  /** What was waited for, in milliseconds. */
  waits: number[];
  now(): Temporal.Instant;
  at(instant: string): Mill;
  /** Recover, match, compile, deliver: what a minute of the service does. */
  minute(): Promise<Record<string, StepReport>>;
  /** A minute every so many hours from the clock's on, up to an instant. */
  hoursUntil(instant: string, step?: number): Promise<void>;
  /** Takes listings in of a day, with ids from `first` on, and matches them. */
  takeIn(day: string, count: number, first: number): Promise<void>;
  /** How an attempt is answered; undefined: accepted. Asked before the mark, then (with `late`) after it. */
  answer: (address: string, via: string) => Outcome | undefined | Promise<Outcome | undefined>;
  order: RunOrder;
}

export function openMill(database: Pick<OpenDatabase, "db" | "alone">, wish: MillWish = {}): Mill {
  let now = Temporal.Instant.from("2026-05-14T05:00:00Z");
  const clock = { now: () => now, today: () => now.toString().slice(0, 10) };
  const { db } = database;
  const mill = {
    sent: [],
    settled: [],
    stopped: [],
    imbalances: [],
    waits: [],
    answer: () => undefined,
  } as unknown as Mill;
  const way = <Content>(via: "smtp" | "outbox" | "slack"): Channel<Content> => ({
    via,
    concurrency: wish.concurrency ?? 3,
    async send(parcel, mark) {
      const outcome = await mill.answer(parcel.address, via);
      if (outcome && outcome.state !== "unknown") return outcome;
      if (!(await mark())) return { state: "deferred", reason: "withdrawn before it was handed over" };
      const view = (parcel.content as unknown as { view: DigestView }).view;
      const papers = view.sections.flatMap((section) => section.items.map((item) => idOf(item.url))).sort();
      const { address, key, on, part, deliveryId, leaveUrl } = parcel;
      mill.sent.push({ at: now.toString(), via, address, key, on, part, deliveryId, leaveUrl, view, papers });
      return outcome ?? { state: "accepted", receipt: `${via}-${mill.sent.length}` };
    },
    close: async () => {},
  });
  const ways = {
    smtp: way<MailContent>("smtp"),
    outbox: way<MailContent>("outbox"),
    slack: way<SlackContent>("slack"),
  };
  const viaOf = wish.viaOf ?? (() => "smtp" as const);
  mill.order = {
    owner: wish.owner ?? "mill",
    living: () => ((wish.alone ?? database.alone) ? [wish.owner ?? "mill"] : null),
    on: "",
    clock,
    channels: {
      mailFor: (address) => ways[viaOf(address)],
      mailWays: wish.viaOf ? [ways.smtp, ways.outbox] : [ways.smtp],
      slack: ways.slack,
      renderMail: (view) => ({ subject: "", html: [], text: [], view }) as MailContent,
      webhook: {
        via: "webhook" as const,
        concurrency: 1,
        send: () => Promise.reject(new Error("no webhooks here")),
        close: async () => {},
      },
      renderLetter: ({ url }) => ({ subject: "confirm", html: [url], text: [url] }),
      renderSlack: (view) => view.sections.map(() => ({ text: "", blocks: [], view })) as SlackContent[],
    },
    cards: createCardStore(),
    installation: wish.installation ?? {
      name: "Paperboy",
      operator: null,
      postalAddress: null,
      links: null,
      returnPath: null,
    },
    rates: wish.rates ?? { perSecond: null, perHour: null },
    closeStopped: false,
    wait: async (ms) => mill.waits.push(ms),
    onSettled: (settled) => mill.settled.push(settled),
    onRelayStopped: (via, reason) => mill.stopped.push(`${via}: ${reason}`),
  };
  mill.steps = createSteps(db, {
    ...mill.order,
    openSource: () => null,
    log: createLog("silent"),
    forget: async () => ({}),
    zoneRules: "test",
    onImbalance: (run, problems) => mill.imbalances.push(`${run}: ${problems.join("; ")}`),
  });
  mill.now = () => now;
  mill.at = (instant) => {
    now = Temporal.Instant.from(instant);
    return mill;
  };
  mill.minute = async () => {
    const reports: Record<string, StepReport> = {};
    for (const step of ["recover", "match", "compile", "email", "slack"] as const)
      reports[step] = await mill.steps[step]();
    return reports;
  };
  mill.hoursUntil = async (instant, hours = 1) => {
    const end = Temporal.Instant.from(instant);
    for (; Temporal.Instant.compare(now, end) <= 0; now = now.add({ hours })) await mill.minute();
    now = end;
  };
  mill.takeIn = async (day, count, first) => {
    await takeIn(db, makeOrder(makeListings(count, { listedOn: day }, first), { listedOn: day, at: now }));
    await mill.steps.match();
  };
  return mill;
}

const idOf = (url: string | null): string => /\d{4}\.\d{5}/.exec(url ?? "")?.[0] ?? "";
