/** Slack's paths on the port of the pages: what is none of them, or cannot be a request of Slack's, Bolt never sees. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Log } from "../../log.ts";

/** All three take all kinds of requests: an app's settings may name one or three addresses. */
export const PATHS = ["/slack/events", "/slack/commands", "/slack/interactive"];

/** As far as Slack's clock and ours may be apart: Bolt refuses what is older, and takes what is of the future. */
const APART_S = 5 * 60;
const FORM = "application/x-www-form-urlencoded";

/** False: it is not for Slack's paths, and untouched. `now` in milliseconds since 1970. */
export type Gate = (request: IncomingMessage, response: ServerResponse) => boolean;

export function createGate(listener: RequestListener, now: () => number, log: Log): Gate {
  return (request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] as string;
    if (request.method !== "POST" || !PATHS.includes(path)) return false;
    const refuse = (status: number, reason: string) => {
      log.warn({ event: "slack.refused", status, reason });
      response.writeHead(status, { connection: "close" }).end(); // what it holds is not read
    };
    const type = request.headers["content-type"] ?? "";
    if (type !== FORM && !/^application\/json(?:;|$)/.test(type)) refuse(400, "neither a form nor JSON");
    else if (Number(request.headers["x-slack-request-timestamp"] ?? 0) > now() / 1_000 + APART_S)
      refuse(401, "it bears a time of the future");
    else listener(request, response);
    return true;
  };
}
