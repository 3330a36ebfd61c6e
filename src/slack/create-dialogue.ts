/** Answers what is said and pressed in Slack, and draws App Home. */
import type { Command } from "../domain/slack-command/command.ts";
import { parseCommand } from "../domain/slack-command/parse.ts";
import { mrkdwn } from "../render/mrkdwn.ts";
import { contextOf } from "../render/slack-blocks.ts";
import type { Dialogue, Filled, Reply } from "./dialogue.ts";
import { drawHome } from "./home.ts";
import { press, sayDelete } from "./press.ts";
import { drawPreview } from "./preview.ts";
import { sayHelp, sayList, sayMisunderstood, sayStatus } from "./say-list.ts";
import { saySaved, saySearch, sayShow, sayToday } from "./say-papers.ts";
import { sayPause, sayResume, saySettings } from "./say-settings.ts";
import { saySimilar } from "./say-similar.ts";
import { saySubscribe, sayUnsubscribe } from "./say-subscribe.ts";
import { sayWhy } from "./say-why.ts";
import { openTalk, type Talk, tell } from "./talk.ts";
import { drawLinks } from "./unfurl.ts";
import type { UseCases } from "./use-cases.ts";

/** Buttons that stand for a command. */
const COMMANDS: Record<string, Command> = {
  pause: { verb: "pause", until: null },
  resume: { verb: "resume" },
  settings: { verb: "settings", at: null, zone: null, quiet: null, top: null },
  list: { verb: "list", place: { kind: "here" } },
  /** Where its form cannot be opened. */
  subscribe: { verb: "help", about: "subscribe" },
};

export function createDialogue(use: UseCases): Dialogue {
  return {
    async say(words, speaker) {
      const talk = openTalk(use, speaker);
      if (!talk) return tellUnknownPlace();
      const parsed = parseCommand(words);
      return parsed.ok ? answerThere(talk, parsed.command) : sayMisunderstood(parsed.problem);
    },
    async press(pressed, speaker) {
      const talk = openTalk(use, speaker);
      if (!talk) return tellUnknownPlace();
      const command = Object.hasOwn(COMMANDS, pressed.action) ? COMMANDS[pressed.action] : undefined;
      return command ? answerThere(talk, command) : press(talk, pressed);
    },
    unfurl: async (urls) => (use.base === null ? {} : drawLinks(use.archive, use.base, urls)),
    async submit({ command, rhythms }, speaker) {
      const talk = openTalk(use, speaker);
      if (!talk) return tellUnknownPlace();
      return answerThere(talk, command, rhythms);
    },
    async findSettings(speaker) {
      const talk = openTalk(use, { ...speaker, zone: null });
      return talk && use.findConversation(talk.here);
    },
    preview: (query) => drawPreview(use, query),
    home: (speaker) => drawHome(use, speaker),
  };
}

const tellUnknownPlace = (): Reply[] =>
  tell(mrkdwn`I do not know this kind of conversation: use a channel, or write to me directly.`);

/** What has nothing to do with where it is said. */
const PLACELESS = new Set<Command["verb"]>(["help", "search", "show", "similar", "saved", "delete-my-data"]);
const AWAY = contextOf("I am not in this conversation, so this is about your direct messages with me.");

/** In a direct message between others nobody but the speaker sees anything of it. */
async function answerThere(talk: Talk, command: Command, rhythms: Filled["rhythms"] = []): Promise<Reply[]> {
  const replies = await answer(talk, command, rhythms);
  if (!talk.speaker.away || PLACELESS.has(command.verb)) return replies;
  return replies.map(({ content, ...reply }, i) =>
    i === 0 ? { ...reply, content: { ...content, blocks: [AWAY, ...content.blocks] } } : { ...reply, content },
  );
}

async function answer(talk: Talk, command: Command, rhythms: Filled["rhythms"]): Promise<Reply[]> {
  switch (command.verb) {
    case "help":
      return sayHelp(command);
    case "subscribe":
      return saySubscribe(talk, command);
    case "unsubscribe":
      return sayUnsubscribe(talk, command);
    case "list":
      return sayList(talk, command);
    case "today":
      return sayToday(talk);
    case "search":
      return saySearch(talk, command);
    case "show":
      return sayShow(talk, command);
    case "similar":
      return saySimilar(talk, command);
    case "saved":
      return saySaved(talk);
    case "pause":
      return sayPause(talk, command);
    case "resume":
      return sayResume(talk);
    case "settings":
      return saySettings(talk, command, rhythms);
    case "status":
      return sayStatus(talk);
    case "why":
      return sayWhy(talk, command);
    case "delete-my-data":
      return sayDelete(talk);
  }
}
