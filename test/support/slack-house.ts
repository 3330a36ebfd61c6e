/** Slack's door on a real port: signed requests go in, a stand-in of the Web API hears the answers, a scripted dialogue speaks. */
import { Hono } from "hono";
import { createOneWorkspace } from "../../src/channels/slack-workspace.ts";
import type { Log } from "../../src/log.ts";
import type { Dialogue, Filled, Press, Reply, Speaker } from "../../src/slack/dialogue.ts";
import { openSlackDoor, type SlackDoor } from "../../src/slack/door/open.ts";
import type { Places } from "../../src/slack/door/places.ts";
import { createPageCache } from "../../src/web/page-cache.ts";
import { listen, PATIENCE } from "../../src/web/server.ts";
import { openSlackApi, type SlackApi } from "./slack-api.ts";
import { bodyOf, FORM, type Sent, send } from "./slack-requests.ts";

export const SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

/** What the dialogue was asked; what it says is told. */
export interface ScriptedDialogue extends Dialogue {
  said: { words: string; speaker: Speaker }[];
  pressed: { press: Press; speaker: Speaker }[];
  submitted: { filled: Filled; speaker: Speaker }[];
  /** What the form for settings shows. */
  settings: Awaited<ReturnType<Dialogue["findSettings"]>>;
  /** Queries that were to be tried. */
  tried: string[];
  homes: Omit<Speaker, "conversation" | "kind">[];
  /** What it answers next, until told otherwise. */
  replies: () => Reply[] | Promise<Reply[]>;
}

export interface House {
  url: string;
  api: SlackApi;
  door: SlackDoor;
  dialogue: ScriptedDialogue;
  /** What the use cases of places were asked, as `gone T0LAB/C0RESEARCH archived`. */
  minded: string[];
  /** Every line of the log, as JSON. */
  logged: string[];
  /** Moves what passes, in milliseconds. */
  pass(ms: number): void;
  /** What Slack hears back, once the work is done too. */
  tell(payload: object, sent?: Sent): Promise<Response>;
  command(form: string, sent?: Sent): Promise<Response>;
  close(): Promise<void>;
}

export const reply = (text: string, more: Partial<Reply> = {}): Reply => ({
  to: "speaker",
  content: { text, blocks: [{ type: "section", text: { type: "mrkdwn", text } }] },
  ...more,
});

export function scriptDialogue(): ScriptedDialogue {
  const dialogue: ScriptedDialogue = {
    said: [],
    pressed: [],
    submitted: [],
    tried: [],
    settings: null,
    homes: [],
    replies: () => [reply("Noted.")],
    say: async (words, speaker) => {
      dialogue.said.push({ words, speaker });
      return dialogue.replies();
    },
    press: async (press, speaker) => {
      dialogue.pressed.push({ press, speaker });
      return dialogue.replies();
    },
    unfurl: async (urls) => Object.fromEntries(urls.map((url) => [url, reply(url).content.blocks])),
    submit: async (filled, speaker) => {
      dialogue.submitted.push({ filled, speaker });
      return dialogue.replies();
    },
    findSettings: async () => dialogue.settings,
    preview: async (query) => {
      dialogue.tried.push(query);
      return reply(`Tried ${query}`).content.blocks;
    },
    home: async (speaker) => {
      dialogue.homes.push(speaker);
      return reply("Your topics").content;
    },
  };
  return dialogue;
}

export function noteLog(logged: string[]): Log {
  const write = (line: unknown) => void logged.push(JSON.stringify(line));
  return { debug: write, info: write, warn: write, error: write } as Log;
}

export function notePlaces(minded: string[]): Places {
  return {
    gone: async ({ team, conversation }, why) => void minded.push(`gone ${team}/${conversation} ${why}`),
    back: async ({ team, conversation }, by) => void minded.push(`back ${team}/${conversation} ${by}`),
    rename: async (team, from, to) => void minded.push(`rename ${team}/${from} ${to}`),
    moveZone: async (team, user, zone) => void minded.push(`zone ${team}/${user} ${zone}`),
    stop: async (team) => void minded.push(`stop ${team}`),
    restore: async (team) => void minded.push(`restore ${team}`),
  };
}

/** `socketUrl`: Slack comes over a socket that leads there. */
/** `heard`: shared by the doors of several processes; null: each is heard for the first time. */
export async function openHouse({
  socketUrl = "",
  heard = null,
}: {
  socketUrl?: string;
  heard?: Set<string> | null;
} = {}): Promise<House> {
  const api = await openSlackApi();
  api.socketUrl = socketUrl;
  const dialogue = scriptDialogue();
  const [minded, logged]: [string[], string[]] = [[], []];
  let passed = 1_000; // a clock that passes is never at 0
  const door = openSlackDoor({
    workspaces: createOneWorkspace("xoxb-test-0", `${api.url}/`),
    alone: true,
    installUrl: null,
    way: socketUrl ? { kind: "socket", appToken: "xapp-test-0" } : { kind: "http", signingSecret: SIGNING_SECRET },
    apiUrl: `${api.url}/`,
    dialogue,
    places: notePlaces(minded),
    log: noteLog(logged),
    isFirst: async (key) => heard === null || (!heard.has(key) && Boolean(heard.add(key))),
    wait: async () => {},
    elapsed: () => passed,
    pause: { firstMs: 1, mostMs: 1 },
  });
  await door.settle();
  const hono = new Hono();
  hono.all("*", (c) => c.text("a page"));
  const cache = createPageCache({ findMark: async () => "1", now: () => 0, markMs: 1 });
  const web = await listen({ hono, cache }, { host: "127.0.0.1", port: 0 }, { ...PATIENCE, gate: door.gate });
  const tell = async (body: string, sent: Sent) => {
    const answer = await send(web.url, SIGNING_SECRET, body, sent);
    await door.settle();
    return answer;
  };
  return {
    url: web.url,
    api,
    door,
    dialogue,
    minded,
    logged,
    pass: (ms) => {
      passed += ms;
    },
    tell: (payload, sent = {}) => {
      const { body, type } = bodyOf(payload);
      return tell(body, { type, ...sent });
    },
    command: (form, sent = {}) => tell(form, { type: FORM, path: "/slack/commands", ...sent }),
    close: async () => {
      await web.close();
      await door.close();
      await api.close();
    },
  };
}
