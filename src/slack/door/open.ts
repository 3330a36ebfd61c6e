/** Slack's door: Bolt on the port of the pages, or over a socket. All is acknowledged first and worked on afterwards. */
import { HTTPReceiver, SocketModeReceiver } from "@slack/bolt";
import type { Workspaces } from "../../domain/workspace/workspace.ts";
import { messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import type { Dialogue } from "../dialogue.ts";
import { acknowledge } from "./acknowledgement.ts";
import { AcknowledgingApp } from "./acknowledging-app.ts";
import { createAnswers } from "./answers.ts";
import { createBoltLog, withoutSecrets } from "./bolt-log.ts";
import { createClients } from "./clients.ts";
import { createComingBack } from "./coming-back.ts";
import { createFirstTime } from "./first-time.ts";
import { createForms } from "./forms.ts";
import { createGate, type Gate, PATHS } from "./gate.ts";
import { type Incoming, readIncoming } from "./incoming.ts";
import { botOf, keyOf, type Payload, teamOf } from "./payload.ts";
import type { Places } from "./places.ts";
import { createPresence } from "./presence.ts";
import { keepConnected, type PAUSE } from "./socket.ts";
import { BUSY, createWork } from "./work.ts";
import { createZones } from "./zones.ts";

export interface DoorOrder {
  workspaces: Workspaces;
  /** There is one workspace, by a token; else people install the app themselves. */
  alone: boolean;
  /** Where they do that; null: nowhere. */
  installUrl: string | null;
  way: { kind: "http"; signingSecret: string } | { kind: "socket"; appToken: string };
  apiUrl: string;
  dialogue: Dialogue;
  places: Places;
  log: Log;
  wait(ms: number): Promise<unknown>;
  /** Whether no process heard it before; remembered for longer than a signature is good. */
  isFirst(key: string): Promise<boolean>;
  /** Milliseconds since 1970, for what Slack dates. */
  today?(): number;
  /** Milliseconds that pass, for what is remembered and kept. */
  elapsed?(): number;
  /** Of a socket that was lost, before it is made again. */
  pause?: typeof PAUSE;
}

export interface SlackDoor {
  /** Null: Slack comes over a socket. */
  gate: Gate | null;
  /** Resolves when nothing is under way. */
  settle(): Promise<void>;
  /** Ends the socket, and waits a little for what is under way. */
  close(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
const LARGEST_BODY = 1024 * 1024;
const CLOSE_WITHIN_MS = 5_000;
/** Works under way: from the first on it is said that there are too many, beyond the second nothing is said any more. */
const UNDER_WAY = { busy: 500, most: 1_000 };

/** What comes twice and changes nothing; a form that is wanted must not wait for the database. */
const UNSEEN = new Set<Incoming["kind"]>(["nothing", "open form", "search form", "preview"]);

export function openSlackDoor(order: DoorOrder): SlackDoor {
  const { way, apiUrl, places, log, alone, elapsed = () => performance.now() } = order;
  const logger = createBoltLog(log);
  // Retries off: an answer repeated blindly is an answer twice.
  const options = { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: TIMEOUT_MS, logger };
  const us = createClients(order.workspaces, alone, options);
  const answers = createAnswers({
    clients: us,
    now: elapsed,
    mayPostTo: (url) => isSlacks(url, apiUrl),
    wait: order.wait,
  });
  const zones = createZones(us, elapsed);
  const { dialogue, installUrl } = order;
  const forms = createForms({ clients: us, dialogue, log });
  const work = createWork({
    dialogue,
    answers,
    forms,
    presence: createPresence(us),
    places,
    zones,
    clients: us,
    alone,
    installUrl,
    log,
  });
  const comingBack = alone ? createComingBack(us, places, elapsed, log) : null; // else installing brings it back
  const isFirst = createFirstTime(elapsed);
  const underWay = new Set<Promise<void>>();

  /** Where that cannot be told it is taken for the first time: what it asks for fails then, and is answered so. */
  const isHeard = async (key: string | null): Promise<boolean> =>
    key !== null && !(await order.isFirst(key).catch(() => true));
  const begin = async (body: Payload, key: string | null): Promise<void> => {
    const since = elapsed();
    const incoming = readIncoming(body, botOf(body) ?? (body.event ? await us.findUser(teamOf(body)) : null));
    if (!UNSEEN.has(incoming.kind) && (await isHeard(key))) return;
    if (underWay.size <= UNDER_WAY.busy) {
      await work.do(incoming, since);
      await comingBack?.heard(teamOf(body), isEnd(incoming));
    } else if ("way" in incoming) {
      log.warn({ event: "slack.busy", underWay: underWay.size });
      await answers.give([BUSY], incoming.from, incoming.way, since);
    }
  };
  const track = (work: Promise<void>): void => {
    const tracked = work.catch((error: unknown) =>
      log.error({ event: "slack.work-failed", reason: withoutSecrets(messageOf(error)) }),
    );
    underWay.add(tracked);
    void tracked.finally(() => underWay.delete(tracked));
  };
  const take = (body: Payload): void => {
    const key = keyOf(body);
    if (key !== null && !isFirst(key)) return;
    if (body.type === "app_rate_limited")
      log.error({ event: "slack.rate-limited", team: body.team_id, minute: body.minute_rate_limited });
    else if (underWay.size < UNDER_WAY.most) track(begin(body, key));
    else log.error({ event: "slack.dropped", type: body.type ?? "command" });
  };

  const receiver =
    way.kind === "http"
      ? new HTTPReceiver({ signingSecret: way.signingSecret, endpoints: PATHS, logger, bodyLimit: LARGEST_BODY })
      : new SocketModeReceiver({
          appToken: way.appToken,
          logger,
          autoReconnectEnabled: false, // see keepConnected
          installerOptions: { clientOptions: options },
        });
  const app = new AcknowledgingApp(receiver, { ...options }, take, acknowledge);
  const socket = receiver instanceof SocketModeReceiver ? keepConnected(app, receiver, log, order.pause) : null;
  if (comingBack) track(comingBack.atStart());
  const settle = async () => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  return {
    gate: receiver instanceof HTTPReceiver ? createGate(receiver.requestListener, order.today ?? Date.now, log) : null,
    settle,
    async close() {
      await socket?.end();
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, CLOSE_WITHIN_MS);
      await Promise.race([settle(), late.promise]);
      clearTimeout(timer);
    },
  };
}

const isEnd = (incoming: Incoming): boolean =>
  incoming.kind === "place" && (incoming.event.kind === "uninstalled" || incoming.event.kind === "revoked");

/** Answers go to Slack's own host; with a stand-in for its API, to that one's alone. */
function isSlacks(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const api = new URL(apiUrl).hostname;
  if (!/^slack(?:-gov)?\.com$/.test(api)) return hostname === api;
  return protocol === "https:" && hostname === `hooks.${api}`;
}
