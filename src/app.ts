/** Composition root: the only file that sees everything. It opens what the configuration names and binds the use cases to it. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createSlackOAuth } from "./channels/slack-oauth.ts";
import { createOneWorkspace } from "./channels/slack-workspace.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { type Db, type OpenDatabase, openDatabase } from "./db/open.ts";
import { bookTurn, claimTurn, endTurn } from "./db/request-turns.ts";
import { saveSources } from "./db/sources.ts";
import { readTopicRecord, type TopicRecord } from "./domain/exchange/installation.ts";
import type { Address } from "./domain/subscription/address.ts";
import type { Workspaces } from "./domain/workspace/workspace.ts";
import { type Log, maskAddress } from "./log.ts";
import { seedCatalogue } from "./membership/catalogue.ts";
import { hashAddress } from "./membership/personal-data.ts";
import { createWorkspaces } from "./membership/slack-installations.ts";
import { type OpenChannels, openChannels } from "./open-channels.ts";
import { type CardStore, createCardStore } from "./pipeline/card-store.ts";
import type { Channels, DeliverOrder, SettledDelivery } from "./pipeline/deliver-order.ts";
import { type Installation, openInstallation, openSharedSecret } from "./pipeline/installation.ts";
import { matchWaiting } from "./pipeline/match.ts";
import type { RecoverOrder } from "./pipeline/recover.ts";
import { closeDataFolder } from "./private-folder.ts";
import { listProbes } from "./probes/list.ts";
import type { Probe } from "./reading/doctor.ts";
import { openSecret } from "./secret.ts";
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
  /** Slack's; null: Slack is not configured. */
  workspaces: Workspaces | null;
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
  probes(): Promise<Probe[]>;
  /** Null for a source that is brought and not read. */
  openSource(source: SourceName): Source | null;
  http: HttpClient;
  close(): Promise<void>;
}

export const SEEDS_FOLDER = join(import.meta.dirname, "../seeds");
const SOURCES = ["huggingface", "page"];

export async function openApp(config: Config, clock: Clock, log: Log): Promise<App> {
  const database = await openDatabase(config.database);
  closeDataFolder(config.dataFolder);
  try {
    await seed(database, clock);
    return makeApp(config, clock, log, { database, ...openTools(config, database, clock, log) });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** For one command within a running service: by its connections and paces, with an owner and a clock of its own. */
export function openWithin(host: App, config: Config, clock: Clock): App {
  const { http, workspaces, cards } = host;
  const database = host.database.share();
  return makeApp(config, clock, host.log, { database, http, workspaces, cards, channels: host.channels });
}

/** What commands within a service share with it. `channels`: of the service, which closes them. */
interface Tools {
  database: OpenDatabase;
  http: HttpClient;
  workspaces: Workspaces | null;
  cards: CardStore;
  channels?: App["channels"];
}

function openTools(config: Config, database: OpenDatabase, clock: Clock, log: Log): Omit<Tools, "database"> {
  const http = createHttpClient({
    userAgent: introduce(config.contact),
    privateHosts: config.privateHosts,
    turns: database.alone ? null : openTurns(database),
  });
  return { http, workspaces: openWorkspaces(config, database.db, clock, log), cards: createCardStore() };
}

function makeApp(config: Config, clock: Clock, log: Log, tools: Tools): App {
  const { database, http, workspaces } = tools;
  const installation = openInstallation(config);
  let opened: OpenChannels | null = null;
  const outboxFolder = join(config.dataFolder, "outbox");
  const post = createPoster({ userAgent: introduce(config.contact), privateHosts: config.privateHosts });
  const { db, owner } = database;
  const book = database.alone ? null : (lane: string, gapMs: number) => bookTurn(db, { lane, owner, gapMs });
  const openOwn = async () => {
    opened ??= await openChannels(config, installation, {
      ...{ outboxFolder, workspaces, book, post, now: () => clock.now() },
    });
    return opened.channels;
  };
  const channels = tools.channels ?? openOwn;
  const app: App = {
    config,
    clock,
    log,
    database,
    outboxFolder,
    installation,
    workspaces,
    cards: tools.cards,
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
      living: database.living,
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
    probes: () =>
      listProbes({ config, db: database.db, now: () => Temporal.Now.instant(), userAgent: introduce(config.contact) }),
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

function openWorkspaces(config: Config, db: Db, clock: Clock, log: Log): Workspaces | null {
  const { botToken, oauth, apiUrl } = config.slack;
  if (oauth === null) return botToken === null ? null : createOneWorkspace(botToken, apiUrl);
  const { renew } = createSlackOAuth(oauth, apiUrl);
  return createWorkspaces({
    ...{ db, renew, secret: openSecret(config.secret, config.dataFolder), now: () => clock.now() },
    onTrouble: (team, trouble) => log.error({ event: "slack.workspace-trouble", team, trouble }),
  });
}

/** Sources and the catalogue of topics: at every start, where they are not there or are others in this version. */
export async function seed(database: OpenDatabase, clock: Clock): Promise<{ sources: number; topics: number }> {
  await saveSources(database.db, SOURCES, clock.now().toString());
  const topics = JSON.parse(await readFile(join(SEEDS_FOLDER, "topics.json"), "utf8")) as TopicRecord[];
  const seeded = await seedCatalogue(database.db, topics.map(readTopicRecord), clock.now(), matchWaiting);
  if (!seeded.ok) throw new Error(`seeds/topics.json: ${seeded.problems.join("; ")}`);
  return { sources: SOURCES.length, topics: topics.length };
}

/** What an address is known by that was forgotten; the secret is opened only when there is something to look up. */
export function hashesOf({ config }: Pick<App, "config">): (address: Address) => string {
  let secret: string | null = null;
  return (address) => {
    secret ??= openSharedSecret(config);
    return hashAddress(secret, address);
  };
}

/** As sources see us: an HTTP header holds plain ASCII. */
function introduce(contact: string | null): string {
  const asked = contact === null ? "" : `; ${contact.normalize("NFKD").replace(/[^\x20-\x7e]/g, "")}`;
  return `Paperboy/0.1 (self-hosted paper digest${asked})`;
}

/** Removes a folder of a demonstration. */
export const clearFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
