/** Quiet days: why a digest has no papers, in words, and whether a note says so. */

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
  /** Sources that are read on a schedule: `huggingface`. */
  sources: string[];
}

export interface QuietDay {
  cause: string;
  /** True when the sources list nothing on such a day: no note, and not a day of the stretch. */
  holiday: boolean;
}

export const SOURCE_NAMES: Record<string, string> = { huggingface: "Hugging Face", page: "a saved page" };
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
  if (facts.papersRead > 0) {
    const papers = facts.papersRead === 1 ? "the one paper" : `the ${facts.papersRead} papers`;
    return { cause: `Nothing matched ${topics} among ${papers} read${since}.`, holiday: false };
  }
  if (isHoliday(facts)) return { cause: "Hugging Face lists no papers on Saturdays and Sundays.", holiday: true };
  return {
    cause: `No new papers have been read${since}: no source was read, or it listed nothing new.`,
    holiday: false,
  };
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
