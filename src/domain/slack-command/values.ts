/** Reads what stands after a verb that takes no query: a paper, a time to pause, settings. */
import { readPaperName } from "../paper/path.ts";
import { CAP_MOST } from "../subscription/cap.ts";
import { parseHour, parseZone } from "../subscription/hour.ts";
import { type Command, PAUSE_MOST_DAYS, QUIET } from "./command.ts";
import { showTyped } from "./words.ts";

/** A command, or what is wrong in a sentence and what to type instead. */
export type Read = Command | { says: string; next?: string[] };

export const SETTING_WORDS = new Set(["at", "zone", "quiet", "top"]);

/** An id, or an address that ends in one: `https://arxiv.org/pdf/2605.00001v2.pdf`. */
export function readPaper(words: string[]): string | null {
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

export const refusePaper = (words: string[], verb: "show" | "why"): Read => ({
  says:
    words.length === 0
      ? "Which paper?"
      : `"${showTyped(words.join(" "))}" is neither an arXiv id nor a paper's address.`,
  next: [`${verb} 2605.00001`],
});

export function readPause([first, second, ...rest]: string[]): Read {
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

/** `YYYY-MM-DD` of a day that there is. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString() === text;
  } catch {
    return false;
  }
}

export function readSettings(words: string[]): Read {
  const read: Command & { verb: "settings" } = { verb: "settings", at: null, zone: null, quiet: null, top: null };
  for (let i = 0; i < words.length; i += 2) {
    const [name, value] = [(words[i] as string).toLowerCase(), words[i + 1]];
    if (!SETTING_WORDS.has(name)) return { says: `"${showTyped(name)}" is no setting.` };
    if (value === undefined) return { says: `${name} needs a value.` };
    if (read[name as "at" | "zone" | "quiet" | "top"] !== null) return { says: `${name} is said twice.` };
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
  if (name === "top") {
    const top = /^\d{1,3}$/.test(value) ? Number(value) : 0;
    if (top < 1 || top > CAP_MOST) return `"${showTyped(value)}" is no number of papers: 1 to ${CAP_MOST}.`;
    read.top = top;
    return null;
  }
  const parsed = name === "at" ? parseHour(value) : parseZone(value);
  if (!parsed.ok) return showTyped(parsed.message);
  if ("hour" in parsed) read.at = parsed.hour;
  else read.zone = parsed.zone;
  return null;
}
