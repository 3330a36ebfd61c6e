/** The web door: one port for what answers over HTTP: pages, feeds, hooks, health and metrics. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import type { OutboxReader } from "../channels/outbox-reader.ts";
import type { Archive } from "../reading/archive.ts";
import type { Feeds } from "../reading/feeds.ts";
import { addApi } from "./api/api.ts";
import type { ApiDoor } from "./api/door.ts";
import { addArchive } from "./archive/pages.ts";
import { addDesk, type DeskDoor } from "./desk/desk.ts";
import { DESK_STYLE } from "./desk/style.ts";
import { addExports } from "./exports.ts";
import { addFeeds } from "./feeds/feeds.ts";
import { addHooks, type HookDoor } from "./hooks.ts";
import { addOwn, type OwnDoor } from "./own/own.ts";
import { createPageCache, type PageCache } from "./page-cache.ts";
import { addDigest, type DigestDoor } from "./pages/digest.ts";
import { givePage, type Page, type Place } from "./pages/layout.ts";
import { addBack, addLeaving, type BackDoor, type LeaveDoor } from "./pages/leave.ts";
import { addMove, type MoveDoor } from "./pages/move.ts";
import { addOutbox } from "./pages/outbox.ts";
import { addOwnData, type OwnDataDoor } from "./pages/own-data.ts";
import { addOwnLink, type OwnLinkDoor } from "./pages/own-link.ts";
import { addPreferences, type PreferencesDoor } from "./pages/preferences.ts";
import { addSignUp, type SignUpDoor } from "./pages/sign-up.ts";
import { SCRIPT } from "./pages/sign-up-page.ts";
import { addSlackInstall, type SlackInstallDoor } from "./pages/slack-install.ts";
import { STYLE } from "./pages/style.ts";
import { addRobots } from "./robots.ts";
import { addTopics, type TopicDoor } from "./topics.ts";

export interface HealthDoor {
  /** Why the process must be started anew; null: it is alive. */
  findDead(): string | null;
  /** Why it takes no work now; null: it is ready. */
  findUnready(): Promise<string | null>;
  renderMetrics(): Promise<{ text: string; contentType: string }>;
}

export interface WebServer {
  url: string;
  /** Answers as before, and tells each connection that this was its last answer. */
  retire(): void;
  /** Takes nothing any more, and ends when what is under way is answered. */
  close(): Promise<void>;
}

export interface Doors {
  place: Place;
  archive: Archive;
  api: ApiDoor;
  feeds: Feeds;
  own: OwnDoor;
  topics: TopicDoor;
  leaving: LeaveDoor;
  back: BackDoor;
  move: MoveDoor;
  ownLink: OwnLinkDoor;
  preferences: PreferencesDoor;
  ownData: OwnDataDoor;
  signUp: SignUpDoor;
  digest: DigestDoor;
  desk: DeskDoor;
  hooks: HookDoor;
  /** Null: nothing goes there. */
  outbox: OutboxReader | null;
  /** Null: the app is not installed by OAuth here. */
  slackInstall: SlackInstallDoor | null;
}

/** A token, a query of 4,000 characters in any script, and what browsers send. */
const HEADER_BYTES = 32 * 1024;
/** Of those who open connections and say nothing, the server's memory holds so many. */
const CONNECTIONS_MOST = 4_000;
/** What is under way when the server closes has so long. */
const LAST_ANSWERS_MS = 5_000;
/** Who has not said all by then is cut off; looked at every so often. */
export const PATIENCE = { headersMs: 10_000, requestMs: 30_000, checkMs: 5_000 };
/** A form has no more than some hundred characters a field. */
const FORM_BYTES = 64 * 1024;

/** Where pages are the same for everybody; others are never kept. */
const KEPT = ["/", "/papers/*", "/paper/*", "/topics/*", "/search", "/about/*", "/feeds/*", "/style.css"];

const MARK_MS = 2_000;

export interface Web {
  hono: Hono;
  cache: PageCache;
}

