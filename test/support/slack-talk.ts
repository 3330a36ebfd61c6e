/** A dialogue in Slack over a database, with a clock that stands, and what its replies say. */

import { openDialogue } from "../../src/dialogue-door.ts";
import { createArchive } from "../../src/reading/archive.ts";
import { readGround } from "../../src/reading/backtest.ts";
import { findSlackProblems } from "../../src/render/slack-limits.ts";
import type { Filled, Reply, Speaker } from "../../src/slack/dialogue.ts";
import type { TestDatabase } from "./databases.ts";
import { NOON } from "./listings.ts";

export const SECRET = "a secret of more than thirty-two characters";
/** Ada, in a channel. */
export const ADA: Speaker = {
  team: "T01",
  user: "U0ADA",
  conversation: "C0PAPERS",
  kind: "channel",
  zone: "Europe/Berlin",
};
export const GRACE: Speaker = { ...ADA, user: "U0GRACE", zone: null };
export const directly = (speaker: Speaker): Speaker => ({ ...speaker, conversation: "D0123", kind: "dm" });

interface AnyBlock {
  type: string;
  text?: { text: string };
  elements?: { type: string; text: string | { text: string }; value?: string; action_id?: string }[];
}

/** `to`: also the id of another conversation; `text`: all that a reader reads; each reply is checked against Slack's limits. */
export interface Heard {
  to: string;
  text: string;
  replaces: boolean;
  buttons: { label: string; action: string; value: string }[];
}

export function hear(replies: Reply[]): Heard[] {
  return replies.map(({ to, content, replaces }) => {
    const problems = findSlackProblems(content);
    if (problems.length > 0) throw new Error(problems.join("\n"));
    const blocks = content.blocks as AnyBlock[];
    const elements = blocks.flatMap((block) => block.elements ?? []);
    const texts = blocks.flatMap((block) =>
      block.type === "actions"
        ? []
        : [block.text, ...(block.elements ?? [])].flatMap((each) => (each ? [each.text as string] : [])),
    );
    return {
      to: typeof to === "object" ? to.conversation : to,
      text: texts.join("\n"),
      replaces: replaces ?? false,
      buttons: elements.flatMap(({ type, text, value = "", action_id = "" }) =>
        type === "button"
          ? [{ label: (text as { text: string }).text, action: action_id.replace(/^papers:/, ""), value }]
          : [],
      ),
    };
  });
}

export function openTalk({ db }: TestDatabase, { base = null }: { base?: string | null } = {}) {
  let now = NOON;
  const woken: string[] = [];
  const clock = { now: () => now, today: () => now.toString().slice(0, 10) };
  const archive = createArchive(
    db,
    { ask: async (question) => (await readGround(db, clock.today())).ask(question) },
    clock,
  );
  const dialogue = openDialogue({ database: { db }, clock }, archive, SECRET, (step) => woken.push(step), base);
  const one = (replies: Reply[]): Heard => {
    const [heard, ...others] = hear(replies);
    if (!heard || others.length > 0) throw new Error(`${replies.length} replies`);
    return heard;
  };
  const press = async (action: string, value: string, speaker = ADA) =>
    one(await dialogue.press({ action, value }, speaker));
  return {
    dialogue,
    /** All that is answered, to whomever. */
    sayAll: async (words: string, speaker = ADA) => hear(await dialogue.say(words, speaker)),
    woken,
    at: (instant: Temporal.Instant) => {
      now = instant;
    },
    say: async (words: string, speaker = ADA) => one(await dialogue.say(words, speaker)),
    submit: async (filled: Filled, speaker = ADA) => one(await dialogue.submit(filled, speaker)),
    /** The text of its blocks. */
    preview: async (query: string) =>
      one([{ to: "speaker", content: { text: "Preview", blocks: await dialogue.preview(query) } }]).text,
    press,
    pressAll: async (action: string, value: string, speaker = ADA) =>
      hear(await dialogue.press({ action, value }, speaker)),
    /** The first button with that label. */
    click: (heard: Heard, label: string, speaker = ADA) => {
      const button = heard.buttons.find((each) => each.label === label);
      if (!button) throw new Error(`no button "${label}" among ${heard.buttons.map((each) => each.label).join(", ")}`);
      return press(button.action, button.value, speaker);
    },
  };
}
