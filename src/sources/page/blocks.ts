/** Groups a saved page's lines into one block for each listing. */
import type { PaperId, UnreadListing } from "../../domain/paper/listing.ts";
import type { PageDate } from "./date.ts";
import type { PageLine } from "./lines.ts";

/** `at` is the title's line number. */
export interface PageBlock {
  at: number;
  title: string;
  abstract: string | null;
  organisation: string | null;
  authorCount: number | null;
  date: PageDate | null;
  id: PaperId | null;
}

export interface PageBlocks {
  blocks: PageBlock[];
  unread: UnreadListing[];
}

type TextLine = Extract<PageLine, { kind: "text" }>;
type Metadata = Pick<PageBlock, "organisation" | "authorCount" | "date">;

/** The longest title of 1.6 million on arXiv has about 380 characters. */
const LONGEST_TITLE = 400;
/** Titles are rarely longer, abstracts rarely shorter. */
const SURELY_PROSE = 250;
const SENTENCE_END = /(?:\.|…)["'”’)\]]*$/;

/**
 * Metadata closes a listing, so the page falls into stretches of text with metadata behind each. Within a stretch,
 * titles and abstracts take turns; only what stands last owns the metadata.
 */
export function groupPageLines(lines: readonly PageLine[]): PageBlocks {
  const result: PageBlocks = { blocks: [], unread: [] };
  for (let start = 0; start < lines.length; ) {
    const texts: TextLine[] = [];
    let end = start;
    for (let line = lines[end]; line !== undefined; line = lines[++end]) {
      if (line.kind === "text") texts.push(line);
      else if (isMetadata(line)) break;
    }
    const metadataStart = end;
    while (end < lines.length && lines[end]?.kind !== "text") end++;
    readStretch(texts, lines.slice(metadataStart, end), lines.slice(start, end), result);
    start = end;
  }
  return result;
}

const isMetadata = ({ kind }: PageLine): boolean => kind === "authors" || kind === "dot" || kind === "date";

/**
 * `after` is the metadata behind the texts, `all` every line of the stretch. An address or id on a line of its own
 * names the paper whose title stands before it.
 */
function readStretch(
  texts: TextLine[],
  after: readonly PageLine[],
  all: readonly PageLine[],
  result: PageBlocks,
): void {
  const metadata = readMetadata(texts, after);
  const findId = makeIdFinder(all);
  const groups = pairUp(texts, after.some(isMetadata));
  for (const [index, [head, ...body]] of groups.entries()) {
    if (head === undefined) continue;
    const next = groups[index + 1]?.[0];
    const own = { ...(next ? NOTHING : metadata), id: findId(head.at, next?.at ?? Number.POSITIVE_INFINITY) };
    const problem = problemOf(head.text, body.length > 0, own);
    if (problem !== null) {
      result.unread.push({ at: `line ${head.at}`, name: head.text.slice(0, 80), reason: problem });
      continue;
    }
    const abstract = body.map((line) => line.text).join(" ") || null;
    result.blocks.push({ ...own, at: head.at, title: head.text, abstract });
  }
}

const NOTHING: Metadata = { organisation: null, authorCount: null, date: null };

/** Finds the ids of spans asked for in rising order, each line looked at once: a page may hold 100,000. */
function makeIdFinder(lines: readonly PageLine[]): (after: number, before: number) => PaperId | null {
  const ids = lines.filter((line) => line.kind === "id");
  let next = 0;
  return (after, before) => {
    while ((ids[next]?.at ?? Number.POSITIVE_INFINITY) <= after) next++;
    const line = ids[next];
    return line !== undefined && line.at < before ? line.id : null;
  };
}

/** Takes the organisation's line off the end of `texts`: the one before a dot, or a short third before a date. */
function readMetadata(texts: TextLine[], after: readonly PageLine[]): Metadata {
  const metadata = { ...NOTHING };
  for (const line of after) {
    if (line.kind === "authors") metadata.authorCount ??= line.count;
    if (line.kind === "date") metadata.date ??= line.date;
  }
  const last = texts.at(-1);
  const marked = after[0]?.kind === "dot" ? 2 : after[0]?.kind === "date" ? 3 : Number.POSITIVE_INFINITY;
  if (last && texts.length >= marked && !isProse(last.text)) metadata.organisation = texts.pop()?.text ?? null;
  return metadata;
}

/** A title with its abstract's lines each; a text that is neither stands alone. */
function pairUp(texts: readonly TextLine[], closed: boolean): TextLine[][] {
  // Two texts before metadata are title and abstract, however short or long.
  if (closed && texts.length === 2) return [[...texts]];
  const groups: TextLine[][] = [];
  for (const [index, line] of texts.entries()) {
    const group = groups.at(-1);
    const next = texts[index + 1]?.text;
    if (group === undefined || startsListing(line.text, group.length, next)) groups.push([line]);
    else group.push(line);
  }
  return groups;
}

/** `before` is how many lines the listing at hand has. */
function startsListing(text: string, before: number, next: string | undefined): boolean {
  if (!isProse(text)) return true;
  // A title that ends in a full stop, between two abstracts: short, one sentence, prose behind it.
  return before > 1 && text.length <= 160 && !/[.!?] \p{Lu}/u.test(text) && next !== undefined && isProse(next);
}

function isProse(text: string): boolean {
  return text.length >= SURELY_PROSE || (text.length >= 40 && SENTENCE_END.test(text));
}

/** Why a text is no listing, or null when it is one. */
function problemOf(title: string, hasAbstract: boolean, own: Metadata & Pick<PageBlock, "id">): string | null {
  if (title.length > LONGEST_TITLE) return "an abstract without a title before it";
  if (hasAbstract || own.authorCount !== null || own.date !== null || own.id !== null) return null;
  return isProse(title)
    ? "a text without a title before it or metadata after it"
    : "a title was expected, but no abstract, authors or date follow";
}