/** `markMs`: for how long a kept page may be older than what is stored. */
export function createWeb(health: HealthDoor, doors: Doors, { markMs = MARK_MS } = {}): Web {
  const { place, archive } = doors;
  const web = new Hono();
  const cache = createPageCache({ findMark: () => archive.findMark(), now: () => performance.now(), markMs });
  for (const path of KEPT) web.use(path, cache.middleware);
  addHooks(web, doors.hooks); // before the limit of forms: events are larger, and have a limit of their own
  addApi(web, place, doors); // before that limit too: nothing is posted to it, and it answers all in JSON
  web.use(bodyLimit({ maxSize: FORM_BYTES, onError: (c) => c.text("This is more than any form holds.\n", 413) }));
  addArchive(web, place, archive);
  addFeeds(web, place, archive, doors.feeds);
  addOwn(web, place, doors.own);
  addExports(web, place, doors.archive);
  addRobots(web, place);
  addTopics(web, doors.topics);
  addLeaving(web, place, doors.leaving);
  addBack(web, place, doors.back);
  addPreferences(web, place, doors.preferences);
  addOwnLink(web, place, doors.ownLink);
  addMove(web, place, doors.move);
  addOwnData(web, place, doors.ownData);
  addSignUp(web, place, doors.signUp);
  addDigest(web, place, doors.digest);
  addDesk(web, place, doors.desk);
  if (doors.outbox) addOutbox(web, place, doors.outbox);
  if (doors.slackInstall) addSlackInstall(web, place, doors.slackInstall);
  web.get("/favicon.ico", (c) => c.body(null, 204)); // browsers ask; there is none
  web.get("/page.js", (c) => {
    c.header("Cache-Control", "public, max-age=3600");
    return c.body(SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" });
  });
  web.get("/style.css", (c) => {
    c.header("Cache-Control", "public, max-age=3600");
    return c.body(STYLE + DESK_STYLE, 200, { "content-type": "text/css; charset=utf-8" });
  });
  web.get("/healthz", (c) => {
    const dead = health.findDead();
    return dead === null ? c.text("ok\n") : c.text(`${dead}\n`, 503);
  });
  web.get("/readyz", async (c) => {
    const unready = await health.findUnready();
    return unready === null ? c.text("ready\n") : c.text(`${unready}\n`, 503);
  });
  web.get("/metrics", async (c) => {
    const { text, contentType } = await health.renderMetrics();
    return c.body(text, 200, { "content-type": contentType });
  });
  web.notFound((c) => givePage(c, place, MISSING));
  web.onError((error, c) => {
    console.error(error);
    return givePage(c, place, BROKEN);
  });
  return { hono: web, cache };
}

const MISSING: Page = {
  title: "Nothing is here",
  status: 404,
  body: html`<h1>Nothing is here</h1>
<p>The address may have been cut off. There are <a href="/papers">papers by day</a>, <a href="/topics">topics</a>, <a href="/search">search</a>, and the <a href="/">front page</a> to subscribe.</p>`,
};
const BROKEN: Page = {
  title: "This did not work",
  status: 500,
  body: html`<h1>This did not work</h1><p>It is not your doing, and nothing was lost. Try again in a minute; the operator’s log says why.</p>`,
};

/** Answers a request, or says false and leaves it to the pages. */
export type Gate = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Rejects when the address cannot be used. `gate`: for paths that are none of the pages. */
export async function listen(
  { hono, cache }: Web,
  address: { host: string; port: number },
  { headersMs, requestMs, checkMs, gate }: typeof PATIENCE & { gate?: Gate | null } = PATIENCE,
): Promise<WebServer> {
  const listener = getRequestListener(hono.fetch);
  const answering = new Set<ServerResponse>();
  let leaving = false;
  const server = createServer(
    { maxHeaderSize: HEADER_BYTES, connectionsCheckingInterval: checkMs },
    (request, response) => {
      if (leaving) response.shouldKeepAlive = false;
      answering.add(response);
      response.once("close", () => answering.delete(response));
      if (!gate?.(request, response) && !cache.answer(request, response)) void listener(request, response);
    },
  );
  server.requestTimeout = requestMs;
  server.headersTimeout = headersMs;
  server.maxConnections = CONNECTIONS_MOST;
  const listening = Promise.withResolvers<void>();
  server.once("error", listening.reject);
  server.listen(address.port, address.host, listening.resolve);
  await listening.promise;
  const bound = server.address();
  const port = typeof bound === "object" && bound ? bound.port : address.port;
  return {
    url: `http://${address.host.includes(":") ? `[${address.host}]` : address.host}:${port}`,
    retire: () => {
      leaving = true;
    },
    async close() {
      leaving = true;
      const closed = new Promise<void>((done) => server.close(() => done()));
      const last = [...answering].map((response) => once(response, "close"));
      await Promise.race([Promise.all(last), setTimeout(LAST_ANSWERS_MS, null, { ref: false })]);
      server.closeAllConnections();
      await closed;
    },
  };
}
