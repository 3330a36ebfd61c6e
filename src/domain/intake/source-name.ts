/** How an operator names a source: `huggingface`, `arxiv cs.CL`, `biorxiv`, `medrxiv`, or a feed's address. Pure. */
import { findCategory, suggestCategory } from "../topic/categories.ts";
import type { ScheduledKind } from "./habits.ts";

export interface NamedSource {
  /** Of the row, and what `source:` in a topic asks for: `arxiv/cs.CL`, `feed/example.org/papers`. */
  name: string;
  kind: ScheduledKind;
  /** arXiv's category or the feed's address. */
  key: string | null;
}

export type SourceNaming = { ok: true; sources: NamedSource[] } | { ok: false; message: string };

const SINGLE: Record<string, ScheduledKind> = {
  huggingface: "huggingface",
  hf: "huggingface",
  biorxiv: "biorxiv",
  medrxiv: "medrxiv",
};
const HELP = "Name huggingface, arxiv with a category (arxiv cs.CL), biorxiv, medrxiv, or a feed's address";
const LONGEST_NAME = 80;

/** `arxiv` may have several categories: `arxiv cs.CL cs.LG`. */
export function parseSourceNames(words: readonly string[]): SourceNaming {
  const [first = "", ...rest] = words.flatMap((word) => (/^arxiv[/:]/i.test(word) ? ["arxiv", word.slice(6)] : [word]));
  const single = SINGLE[first.toLowerCase()];
  if (first.toLowerCase() === "arxiv") return parseCategories(rest);
  if (rest.length > 0)
    return { ok: false, message: `"${words.join(" ")}" is more than one source. Add them one by one` };
  if (single !== undefined) return { ok: true, sources: [{ name: single, kind: single, key: null }] };
  const url = /^https?:\/\//i.test(first) ? URL.parse(first) : null;
  if (url === null) return { ok: false, message: `"${first}" is no source. ${HELP}` };
  if (url.username !== "" || url.password !== "")
    return { ok: false, message: "the address holds a password, which would stand in logs and pages; use one without" };
  url.hash = "";
  return { ok: true, sources: [{ name: nameFeed(url), kind: "feed", key: url.href }] };
}

function parseCategories(names: string[]): SourceNaming {
  if (names.length === 0) return { ok: false, message: "arxiv needs a category: arxiv cs.CL" };
  const sources: NamedSource[] = [];
  for (const name of names) {
    const category = findCategory(name);
    if (category === null || category.endsWith("*")) {
      const near = suggestCategory(name);
      const hint =
        near === null || near.endsWith("*") ? "See https://arxiv.org/category_taxonomy" : `Did you mean ${near}?`;
      return { ok: false, message: `"${name}" is not a category of arXiv. ${hint}` };
    }
    sources.push({ name: `arxiv/${category}`, kind: "arxiv", key: category });
  }
  return { ok: true, sources };
}

/** `https://www.example.org/blog/feed.xml` as `feed/example.org/blog`. */
function nameFeed(url: URL): string {
  const parts = url.pathname
    .split("/")
    .map((part) => part.replace(/\.(?:xml|rss|atom|json|php)$/i, ""))
    .filter((part) => part !== "" && !/^(?:feeds?|rss|atom|index)$/i.test(part));
  const query = url.search.length > 1 ? [url.search.slice(1)] : [];
  const path = [...parts, ...query].join("/").replace(/[^\w./-]+/g, "-");
  const name = `feed/${url.host.replace(/^www\./, "")}${path === "" ? "" : `/${path}`}`;
  return name.toLowerCase().slice(0, LONGEST_NAME);
}
