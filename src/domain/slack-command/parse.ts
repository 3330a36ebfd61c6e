/** Reads what stands after /papers. */
import { findNearestWord } from "../../nearest.ts";
import { ALIASES, type Command, GUIDE, QUERY_MOST, VERBS, type Verb } from "./command.ts";
import { takeOptions } from "./options.ts";
import { type Read, readPaper, readPause, readSettings, refusePaper, SETTING_WORDS } from "./values.ts";
import { MENTION, readTyped, showTyped, splitWords } from "./words.ts";

/** `typed` as people read it; `says`: what is wrong, a sentence; `next`: what to type instead, the nearest first. */
export interface Misunderstood {
  typed: string;
  says: string;
  next: string[];
}

export type ParsedCommand = { ok: true; command: Command } | { ok: false; problem: Misunderstood };

/** Never throws. Nothing typed is a wish for help. */
export function parseCommand(text: string): ParsedCommand {
  const typed = readTyped(text);
  const words = splitWords(typed);
  const [first, ...rest] = words;
  if (first === undefined) return { ok: true, command: { verb: "help", about: null } };
  const verb = findVerb(first);
  const read: Read =
    verb !== null
      ? READERS[verb](rest)
      : SETTING_WORDS.has(first.toLowerCase())
        ? readSettings(words)
        : refuseVerb(first, typed);
  if ("verb" in read) return { ok: true, command: read };
  const next = read.next ?? [verb === null ? GUIDE.settings.usage : GUIDE[verb].usage];
  return { ok: false, problem: { typed: showTyped(typed), says: read.says, next } };
}

export function findVerb(word: string): Verb | null {
  const lower = word.toLowerCase();
  return VERBS.find((verb) => verb === lower) ?? (Object.hasOwn(ALIASES, lower) ? (ALIASES[lower] as Verb) : null);
}

function refuseVerb(word: string, typed: string): Read {
  const near = findNearestWord(word.toLowerCase(), [...VERBS, ...Object.keys(ALIASES), ...SETTING_WORDS]);
  if (near !== null) {
    const rest = showTyped(typed.slice(word.length));
    return { says: `"${showTyped(word)}" is no command. Did you mean "${near}"?`, next: [`${near}${rest}`, "help"] };
  }
  const query = showTyped(typed);
  return { says: `"${showTyped(word)}" is no command.`, next: [`search ${query}`, `subscribe ${query}`, "help"] };
}

const READERS: Record<Verb, (words: string[]) => Read> = {
  help: ([word, ...rest]) => {
    const about = word === undefined ? null : findVerb(word);
    if ((word === undefined || about !== null) && rest.length === 0) return { verb: "help", about };
    if (word !== undefined && SETTING_WORDS.has(word.toLowerCase())) return { verb: "help", about: "settings" };
    return { verb: "help", about };
  },
  subscribe(words) {
    const taken = takeOptions(words, { place: true, time: true });
    if (!taken.ok) return { says: taken.says };
    const query = showTyped(taken.rest.join(" "));
    if (query === "") return refuseEmpty(words, "subscribe", "Which topic?");
    if (query.length > QUERY_MOST) return { says: `A topic has at most ${QUERY_MOST} characters.` };
    return { verb: "subscribe", query, place: taken.place, at: taken.at, cadence: taken.cadence };
  },
  unsubscribe(words) {
    const taken = takeOptions(words, { place: true, time: false });
    if (!taken.ok) return { says: taken.says };
    const topic = showTyped(taken.rest.join(" "));
    if (topic === "") return refuseEmpty(words, "unsubscribe", "Which topic? Its number stands in the list.");
    return { verb: "unsubscribe", topic, place: taken.place };
  },
  list(words) {
    const [word = "here", ...rest] = words;
    if (rest.length === 0 && /^(me|dm)$/i.test(word)) return { verb: "list", place: { kind: "dm" } };
    const taken = takeOptions(word.startsWith(MENTION) ? ["in", ...words] : words, { place: true, time: false });
    if (!taken.ok) return { says: taken.says };
    return taken.rest.length > 0 ? { says: "list knows here and me." } : { verb: "list", place: taken.place };
  },
  today: (words) => alone("today", words),
  saved: (words) => alone("saved", words),
  resume: (words) => alone("resume", words),
  status: (words) => alone("status", words),
  "delete-my-data": (words) => alone("delete-my-data", words),
  search(words) {
    const since = /^since:(\d{1,4})d$/i.exec(words.at(-1) ?? "")?.[1];
    const query = showTyped((since === undefined ? words : words.slice(0, -1)).join(" "));
    if (query === "") return { says: "Search for what?" };
    if (query.length > QUERY_MOST) return { says: `A search has at most ${QUERY_MOST} characters.` };
    if (since === undefined && /(^| )since:\S*$/i.test(query))
      return { says: "since: takes days.", next: ["search retrieval since:7d"] };
    if (/(^| )since:\d{1,4}d$/i.test(query)) return { says: "since: is said twice." };
    if (since !== undefined && Number(since) < 1)
      return { says: "since: takes a day or more.", next: ["search retrieval since:7d"] };
    return { verb: "search", query, days: since === undefined ? null : Number(since) };
  },
  show: (words) => {
    const paper = readPaper(words);
    return paper === null ? refusePaper(words, "show") : { verb: "show", paper };
  },
  similar(words) {
    const text = showTyped(words.join(" "));
    const paper = readPaper(splitWords(text));
    if (paper !== null) return { verb: "similar", to: { paper } };
    if (text === "") return { says: "Like which paper, or which words?", next: ["similar 2605.00001"] };
    return text.length > QUERY_MOST
      ? { says: `Words to be alike have at most ${QUERY_MOST} characters.` }
      : { verb: "similar", to: { words: text } };
  },
  why: (words) => {
    const paper = readPaper(words);
    return paper === null && words.length > 0 ? refusePaper(words, "why") : { verb: "why", paper };
  },
  pause: readPause,
  settings: readSettings,
};

const alone = (verb: "today" | "saved" | "resume" | "status" | "delete-my-data", words: string[]): Read =>
  words.length === 0 ? { verb } : { says: `"${verb}" stands alone.`, next: [verb] };

function refuseEmpty(words: string[], verb: "subscribe" | "unsubscribe", says: string): Read {
  if (words.length === 0) return { says };
  const said = showTyped(words.join(" "));
  return {
    says: `${says} As options stand at the end, "${said}" is read as one.`,
    next: [`${verb} "${said.replaceAll('"', "")}"`],
  };
}
