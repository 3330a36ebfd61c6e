/** Quiet days: why a digest has no papers, in words, and whether a note says so. */
import type { DayState } from "../intake/day.ts";

export interface QuietFacts {
  /** Local date of the digest. */
  on: string;
  /** Local date of the reader's digest before, or null. */
  lastOn: string | null;
  topics: number;
  /** Papers read since the reader's last digest. */
  papersRead: number;
  /** Matches left out because the reader had had the papers. */
  alreadyShown: number;
  /** Matches that the reader's thresholds left out, and that the reader's rules hide. */
  weak: number;
  hidden: number;
  /** Sources that are read on a schedule: `huggingface`. */
  sources: string[];
  /** What is known of the sources' latest days; absent where nothing is. */
  days?: readonly SourceDayFacts[];
}

export interface SourceDayFacts {
  source: string;
  day: string;
  state: DayState;
  /** In words, for the operator: `arXiv announced nothing on Sunday: it never does on Saturdays and Sundays`. */
  cause: string;
}

export interface QuietDay {
  cause: string;
  /** True when the sources list nothing on such a day: no note, and not a day of the stretch. */
  holiday: boolean;
}

export const SOURCE_NAMES: Record<string, string> = { huggingface: "Hugging Face", page: "a saved page" };
/** A source by the name readers know: `arXiv`, `Hugging Face`, a feed's own address. */
export function nameSource(source: string): string {
  const [kind = "", ...rest] = source.split("/");
  const names: Record<string, string> = { ...SOURCE_NAMES, arxiv: "arXiv", biorxiv: "bioRxiv", medrxiv: "medRxiv" };
  return kind === "feed" ? rest.join("/") : (names[kind] ?? source);
}

const DAY_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `2026-11-20` as `Fri 20 Nov` (look.md). */
export function showDay(day: string): string {
  const date = Temporal.PlainDate.from(day);
  return `${DAY_NAMES[date.dayOfWeek - 1]} ${date.day} ${MONTH_NAMES[date.month - 1]}`;
}

export function explainQuietDay(facts: QuietFacts): QuietDay {
  const topics = facts.topics === 1 ? "your topic" : `your ${facts.topics} topics`;
  const since = facts.lastOn ? ` since ${showDay(facts.lastOn)}` : "";
  if (facts.alreadyShown > 0)
    return { cause: `Everything new that matched ${topics} had already come in an earlier digest.`, holiday: false };
  if (facts.weak + facts.hidden > 0) return { cause: explainLeftOut(facts, topics), holiday: false };
  if (facts.papersRead > 0) {
    const papers = facts.papersRead === 1 ? "the one paper" : `the ${facts.papersRead} papers`;
    return { cause: `Nothing matched ${topics} among ${papers} read${since}.${tellTrouble(facts)}`, holiday: false };
  }
  const trouble = tellTrouble(facts);
  if (trouble !== "") return { cause: `No new papers have been read${since}.${trouble}`, holiday: false };
  const pause = explainPauses(facts);
  if (pause !== null) return { cause: pause, holiday: true };
  if (listCovered(facts).length === 0 && isHoliday(facts))
    return { cause: "Hugging Face lists no papers on Saturdays and Sundays.", holiday: true };
  return {
    cause: `No new papers have been read${since}: no source was read, or it listed nothing new.`,
    holiday: false,
  };
}

/** `One paper only touches your topic, which is below your threshold; 2 papers are hidden, as you asked.` */
function explainLeftOut({ weak, hidden }: QuietFacts, topics: string): string {
  const papers = (count: number) => (count === 1 ? "one paper" : `${count} papers`);
  const parts = [
    ...(weak > 0 ? [`${papers(weak)} only touched ${topics}, which is less than you asked for`] : []),
    ...(hidden > 0 ? [`${papers(hidden)} ${hidden === 1 ? "is" : "are"} hidden, as you asked`] : []),
  ];
  const text = parts.join("; ");
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

/** Days that the digest covers: since the one before, or the day before, to its own. */
function listCovered({ on, lastOn, days = [], sources }: QuietFacts): SourceDayFacts[] {
  const dayBefore = Temporal.PlainDate.from(on).subtract({ days: 1 }).toString();
  const from = lastOn !== null && lastOn < dayBefore ? lastOn : dayBefore;
  return days.filter(({ source, day }) => sources.includes(source) && day >= from && day <= on);
}

/** " Hugging Face is late." for sources whose latest day is not there; empty when all is well. */
function tellTrouble(facts: QuietFacts): string {
  const latest = new Map(
    listCovered(facts)
      .filter(({ day }) => day < facts.on)
      .map((each) => [each.source, each]),
  );
  const namesOf = (trouble: (day: SourceDayFacts) => boolean) => [
    ...new Set([...latest.values()].filter(trouble).map(({ source }) => nameSource(source))),
  ];
  // A feed without a post is not late, and neither is bioRxiv.
  const late = namesOf(
    ({ source, state }) => state === "stale" || (state === "waiting" && /^(?:arxiv|huggingface)\b/.test(source)),
  );
  const failed = namesOf(({ state }) => state === "failed");
  return [...late.map((name) => ` ${name} is late.`), ...failed.map((name) => ` ${name} could not be read.`)].join("");
}

/** Why nothing came when all sources paused: the latest pause of each, in their own words. */
function explainPauses(facts: QuietFacts): string | null {
  const covered = listCovered(facts).filter(({ day, state }) => day < facts.on || state === "holiday");
  if (covered.length === 0 || covered.some(({ state }) => state !== "holiday")) return null;
  const causes = new Map(covered.map(({ source, cause }) => [nameSource(source), `${cause}.`]));
  return [...causes.values()].join(" ");
}

/** Hugging Face has no lists of weekends (recorded input, all 43 weekdays of two months): a digest that covers only such days. */
function isHoliday({ on, lastOn, sources }: QuietFacts): boolean {
  if (!sources.includes("huggingface")) return false;
  const last = Temporal.PlainDate.from(on).subtract({ days: 1 });
  let day = lastOn && lastOn < last.toString() ? Temporal.PlainDate.from(lastOn) : last;
  if (last.since(day).days > 1) return false;
  for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) if (day.dayOfWeek <= 5) return false;
  return true;
}

/** `nth`: place of this quiet day in its stretch, from 1, holidays not counted (semantics 16: the first and every seventh). */
export function isNoteDue(choice: "some" | "never" | "always", holiday: boolean, nth: number): boolean {
  if (choice !== "some") return choice === "always";
  return !holiday && (nth === 1 || nth % 7 === 0);
}
