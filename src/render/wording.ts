/** The phrases that mail and Slack share: counts, dates, lists, who gets it and why. */
import { showDay as formatDay } from "../domain/digest/quiet.ts";
import type { DigestView, SectionView } from "../domain/digest/view.ts";
import { keepResults } from "../keep.ts";
import { cutText } from "./cut.ts";
import { plainText } from "./escape.ts";

const NUMBER = new Intl.NumberFormat("en");
const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const MONTHS = "January February March April May June July August September October November December".split(" ");
const LONGEST_NAME = 120;

/** `1,204`; Intl only where it makes a difference, as it costs a microsecond. */
function showNumber(n: number): string {
  return n < 1_000 ? String(n) : NUMBER.format(n);
}

/** `1 vote`, `1,204 votes`. */
export function count(n: number, noun: string): string {
  return `${showNumber(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** `a, b and c`; above `most`, `a, b and 5 more`. */
export function list(names: string[], most = names.length): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  if (rest > 0) shown.push(`${showNumber(rest)} more`);
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

const MOST_DAYS = 100;

/** `Fri 20 Nov`. */
export const showDay = keepResults(MOST_DAYS, formatDay);

/** `Friday 20 November 2026`, for the hover text of the short date. */
export const showFullDay = keepResults(MOST_DAYS, (day) => {
  const date = new Date(`${day}T00:00:00Z`);
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
});

export function sectionName(section: SectionView): string {
  return cutText(plainText(section.name), LONGEST_NAME) || "Papers";
}

/** The topic's reading where it says more than the name: not the same words in quotes or parentheses. */
export function sectionReading(section: SectionView): string {
  if (section.reading === section.name || /^like:\S+$/.test(section.reading)) return "";
  const bare = (text: string) =>
    text
      .toLowerCase()
      .replace(/[()"“”\s]+/g, " ")
      .trim();
  const reading = plainText(section.reading);
  return bare(reading) === bare(section.name) ? "" : cutText(reading, 300);
}

/** `4 papers`, or `4 of 11 papers` where more matched. */
export function sectionCount(section: SectionView): string {
  const { items, more } = section;
  return more > 0
    ? `${showNumber(items.length)} of ${count(items.length + more, "paper")}`
    : count(items.length, "paper");
}

/** `7 more matched, 3 weaker ones left out, 1 hidden as you asked`; empty when nothing more did. */
export function moreMatched({ more, weak = 0, hidden = 0 }: SectionView): string {
  return [
    ...(more > 0 ? [`${showNumber(more)} more matched`] : []),
    ...(weak > 0 ? [`${showNumber(weak)} weaker ${weak === 1 ? "match" : "matches"} left out`] : []),
    ...(hidden > 0 ? [`${showNumber(hidden)} hidden as you asked`] : []),
  ].join(", ");
}

/** The sections worth showing, with the number of papers in them. */
export function shownSections(view: DigestView): { sections: SectionView[]; papers: number } {
  const sections = view.sections.filter(({ items, more }) => items.length > 0 || more > 0);
  return { sections, papers: sections.reduce((sum, { items }) => sum + items.length, 0) };
}

/** Line under the masthead: `12 papers from Mixture of experts and Retrieval`. */
export function contents(view: DigestView): string {
  if (view.kind === "quiet") return "no papers today";
  const { sections, papers } = shownSections(view);
  return `${count(papers, "paper")} from ${list(sections.map(sectionName), 4)}`;
}

export function topicNames(view: DigestView, most = 8): string {
  return list(view.topics.map((name) => cutText(plainText(name), LONGEST_NAME)).filter(Boolean), most);
}

export function notes(view: DigestView): string[] {
  return view.notes
    .slice(0, 10)
    .map((note) => cutText(plainText(note), 300))
    .filter(Boolean);
}

export function cause(view: DigestView): string {
  return cutText(plainText(view.cause ?? ""), 500) || "Nothing new matched.";
}

/** Why one gets it, when, and whom to ask to change that: two paragraphs. */
export function footer(view: DigestView, message: "mail" | "message"): string[] {
  const whom = operatorOf(view) || `whoever runs ${mastheadOf(view)} here`;
  return [
    why(view, message),
    `To change your topics or to stop these ${message}s, ask ${whom}`.replace(/[.!?]?$/, "."),
  ];
}

/** Why one gets it, and when. */
export function why(view: DigestView, message: "mail" | "message"): string {
  const names = topicNames(view);
  const topics = view.topics.length === 1 ? `the topic ${names}` : `${count(view.topics.length, "topic")}: ${names}`;
  return (
    `You get this ${message} because you asked ${mastheadOf(view)} to follow ${names ? topics : "new papers"}. ` +
    `It comes at ${plainText(view.hour)} (${plainText(view.zone)}).`
  );
}

const mastheadOf = ({ masthead }: Pick<DigestView, "masthead">): string => plainText(masthead) || "Paperboy";

/** `the operator: Ada Lovelace, papers@lab.example.org`; empty where nobody is named. */
export function operatorOf({ operator }: Pick<DigestView, "operator">): string {
  const named = cutText(plainText(operator ?? ""), 300);
  return named && `the operator: ${named}`;
}
