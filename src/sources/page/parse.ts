/** Parses the text of a saved Daily Papers page, with its metadata or as bare titles and abstracts. */
import { foldTitle, titleKey } from "../../domain/identity/title.ts";
import type { Listing, Organisation, ParsedDay, UnreadListing } from "../../domain/paper/listing.ts";
import type { Parsed } from "../source.ts";
import { BOUNDS, cleanText, cleanTextOrNull } from "../text.ts";
import { groupPageLines, type PageBlock } from "./blocks.ts";
import { type parsePageDate, resolvePageDate } from "./date.ts";
import { type PageLine, readPageLines } from "./lines.ts";

export interface PageOptions {
  /** The page's day as the operator gives it (`--on`), `YYYY-MM-DD`. */
  on?: string | undefined;
  /** Today, `YYYY-MM-DD`: a header's day is its latest occurrence not after it. */
  today: string;
}

const EXPECTED =
  "the text of a Daily Papers page was expected: each title on a line of its own, its abstract on the next, " +
  "then perhaps authors and a date (select all on the page, copy, and save as a text file)";

/** The whole page is one failure only when nothing on it is a listing; else every listing is read or named as unread. */
export function parsePage(text: string, options: PageOptions): Parsed {
  const kind = foreignKind(text);
  if (kind !== null) return { ok: false, cause: `this is ${kind}; ${EXPECTED}` };
  const { lines, header, recognised } = cutHeader(readPageLines(text));
  const listedOn = options.on ?? (header === null ? options.today : resolvePageDate(header, options.today));
  const { blocks, unread } = groupPageLines(lines);
  const day = { listings: [] as Listing[], unread: [] as UnreadListing[] };
  for (const block of blocks) adaptInto(day, block, listedOn);
  day.unread.push(...unread);
  // A letter or an essay also has a short line and a long one somewhere: without a mark of the page they must prevail.
  const plausible = recognised || blocks.some(({ date, authorCount }) => date !== null || authorCount !== null);
  if (day.listings.length === 0 || (!plausible && day.listings.length <= day.unread.length)) {
    return { ok: false, cause: `no listing was found; ${EXPECTED}` };
  }
  return { ok: true, ...day };
}

/** What a text surely is instead of a page's text. */
function foreignKind(text: string): string | null {
  const start = text.slice(0, 2_000).trimStart();
  if (start === "" && text.trim() === "") return "an empty text";
  if (/^<(?:!doctype|html|head|body|\?xml|!--)/i.test(start)) return "a page's HTML, not its text";
  if (/^(?:\[\s*[{\]]|\{\s*["}])/.test(start)) return "JSON, not a page's text";
  // Text saved as UTF-16 and read as UTF-8 has one NUL for each letter; a stray one is cleaned away.
  return start.split("\0").length > start.length / 20 + 1 ? "not plain UTF-8 text" : null;
}

type PageHeader = { lines: PageLine[]; header: ReturnType<typeof parsePageDate>; recognised: boolean };

/** What stands before `Daily Papers` is navigation; a date before the first text is the page's day. */
function cutHeader(all: readonly PageLine[]): PageHeader {
  const firstPaper = all.findIndex(({ kind }) => kind === "authors" || kind === "dot");
  const heading = all.findIndex(({ kind }) => kind === "heading");
  const leads = heading >= 0 && (firstPaper < 0 || heading < firstPaper);
  const lines = all.slice(leads ? heading + 1 : 0);
  const firstText = lines.findIndex(({ kind }) => kind === "text");
  const dated = lines.findIndex(({ kind }) => kind === "date");
  const recognised = leads || all.slice(0, 5).some(({ kind }) => kind === "chrome");
  const date = lines[dated];
  if (date?.kind !== "date" || (firstText >= 0 && firstText < dated)) return { lines, header: null, recognised };
  return { lines: lines.toSpliced(dated, 1), header: date.date, recognised };
}

function adaptInto(day: ParsedDay, block: PageBlock, listedOn: string): void {
  const title = cleanText(block.title, BOUNDS.title);
  const sourceKey = keyOf(title);
  if (sourceKey === "") {
    const reason = "the title has no letters or digits";
    day.unread.push({ at: `line ${block.at}`, name: title.slice(0, 80), reason });
    return;
  }
  day.listings.push({
    source: "page",
    sourceKey,
    listedOn,
    ids: block.id === null ? [] : [block.id],
    title,
    abstract: cleanTextOrNull(block.abstract, BOUNDS.abstract),
    authors: [],
    authorCount: block.authorCount,
    organisation: organisationOf(block.organisation),
    publishedOn: block.date === null ? null : resolvePageDate(block.date, listedOn),
    upvotes: null,
    comments: block.date?.count ?? null,
    thumbnailUrl: null,
    projectUrl: null,
    codeUrl: null,
    codeStars: null,
    summary: null,
    keywords: [],
    categories: [],
  });
}

/** The folded title (semantics 31); one that an index could not hold is shortened as `titleKey` does it. */
function keyOf(title: string): string {
  const folded = foldTitle(title);
  return folded.length <= 400 ? folded : titleKey(title);
}

/** `deepseek-ai DeepSeek`: the first word is the slug, the rest the name to show. */
function organisationOf(line: string | null): Organisation | null {
  const text = cleanTextOrNull(line, BOUNDS.name);
  if (text === null) return null;
  const space = text.indexOf(" ");
  if (space < 0) return { slug: text, name: text };
  return { slug: text.slice(0, space), name: text.slice(space + 1) };
}
