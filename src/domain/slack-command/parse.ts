/** Reads what stands after /papers. */
import { findNearestWord } from "../../nearest.ts";
import { readPaperName } from "../paper/path.ts";
import { parseHour, parseZone } from "../subscription/hour.ts";
import { ALIASES, type Command, GUIDE, PAUSE_MOST_DAYS, QUERY_MOST, QUIET, VERBS, type Verb } from "./command.ts";
import { takeOptions } from "./options.ts";
import { MENTION, readTyped, showTyped, splitWords } from "./words.ts";

/** `typed` as people read it; `says`: what is wrong, a sentence; `next`: what to type instead, the nearest first. */
export interface Misunderstood {
  typed: string;
  says: string;
  next: string[];
}

export type ParsedCommand = { ok: true; command: Command } | { ok: false; problem: Misunderstood };
type Read = Command | { says: string; next?: string[] };

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

const SETTING_WORDS = new Set(["at", "zone", "quiet"]);

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

/** An id, or an address that ends in one: `https://arxiv.org/pdf/2605.00001v2.pdf`. */
function readPaper(words: string[]): string | null {
  if (words.length !== 1) return null;
  const word = (words[0] as string).replace(/^arxiv:/i, "");
  const found = readPaperName(word.replace(/^P(?=\d)/, "p")) ?? readAddress(word);
  return found === null ? null : "id" in found ? `p${found.id}` : found.arxivId;
}

function readAddress(text: string): ReturnType<typeof readPaperName> {
  const path = URL.parse(/^https?:/i.test(text) ? text : `https://${text}`)?.pathname ?? "";
  const name = /^\/(?:abs|pdf|html|papers|paper)\/(.+?)(?:\.pdf)?\/?$/.exec(path)?.[1];
  return name === undefined ? null : readPaperName(name);
}

const refusePaper = (words: string[], verb: "show" | "why"): Read => ({
  says:
    words.length === 0
      ? "Which paper?"
      : `"${showTyped(words.join(" "))}" is neither an arXiv id nor a paper's address.`,
  next: [`${verb} 2605.00001`],
});

function readPause([first, second, ...rest]: string[]): Read {
  if (first === undefined) return { verb: "pause", until: null };
  const [, count, unit] = /^(\d{1,3})([dw])$/i.exec(first) ?? [];
  const days = Number(count) * (unit?.toLowerCase() === "w" ? 7 : 1);
  if (second === undefined && days >= 1 && days <= PAUSE_MOST_DAYS) return { verb: "pause", until: { days } };
  const on = first.toLowerCase() === "until" ? second : second === undefined ? first : undefined;
  if (on !== undefined && rest.length === 0 && isDate(on)) return { verb: "pause", until: { on } };
  const said = showTyped([first, second, ...rest].filter(Boolean).join(" "));
  return {
    says: `"${said}" is no time to pause: say days (at most ${PAUSE_MOST_DAYS}) or a date.`,
    next: ["pause 3d", "pause until 2026-12-24"],
  };
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString() === text;
  } catch {
    return false;
  }
}

function readSettings(words: string[]): Read {
  const read: Command & { verb: "settings" } = { verb: "settings", at: null, zone: null, quiet: null };
  for (let i = 0; i < words.length; i += 2) {
    const [name, value] = [(words[i] as string).toLowerCase(), words[i + 1]];
    if (!SETTING_WORDS.has(name)) return { says: `"${showTyped(name)}" is no setting.` };
    if (value === undefined) return { says: `${name} needs a value.` };
    if (read[name as "at" | "zone" | "quiet"] !== null) return { says: `${name} is said twice.` };
    const says = readSetting(read, name, value);
    if (says !== null) return { says };
  }
  return read;
}

/** What is wrong with it; null: it is taken. */
function readSetting(read: Command & { verb: "settings" }, name: string, value: string): string | null {
  if (name === "quiet") {
    const quiet = QUIET.find((each) => each === value.toLowerCase());
    if (!quiet) return `"${showTyped(value)}" is no choice for quiet days: some, always or never.`;
    read.quiet = quiet;
    return null;
  }
  const parsed = name === "at" ? parseHour(value) : parseZone(value);
  if (!parsed.ok) return showTyped(parsed.message);
  if ("hour" in parsed) read.at = parsed.hour;
  else read.zone = parsed.zone;
  return null;
}
