/** Composition root: the only file that sees everything. It opens what the configuration names and binds the use cases to it. */
import { access, constants, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { probeDkim } from "./channels/dkim-key.ts";
import { probeSlack, probeSlackSocket } from "./channels/slack.ts";
import { probeSmtp } from "./channels/smtp.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { type OpenDatabase, openDatabase } from "./db/open.ts";
import { claimTurn, endTurn } from "./db/request-turns.ts";
import { saveSources } from "./db/sources.ts";
import { saveCatalogue } from "./db/topics.ts";
import { type Log, maskAddress } from "./log.ts";
import { type OpenChannels, openChannels } from "./open-channels.ts";
import { type CardStore, createCardStore } from "./pipeline/card-store.ts";
import type { Channels, DeliverOrder, SettledDelivery } from "./pipeline/deliver-order.ts";
import { type Installation, openInstallation } from "./pipeline/installation.ts";
import type { RecoverOrder } from "./pipeline/recover.ts";
import type { Probe } from "./reading/doctor.ts";
import { createHttpClient, type HttpClient } from "./sources/http/client.ts";
import type { Turns } from "./sources/http/pace.ts";
import { createPoster } from "./sources/http/post.ts";
import { openSource, type SourceName } from "./sources/open.ts";
import type { Source } from "./sources/source.ts";

export interface App {
  config: Config;
  clock: Clock;
  log: Log;
  database: OpenDatabase;
  outboxFolder: string;
  installation: Installation;
  /** What digests show, kept for the next readers of the same papers. */
  cards: CardStore;
  /** Opened when first asked for: most commands hand nothing over. */
  channels(): Promise<Channels>;
  /** What delivering needs, but for what a run and a service do differently. */
  orderDelivery(): Promise<Omit<DeliverOrder, "closeStopped">>;
  /** What recovering needs. */
  orderRecovery(): RecoverOrder;
  /** Logs how a delivery ended. */
  logSettled(settled: SettledDelivery): void;
  probes(): Probe[];
  /** Null for a source that is brought and not read. */
  openSource(source: SourceName): Source | null;
  http: HttpClient;
  close(): Promise<void>;
}

export const SEEDS_FOLDER = join(import.meta.dirname, "../seeds");
const SOURCES = ["huggingface", "page"];

export async function openApp(config: Config, clock: Clock, log: Log): Promise<App> {
  const installation = openInstallation(config);
  const database = await openDatabase(config.database);
  try {
    await seed(database, clock);
  } catch (error) {
    await database.close();
    throw error;
  }
  let opened: OpenChannels | null = null;
  const outboxFolder = join(config.dataFolder, "outbox");
  const http = createHttpClient({
    userAgent: introduce(config.contact),
    privateHosts: config.privateHosts,
    turns: database.alone ? null : openTurns(database),
  });
  const post = createPoster({ userAgent: introduce(config.contact), privateHosts: config.privateHosts });
  const channels = async () => {
    opened ??= await openChannels(config, installation, { outboxFolder, post, now: () => clock.now() });
    return opened.channels;
  };
  const app: App = {
    config,
    clock,
    log,
    database,
    outboxFolder,
    installation,
    cards: createCardStore(),
    channels,
    orderDelivery: async () => ({
      owner: database.owner,
      clock,
      channels: await channels(),
      cards: app.cards,
      installation,
      rates: config.mail.rates,
      wait: (ms) => setTimeout(ms),
      onRelayStopped: (via, reason) => log.error({ event: "relay.stopped", via, reason }),
    }),
    orderRecovery: () => ({
      owner: database.owner,
      alone: database.alone,
      findPosted: async (sought) => (await app.channels()).slack.find?.(sought) ?? null,
      clock,
      zoneRules: process.versions.tz ?? "unknown",
      onImbalance: (run, problems) => log.error({ event: "run.imbalance", run, problems }),
    }),
    logSettled: ({ state, address, via, reason }) =>
      log[state === "accepted" && reason === null ? "info" : "warn"]({
        event: `delivery.${state}`,
        address: maskAddress(address),
        via,
        reason,
      }),
    probes: () => listProbes(config),
    openSource: (source) => openSource(source, http, config.sources),
    http,
    close: async () => {
      await opened?.close();
      await database.close();
    },
  };
  return app;
}

const openTurns = ({ db, owner }: OpenDatabase): Turns => ({
  claim: (lane, span) => claimTurn(db, { lane, owner, ...span }),
  end: (lane) => endTurn(db, lane, owner),
});

/** Sources and the catalogue of topics: the same at every start. */
export async function seed(database: OpenDatabase, clock: Clock): Promise<{ sources: number; topics: number }> {
  await saveSources(database.db, SOURCES, clock.now().toString());
  const topics = JSON.parse(await readFile(join(SEEDS_FOLDER, "topics.json"), "utf8")) as {
    slug: string;
    name: string;
    group: string;
    query: string;
    description: string;
  }[];
  const entries = topics.map(({ group, ...topic }, position) => ({ ...topic, heading: group, position }));
  await saveCatalogue(database.db, entries);
  return { sources: SOURCES.length, topics: entries.length };
}

/** As sources see us: an HTTP header holds plain ASCII. */
function introduce(contact: string | null): string {
  const asked = contact === null ? "" : `; ${contact.normalize("NFKD").replace(/[^\x20-\x7e]/g, "")}`;
  return `Paperboy/0.1 (self-hosted paper digest${asked})`;
}

function listProbes(config: Config): Probe[] {
  const { smtpUrl, dkim } = config.mail;
  const { botToken, apiUrl, door } = config.slack;
  return [
    {
      what: "data folder",
      look: () => probeFolder(config.dataFolder),
      nextStep: "Set PAPERBOY_DATA to a folder that can be written",
    },
    smtpUrl
      ? {
          what: "mail",
          look: () => probeSmtp(smtpUrl),
          nextStep: "Check SMTP_URL, and that the relay runs and lets this machine in",
        }
      : { what: "mail", look: async () => "no SMTP_URL: mails go to the outbox", nextStep: "" },
    ...(smtpUrl && dkim
      ? [{ what: "dkim", look: () => probeDkim(dkim), nextStep: "Check MAIL_DKIM_KEY_FILE and the DNS" }]
      : []),
    botToken
      ? {
          what: "slack",
          look: () => probeSlack(botToken, apiUrl),
          nextStep: "Check SLACK_BOT_TOKEN, and that the app is installed with the scope chat:write",
        }
      : { what: "slack", look: async () => "no SLACK_BOT_TOKEN: Slack messages go to the outbox", nextStep: "" },
    door?.kind === "socket"
      ? {
          what: "slack commands",
          look: () => probeSlackSocket(door.appToken, apiUrl),
          nextStep:
            "Check SLACK_APP_TOKEN: an app-level token with the scope connections:write, of an app with Socket Mode on",
        }
      : { what: "slack commands", look: async () => describeSlackDoor(config), nextStep: "" },
  ];
}

function describeSlackDoor({ slack, publicUrl, listen }: Config): string {
  if (slack.door === null) return "off: set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN for Socket Mode";
  return publicUrl === null
    ? `come over HTTP, to /slack/events on ${listen}; without PAPERBOY_URL it is not known where Slack reaches that`
    : `come over HTTP, to ${publicUrl}/slack/events`;
}

async function probeFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  return folder;
}

/** Removes a folder of a demonstration. */
export const clearFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
