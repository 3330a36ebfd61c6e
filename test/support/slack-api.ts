/** A stand-in of Slack's Web API: keeps to its limits, records what it takes, and can answer errors as told. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type Block, findBlockFault, findViewFault, sizeOf, type View } from "./slack-blocks.ts";

export interface SlackPost {
  /** Of the request: `xoxb-…`. */
  token: string;
  channel: string;
  text: string;
  blocks: Block[];
  thread_ts: string | undefined;
  ts: string;
  /** The request's arguments as they came. */
  body: Record<string, string>;
}

export interface SlackCall {
  token: string;
  method: string;
  body: Record<string, unknown>;
}

export interface SlackResponse {
  url: string;
  text: string;
  blocks?: Block[];
  response_type?: string;
  replace_original?: boolean;
  thread_ts?: string;
}

export type SlackAnswer =
  | { error: string }
  | { status: number; retryAfter?: number }
  | { close: true; taken?: true }
  /** Taken, and answered when that is over. */
  | { until: Promise<unknown> };

export interface SlackApi {
  url: string;
  posts: SlackPost[];
  /** Posts that were asked for, also those not taken. */
  asked: SlackPost[];
  /** Undefined: taken. `n` counts the posts asked of a channel from 0. */
  answer: (channel: string, n: number, post: SlackPost) => SlackAnswer | undefined;
  /** Every other method that was called, in order, with its arguments; blocks and views as objects. */
  calls: SlackCall[];
  /** Views that are open, by their ids; each has another hash whenever it is drawn. */
  views: Map<string, { hash: string; view: View }>;
  /** Whether the token may read conversations. */
  readable: boolean;
  /** Zones of people; others have the profile of nobody. */
  zones: Map<string, string>;
  /** Their names. */
  names: Map<string, string>;
  /** Conversations that we see, and whether we are in them; others are not found. */
  conversations: Map<string, { is_member: boolean; is_private: boolean }>;
  /** What `oauth.v2.access` gives for a code or a refresh token: each once. */
  grants: Map<string, object>;
  /** What every answer says the token may do; empty: it does not say. */
  scopes: string;
  /** Workspaces of tokens; of others it is T0LAB. */
  teams: Map<string, string>;
  /** Tokens that are refused, with the error of every call. */
  refused: Map<string, string>;
  /** Errors of methods by name, or by name and channel, instead of what they answer: named, a status, or `closed`; `response_url` is one. */
  errors: Map<string, string>;
  /** What was posted to response_urls that are good: each five times, as `responseUrl` makes them. */
  responses: SlackResponse[];
  responseUrl(): string;
  /** Where `apps.connections.open` leads. */
  socketUrl: string;
  /** Resolves once that is so, looked at after each call. */
  heard(what: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** Limits of https://docs.slack.dev/reference/block-kit/blocks and of chat.postMessage. */
function findFault({ text, blocks }: Pick<SlackPost, "text" | "blocks">): string | null {
  if (text === "" || text === undefined) return "no_text";
  const fault = findBlockFault(blocks, 50);
  if (fault) return `invalid_blocks: ${fault}`;
  return sizeOf(blocks) > 12_000 ? "msg_blocks_too_long" : null;
}

/** What Slack says of a call of another method: an error, or what it answers. */
function answerCall(
  { method, body, token }: SlackCall,
  { zones, names, conversations, socketUrl, readable, posts, views, grants, teams }: SlackApi,
): { error: string } | object {
  const view = body.view as View | undefined;
  switch (method) {
    case "auth.test":
      return {
        team: "Test Lab",
        team_id: teams.get(token) ?? "T0LAB",
        user: "paperboy",
        user_id: "U0BOT",
        bot_id: "B0BOT",
      };
    case "users.info": {
      const tz = zones.get(String(body.user));
      const profile = { display_name: names.get(String(body.user)) ?? "", real_name: "" };
      return tz ? { user: { id: body.user, tz, profile } } : { error: "user_not_found" };
    }
    case "chat.postEphemeral": {
      const { text = "", blocks = [], channel, user } = body as { text?: string; blocks?: Block[] } & typeof body;
      if (!channel || !user) return { error: "invalid_arguments" };
      const fault = findFault({ text, blocks });
      return fault ? { error: fault.split(":")[0] } : { message_ts: "1778740000.000000" };
    }
    case "views.publish":
    case "views.open": {
      const home = method === "views.publish";
      if (!view || view.type !== (home ? "home" : "modal") || !(home ? body.user_id : body.trigger_id))
        return { error: "invalid_arguments" };
      if (findViewFault(view)) return { error: "invalid_arguments" };
      return home ? { view } : showView(views, `V${views.size + 1}`, view);
    }
    case "views.update": {
      const [id, open] = [String(body.view_id), views.get(String(body.view_id))];
      if (!open || !view) return { error: "not_found" };
      if (body.hash !== undefined && body.hash !== open.hash) return { error: "hash_conflict" };
      return findViewFault(view) ? { error: "invalid_arguments" } : showView(views, id, view);
    }
    case "conversations.open":
      return body.users ? { channel: { id: `D${String(body.users).slice(1)}` } } : { error: "invalid_arguments" };
    case "conversations.info": {
      const channel = conversations.get(String(body.channel));
      return channel ? { channel: { id: body.channel, ...channel } } : { error: "channel_not_found" };
    }
    case "conversations.history":
    case "conversations.replies":
      return readable
        ? { messages: posts.filter((post) => isIn(post, body)).map(showPosted) }
        : { error: "missing_scope" };
    case "oauth.v2.access": {
      const given = String(body.code ?? body.refresh_token);
      const grant = grants.get(given);
      grants.delete(given);
      return grant ?? { error: body.code ? "invalid_code" : "invalid_refresh_token" };
    }
    case "chat.unfurl": {
      const unfurls = Object.values((body.unfurls ?? {}) as Record<string, { blocks: Block[] }>);
      const named = body.unfurl_id ? body.source : body.channel && body.ts;
      if (!named || unfurls.length === 0) return { error: "cannot_unfurl_message" };
      return unfurls.some(({ blocks }) => findBlockFault(blocks, 50)) ? { error: "invalid_blocks" } : {};
    }
    case "auth.revoke":
      return { revoked: true };
    case "apps.connections.open":
      return { url: socketUrl };
    default:
      return { error: "unknown_method" };
  }
}

let drawn = 0;
function showView(views: SlackApi["views"], id: string, view: View) {
  const shown = { hash: `${++drawn}.hash`, view };
  views.set(id, shown);
  return { view: { ...view, id, hash: shown.hash } };
}

const isIn = (post: SlackPost, { channel, ts }: Record<string, unknown>): boolean =>
  post.channel === channel && (ts === undefined ? post.thread_ts === undefined : post.thread_ts === ts);
const showPosted = ({ ts, text, body }: SlackPost) => ({ ts, text, metadata: JSON.parse(body.metadata ?? "null") });

const RESPONSES_MOST = 5;

export async function openSlackApi(answer: SlackApi["answer"] = () => undefined): Promise<SlackApi> {
  const posts: SlackPost[] = [];
  const asked: SlackPost[] = [];
  const state = { answer };
  let urls = 0;
  let waiting: (() => void)[] = [];
  const tell = () => {
    for (const each of waiting) each();
    waiting = [];
  };
  const server = createServer(async (request, response) => {
    const say = (body: object, status = 200, headers = {}) =>
      response
        .writeHead(status, {
          "content-type": "application/json",
          ...(api.scopes === "" ? {} : { "x-oauth-scopes": api.scopes }),
          ...headers,
        })
        .end(JSON.stringify(body));
    const path = request.url ?? "";
    const token = (request.headers.authorization ?? "").replace("Bearer ", "");
    if (path.startsWith("/oauth/v2/authorize?"))
      return response.writeHead(200, { "content-type": "text/html" }).end(drawConsent(new URL(path, origin())));
    if (path.startsWith("/hooks/")) {
      const fault = api.errors.get("response_url");
      if (fault === "closed") return request.socket.destroy();
      if (fault) return say({ ok: false }, Number(fault));
      const response = JSON.parse(await readBody(request)) as Omit<SlackResponse, "url">;
      const used = api.responses.filter((each) => each.url.endsWith(path)).length;
      if (used >= RESPONSES_MOST) return say({ ok: false, error: "used_url" }, 404);
      if (findFault({ text: response.text, blocks: response.blocks ?? [] })) return say({ ok: false }, 400);
      api.responses.push({ ...response, url: `${origin()}${path}` });
      tell();
      return say({ ok: true });
    }
    if (path !== "/api/chat.postMessage") {
      const call = { token, method: path.replace("/api/", ""), body: readArguments(await readBody(request)) };
      api.calls.push(call);
      const error =
        api.refused.get(token) ?? api.errors.get(call.method) ?? api.errors.get(`${call.method} ${call.body.channel}`);
      if (error === "closed") return request.socket.destroy();
      if (/^\d{3}$/.test(error ?? "")) return say({ ok: false }, Number(error), { "retry-after": "1" });
      const answered = error ? { error } : answerCall(call, api);
      tell();
      return say({ ok: !("error" in answered), ...answered });
    }
    const post = { token, ...readPost(await readBody(request), asked.length + 1) };
    const given = state.answer(post.channel, asked.filter((each) => each.channel === post.channel).length, post);
    asked.push(post);
    if (given && "close" in given) {
      if (given.taken) posts.push(post);
      return request.socket.destroy();
    }
    if (given && "status" in given)
      return say({ ok: false }, given.status, given.retryAfter ? { "retry-after": String(given.retryAfter) } : {});
    const fault = api.refused.get(token) ?? (given && "error" in given ? given.error : findFault(post));
    if (fault) return say({ ok: false, error: fault.split(":")[0] });
    posts.push(post);
    tell();
    if (given && "until" in given) await given.until;
    return say({ ok: true, channel: post.channel, ts: post.ts });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api: SlackApi = {
    url: `${origin()}/api`,
    posts,
    asked,
    calls: [],
    views: new Map(),
    readable: false,
    zones: new Map(),
    names: new Map(),
    conversations: new Map(),
    scopes: "",
    grants: new Map(),
    teams: new Map(),
    refused: new Map(),
    errors: new Map(),
    responses: [],
    responseUrl: () => `${origin()}/hooks/${++urls}`,
    socketUrl: "",
    heard: async (what) => {
      while (!what()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    get answer() {
      return state.answer;
    },
    set answer(next) {
      state.answer = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return api;
}

/** Slack's page that asks for consent: the code `consented` goes back, or that nobody wanted to. */
function drawConsent({ searchParams: asked }: URL): string {
  const back = (more: Record<string, string>) =>
    `${asked.get("redirect_uri")}?${new URLSearchParams({ ...more, state: asked.get("state") ?? "" })}`.replaceAll(
      "&",
      "&amp;",
    );
  return `<!doctype html><html lang="en"><title>Slack</title><h1>Allow?</h1><a href="${back({ code: "consented" })}">Allow</a> <a href="${back({ error: "access_denied" })}">Cancel</a></html>`;
}

/** Arguments of a form: what begins as JSON is read as such. */
const readArguments = (text: string): Record<string, unknown> =>
  Object.fromEntries(
    [...new URLSearchParams(text)].map(([name, value]) => [name, /^[[{]/.test(value) ? JSON.parse(value) : value]),
  );

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function readPost(text: string, n: number): Omit<SlackPost, "token"> {
  const body = Object.fromEntries(new URLSearchParams(text));
  return {
    channel: body.channel ?? "",
    text: body.text ?? "",
    blocks: JSON.parse(body.blocks ?? "[]") as Block[],
    thread_ts: body.thread_ts,
    ts: `1778740000.${String(n).padStart(6, "0")}`,
    body,
  };
}
