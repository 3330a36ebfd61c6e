/** The options at the end of a command: where, at which hour, how often. */
import { parseCadence } from "../subscription/cadence.ts";
import { parseHour } from "../subscription/hour.ts";
import type { Place } from "./command.ts";
import { MENTION } from "./words.ts";

export type Options =
  | { ok: true; rest: string[]; place: Place; at: string | null; cadence: string | null }
  | { ok: false; says: string };

const OPERATORS = new Set(["OR", "AND", "NOT", "AND NOT"]);
const HOUR_LIKE = /^\d{1,2}(?::\d{2})?$/;

type Option = { kind: "place"; place: Place } | { kind: "at" | "cadence"; value: string } | { says: string };

/**
 * Takes them from the end for as long as there are any. After an operator, and within quotes or parentheses, a word
 * belongs to the query: `daily OR weekly`, `"meet here"`.
 */
export function takeOptions(words: string[], allowed: { place: boolean; time: boolean }): Options {
  const rest = [...words];
  let [place, at, cadence]: [Place | null, string | null, string | null] = [null, null, null];
  for (;;) {
    const [option, length] = readLast(rest, allowed);
    if (option === null || OPERATORS.has(rest.at(-1 - length) ?? "")) break;
    if ("says" in option) return { ok: false, says: option.says };
    if (option.kind === "place") {
      if (place !== null) return { ok: false, says: "The place is said twice: here, dm or in #channel, once." };
      place = option.place;
    } else if (option.kind === "at") {
      if (at !== null) return { ok: false, says: "The hour is said twice." };
      at = option.value;
    } else {
      if (cadence !== null) return { ok: false, says: "How often is said twice." };
      cadence = option.value;
    }
    rest.length -= length;
  }
  return { ok: true, rest, place: place ?? { kind: "here" }, at, cadence };
}

/** The option that the last words are, and how many they are. */
function readLast(words: string[], { place, time }: { place: boolean; time: boolean }): [Option | null, number] {
  const [before = "", last = ""] = words.length > 1 ? words.slice(-2) : ["", ...words];
  const [lower, name] = [last.toLowerCase(), before.toLowerCase()];
  if (place && (lower === "here" || lower === "dm")) return [{ kind: "place", place: { kind: lower } }, 1];
  if (place && name === "in" && last.startsWith(MENTION))
    return [{ kind: "place", place: { kind: "conversation", id: last.slice(MENTION.length) } }, 2];
  // Slack gives its id only for a conversation that it knows, and only where the name was chosen from its list.
  if (place && name === "in" && /^#\S/.test(last))
    return [{ says: `"${last}" came as a mere name: choose the channel from Slack's list while you type #.` }, 2];
  if (time && name === "at" && HOUR_LIKE.test(last)) {
    const hour = parseHour(last);
    return [hour.ok ? { kind: "at", value: hour.hour } : { says: hour.message }, 2];
  }
  const cadence = time ? parseCadence(last) : null;
  return cadence?.ok ? [{ kind: "cadence", value: cadence.cadence }, 1] : [null, 0];
}
