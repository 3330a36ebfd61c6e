/** Turns one record of Hugging Face's daily papers into a listing. */
import { findArxivId } from "../../domain/identity/ids.ts";
import type { Author, Listing, Organisation } from "../../domain/paper/listing.ts";
import { BOUNDS, cleanText, cleanTextOrNull, cleanUrl } from "../text.ts";
import { authorSchema, type HuggingFaceRecord } from "./record.ts";

const SITE = "https://huggingface.co";

export type Adapted = { ok: true; listing: Listing } | { ok: false; reason: string };

/**
 * `day` is the asked day D, the source's own day whatever the record says.
 * Fails only where the paper has no id or no title.
 */
export function adaptHuggingFaceRecord(record: HuggingFaceRecord, day: string): Adapted {
  const { paper } = record;
  const sourceKey = cleanText(paper.id, BOUNDS.sourceKey + 1);
  if (sourceKey === "") return { ok: false, reason: "id is empty" };
  if (sourceKey.length > BOUNDS.sourceKey) {
    return { ok: false, reason: `id is longer than ${BOUNDS.sourceKey} characters` };
  }
  const title = titleOf(record);
  if (!title.ok) return title;
  const arxivId = findArxivId(sourceKey);
  const authors = authorsOf(paper.authors);
  const listing: Listing = {
    source: "huggingface",
    sourceKey,
    listedOn: day,
    ids: arxivId === null ? [] : [{ scheme: "arxiv", value: arxivId }],
    title: title.title,
    abstract: cleanTextOrNull(paper.summary ?? record.summary, BOUNDS.abstract),
    authors,
    authorCount: authors.length || null,
    organisation: organisationOf(paper.organization) ?? organisationOf(record.organization),
    publishedOn: dayOf(paper.publishedAt),
    upvotes: paper.upvotes ?? null,
    comments: record.numComments ?? null,
    thumbnailUrl: cleanUrl(record.thumbnail, SITE),
    projectUrl: cleanUrl(paper.projectPage),
    codeUrl: codeUrlOf(paper.githubRepo),
    codeStars: paper.githubStars ?? null,
    summary: cleanTextOrNull(paper.ai_summary, BOUNDS.summary),
    keywords: keywordsOf(paper.ai_keywords),
    categories: [],
  };
  return { ok: true, listing };
}

/** The paper's title; the record's own where the paper has none. A title of another kind is not guessed around. */
function titleOf({
  title: outer,
  paper,
}: HuggingFaceRecord): { ok: true; title: string } | { ok: false; reason: string } {
  const title = paper.title ?? outer;
  if (title === undefined || title === null) return { ok: false, reason: "title is missing" };
  if (typeof title !== "string") return { ok: false, reason: `title is a ${kindOf(title)}, not text` };
  const clean = cleanText(title, BOUNDS.title);
  return clean === "" ? { ok: false, reason: "title is empty" } : { ok: true, title: clean };
}

/** `array`, `number`, `object` ...: the kind of a value in the words of JSON. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}

/** Authors in their order, without those who hid themselves. */
function authorsOf(entries: readonly unknown[] | null | undefined): Author[] {
  const authors: Author[] = [];
  for (const entry of entries ?? []) {
    if (authors.length === BOUNDS.authors) break;
    const author = authorSchema.safeParse(entry);
    if (!author.success || author.data.hidden === true) continue;
    const name = cleanText(author.data.name, BOUNDS.name);
    if (name !== "") authors.push({ name });
  }
  return authors;
}

/** `name` is Hugging Face's short name, `fullname` the one to show. */
function organisationOf(organisation: HuggingFaceRecord["organization"]): Organisation | null {
  const slug = cleanTextOrNull(organisation?.name, BOUNDS.name);
  const name = cleanTextOrNull(organisation?.fullname, BOUNDS.name) ?? slug;
  return name === null ? null : { slug, name };
}

/** The day in UTC of arXiv's instant (`2026-05-12T17:59:59.000Z`), or a plain date's own; null when it is neither. */
function dayOf(instant: string | null | undefined): string | null {
  if (!instant || !/^\d{4}-\d{2}-\d{2}/.test(instant)) return null;
  try {
    if (instant.length === 10) return Temporal.PlainDate.from(instant).toString();
    return Temporal.Instant.from(instant).toZonedDateTimeISO("UTC").toPlainDate().toString();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** `github.com/org/name` without a scheme is taken for https. */
function codeUrlOf(repository: string | null | undefined): string | null {
  const address = repository?.trim() ?? "";
  return cleanUrl(/^(?:www\.)?github\.com\//i.test(address) ? `https://${address}` : address);
}

/** Each keyword once, in the source's order. */
function keywordsOf(entries: readonly unknown[] | null | undefined): string[] {
  const keywords = (entries ?? []).slice(0, BOUNDS.keywords).map((entry) => cleanTextOrNull(entry, BOUNDS.keyword));
  return [...new Set(keywords.filter((keyword) => keyword !== null))];
}
