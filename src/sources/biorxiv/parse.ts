/** Parses a page of bioRxiv's and medRxiv's API: the papers posted on a day, with the total it declares as a text. */
import { z } from "zod";
import { findPaperId } from "../../domain/identity/ids.ts";
import type { Listing, UnreadListing } from "../../domain/paper/listing.ts";
import { parseJson } from "../json.ts";
import type { ParseFailure } from "../source.ts";
import { BOUNDS, cleanText, cleanTextOrNull } from "../text.ts";

export type BiorxivServer = "biorxiv" | "medrxiv";

/** `count` records came of `total`; the next page begins at `cursor + count`. */
export type BiorxivPage = {
  ok: true;
  total: number;
  cursor: number;
  count: number;
  listings: Listing[];
  unread: UnreadListing[];
};

const text = z.string().nullish().catch(null);
const wholeNumber = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^\s*\d{1,9}\s*$/)
    .transform(Number),
]);
const messageSchema = z.object({
  status: z.string(),
  total: wholeNumber.optional(),
  cursor: wholeNumber.optional(),
  count: wholeNumber.optional(),
});
const answerSchema = z.object({ messages: z.array(z.unknown()), collection: z.array(z.unknown()) });
const recordSchema = z.object({
  doi: text,
  title: text,
  abstract: text,
  authors: text,
  author_corresponding_institution: text,
  date: text,
  version: z.union([z.string(), z.number()]).nullish().catch(null),
  type: text,
  category: text,
  published: text,
});
type Rec = z.infer<typeof recordSchema>;

export function parseBiorxivPage(body: string, server: BiorxivServer): BiorxivPage | ParseFailure {
  const json = parseJson(body);
  if (!json.ok) return json;
  const answer = answerSchema.safeParse(json.value);
  const message = messageSchema.safeParse(answer.data?.messages[0]);
  if (!answer.success || !message.success)
    return { ok: false, cause: "the answer holds no messages and collection; bioRxiv's answer was expected" };
  const { status, total, cursor = 0 } = message.data;
  const { collection } = answer.data;
  if (/^no posts? found/i.test(status) && collection.length === 0)
    return { ok: true, total: 0, cursor, count: 0, listings: [], unread: [] };
  if (status !== "ok") return { ok: false, cause: `${server} answered "${cleanText(status, 200)}"` };
  if (total === undefined) return { ok: false, cause: "the answer declares no total; bioRxiv's answer was expected" };
  const count = message.data.count ?? collection.length;
  if (count !== collection.length)
    return { ok: false, cause: `the answer says that it holds ${count} papers, but it holds ${collection.length}` };
  const page: BiorxivPage = { ok: true, total, cursor, count, listings: [], unread: [] };
  for (const [index, value] of collection.entries()) {
    const read = readRecord(value, server);
    if ("reason" in read) page.unread.push({ at: `item ${cursor + index + 1}`, ...read });
    else page.listings.push(read);
  }
  return page;
}

function readRecord(value: unknown, server: BiorxivServer): Listing | Omit<UnreadListing, "at"> {
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) return { name: null, reason: "it is no record" };
  const record = parsed.data;
  const title = cleanText(record.title ?? "", BOUNDS.title);
  const id = findPaperId(record.doi ?? "");
  const name = id?.value ?? (title.slice(0, 80) || null);
  if (id?.scheme !== "doi" || id.value.length > BOUNDS.sourceKey) return { name, reason: "it has no DOI" };
  if (title === "") return { name, reason: "title is missing" };
  const listedOn = readBiorxivDay(record.date);
  if (listedOn === null) return { name, reason: `its date is "${(record.date ?? "").slice(0, 40)}"` };
  return toListing(record, { server, title, doi: id.value, listedOn });
}

function toListing(record: Rec, at: { server: BiorxivServer; title: string; doi: string; listedOn: string }): Listing {
  const version = Number(record.version) || null;
  const authors = splitNames(record.authors);
  const journal = findPaperId(record.published ?? "");
  const institution = cleanTextOrNull(record.author_corresponding_institution, BOUNDS.name);
  return {
    source: at.server,
    sourceKey: at.doi,
    listedOn: at.listedOn,
    ids: [
      { scheme: "doi", value: at.doi },
      ...(journal?.scheme === "doi" && journal.value.length <= BOUNDS.sourceKey ? [journal] : []),
    ],
    announcement: version !== null && version > 1 ? "replace" : "new",
    title: at.title,
    abstract: cleanTextOrNull(record.abstract, BOUNDS.abstract),
    authors: authors.map((name) => ({ name })),
    authorCount: authors.length || null,
    organisation: institution === null ? null : { slug: null, name: institution },
    publishedOn: version === 1 ? at.listedOn : null,
    upvotes: null,
    comments: null,
    thumbnailUrl: null,
    projectUrl: null,
    codeUrl: null,
    codeStars: null,
    summary: null,
    keywords: [record.category].flatMap((word) => cleanTextOrNull(word, BOUNDS.keyword) ?? []),
    categories: [],
    version,
    withdrawn: /withdrawn/i.test(record.type ?? "") || /^withdrawn\b/i.test(at.title),
  };
}

/** `2026-7-5` was once written so, and sorted as text it hid weeks of papers. */
export function readBiorxivDay(said: string | null | undefined): string | null {
  const [, year, month, day] = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\b/.exec(said ?? "") ?? [];
  try {
    return Temporal.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(day) },
      { overflow: "reject" },
    ).toString();
  } catch {
    return null;
  }
}

/** `Ghafari, T.; Quinn, A. J.` as `T. Ghafari`, `A. J. Quinn`. */
function splitNames(said: string | null | undefined): string[] {
  const names = (said ?? "")
    .split(";")
    .slice(0, BOUNDS.authors)
    .flatMap((part) => cleanTextOrNull(part, BOUNDS.name) ?? []);
  return names.map((name) => {
    const [family, ...given] = name.split(",").map((part) => part.trim());
    return given.length === 1 ? `${given[0]} ${family}`.trim() : name;
  });
}
