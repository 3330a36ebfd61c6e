/** A stand-in of Slack's Web API: keeps to its limits, records what it takes, and can answer errors as told. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

interface Block {
  type: string;
  text?: { text: string };
  elements?: { text: string }[];
}

export interface SlackPost {
  channel: string;
  text: string;
  blocks: Block[];
  thread_ts: string | undefined;
  ts: string;
  /** The request's arguments as they came. */
  body: Record<string, string>;
}

export type SlackAnswer = { error: string } | { status: number; retryAfter?: number } | { close: true };

export interface SlackApi {
  url: string;
  posts: SlackPost[];
  /** Posts that were asked for, also those not taken. */
  asked: SlackPost[];
  /** Undefined: taken. `n` counts the posts asked of a channel from 0. */
  answer: (channel: string, n: number) => SlackAnswer | undefined;
  close(): Promise<void>;
}

/** Limits of https://docs.slack.dev/reference/block-kit/blocks and of chat.postMessage. */
function findFault({ text, blocks }: SlackPost): string | null {
  if (text === "" || text === undefined) return "no_text";
  if (blocks.length > 50) return "invalid_blocks: more than 50 blocks";
  const longest: Record<string, number> = { section: 3_000, header: 150 };
  for (const { type, text: own, elements } of blocks) {
    if (!["section", "header", "context", "divider", "actions"].includes(type)) return `invalid_blocks: ${type}`;
    if (own && (own.text.length === 0 || own.text.length > (longest[type] ?? 3_000))) return `invalid_blocks: ${type}`;
    if (elements && elements.length > 10) return "invalid_blocks: context";
  }
  const total = blocks.flatMap((each) => [each.text, ...(each.elements ?? [])]).map((each) => each?.text.length ?? 0);
  return total.reduce((sum, each) => sum + each, 0) > 12_000 ? "msg_blocks_too_long" : null;
}

export async function openSlackApi(answer: SlackApi["answer"] = () => undefined): Promise<SlackApi> {
  const posts: SlackPost[] = [];
  const asked: SlackPost[] = [];
  const state = { answer };
  const server = createServer(async (request, response) => {
    const say = (body: object, status = 200, headers = {}) =>
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    if (request.url === "/api/auth.test") return say({ ok: true, team: "Test Lab", user: "paperboy" });
    if (request.url !== "/api/chat.postMessage") return say({ ok: false, error: "unknown_method" });
    const post = readPost(await readBody(request), asked.length + 1);
    const given = state.answer(post.channel, asked.filter((each) => each.channel === post.channel).length);
    asked.push(post);
    if (given && "close" in given) return request.socket.destroy();
    if (given && "status" in given)
      return say({ ok: false }, given.status, given.retryAfter ? { "retry-after": String(given.retryAfter) } : {});
    const fault = given?.error ?? findFault(post);
    if (fault) return say({ ok: false, error: fault.split(":")[0] });
    posts.push(post);
    return say({ ok: true, channel: post.channel, ts: post.ts });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    posts,
    asked,
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
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function readPost(text: string, n: number): SlackPost {
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
