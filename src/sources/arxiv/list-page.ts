/** Parses arXiv's page `/list/<category>/new`, the route that declares how many announcements the day has. */
import { DomUtils, parseDocument } from "htmlparser2";
import type { Announcement, UnreadListing } from "../../domain/paper/listing.ts";
import type { ParseFailure } from "../source.ts";
import { cleanText } from "../text.ts";
import { type ArxivItem, readVersionedId, splitAuthors } from "./item.ts";

/** `declared` is the day's total; the page may show only a part of it. */
export type ArxivListPage = { ok: true; day: string; declared: number; items: ArxivItem[]; unread: UnreadListing[] };

type Element = ReturnType<typeof DomUtils.getElementsByTagName>[number];

const EXPECTED = "arXiv's page of new listings";
const HEADING = /^Showing new listings for \w+, (\d{1,2}) (\w+) (\d{4})/i;
const SECTION =
  /^(New submissions|Cross[- ]?(?:submissions|lists)|Replace\w* ?(?:submissions)?) \(showing (\d+) of (\d+) entries\)/i;
const MONTHS = "january february march april may june july august september october november december".split(" ");

export function parseArxivListPage(html: string): ArxivListPage | ParseFailure {
  if (html.trim() === "") return { ok: false, cause: `the answer is empty; ${EXPECTED} was expected` };
  // A page that breaks off in the middle must not pass for a short day.
  if (!/<\/html>\s*$/i.test(html))
    return { ok: false, cause: `the page breaks off after ${html.length} characters; its end is missing` };
  const elements = DomUtils.getElementsByTagName((name) => ["h3", "dt", "dd"].includes(name), parseDocument(html));
  const page = { day: null as string | null, declared: null as number | null, shown: 0, sections: 0 };
  const items: ArxivItem[] = [];
  const unread: UnreadListing[] = [];
  let section: Announcement = "new";
  for (const [index, element] of elements.entries()) {
    if (element.name === "h3") {
      const heading = textOf(element);
      page.day ??= readHeading(heading);
      const [, kind = "", shown, total] = SECTION.exec(heading) ?? [];
      if (total === undefined) continue;
      section = /^new/i.test(kind) ? "new" : /^cross/i.test(kind) ? "cross" : "replace";
      page.declared = (page.declared ?? 0) + Number(total);
      page.shown += Number(shown);
      page.sections++;
    } else if (element.name === "dt") {
      const item = readEntry(element, elements[index + 1], section);
      if ("reason" in item) unread.push({ at: `entry ${items.length + unread.length + 1}`, ...item });
      else items.push(item);
    }
  }
  const { day, shown } = page;
  if (day === null) return { ok: false, cause: `the page bears no date; ${EXPECTED} was expected` };
  const declared = page.declared ?? (/No updates (?:today|for this time period)/i.test(html) ? 0 : null);
  if (declared === null) return { ok: false, cause: `the page declares no counts; ${EXPECTED} was expected` };
  // A count that stands elsewhere than in a heading we know is a section that we would miss.
  const counts = html.match(/\(showing \d+ of \d+ entries/gi)?.length ?? 0;
  if (counts !== page.sections)
    return { ok: false, cause: `the page has ${counts} counts, but ${page.sections} sections were found on it` };
  if (items.length + unread.length !== shown)
    return {
      ok: false,
      cause: `the page says that it shows ${shown} entries, but ${items.length + unread.length} were found on it`,
    };
  return { ok: true, day, declared, items, unread };
}

const textOf = (element: Element): string => cleanText(DomUtils.textContent(element), 60_000);

function readHeading(text: string): string | null {
  const [, day, month = "", year] = HEADING.exec(text) ?? [];
  const number = MONTHS.indexOf(month.toLowerCase()) + 1;
  if (number === 0) return null;
  try {
    return Temporal.PlainDate.from(
      { year: Number(year), month: number, day: Number(day) },
      { overflow: "reject" },
    ).toString();
  } catch {
    return null;
  }
}

function readEntry(
  term: Element,
  body: Element | undefined,
  section: Announcement,
): ArxivItem | Omit<UnreadListing, "at"> {
  const link = DomUtils.getElementsByTagName("a", term).find((each) => /\/abs\//.test(each.attribs.href ?? ""));
  const found = readVersionedId((link?.attribs.href ?? "").replace(/^.*\/abs\//, ""));
  if (!found) return { name: textOf(term).slice(0, 80) || null, reason: "it has no arXiv id" };
  if (body?.name !== "dd") return { name: found.id, reason: "its title is missing" };
  const part = (name: string) => {
    const element = DomUtils.findOne((each) => (each.attribs.class ?? "").split(/\s+/).includes(name), [body]);
    return element ? textOf(element).replace(/^(?:Title|Authors?|Comments|Subjects|Journal-ref|DOI):\s*/i, "") : "";
  };
  const title = part("list-title");
  if (title === "") return { name: found.id, reason: "its title is missing" };
  const abstract = DomUtils.getElementsByTagName("p", body)[0];
  return {
    ...found,
    announcement: section,
    title,
    abstract: abstract ? textOf(abstract) : null,
    authors: splitAuthors(part("list-authors")),
    categories: [...part("list-subjects").matchAll(/\(([\w-]+(?:\.[\w-]+)?)\)(?=;|$)/g)].map(
      (each) => each[1] as string,
    ),
    publishedOn: null,
    comment: part("list-comments") || null,
    doi: part("list-doi") || null,
  };
}
