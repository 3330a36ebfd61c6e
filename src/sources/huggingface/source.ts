/** Hugging Face's Daily Papers as a source: a request a day, and one for the next page of a full one. */
import type { ParsedDay } from "../../domain/paper/listing.ts";
import type { HttpClient } from "../http/client.ts";
import { notRead, readDay, type Source, type SourceDay } from "../source.ts";
import { fetchHuggingFaceDay } from "./fetch.ts";
import { parseHuggingFaceDay } from "./parse.ts";

/** The answer never holds more than this (recorded input). */
const LIMIT = 50;
const MOST_PAGES = 5;

export function createHuggingFace(http: HttpClient, baseUrl: string): Source {
  return {
    lane: "huggingface",
    async *read(days, { at }) {
      for (const day of days) yield await readOne(day, at);
    },
  };

  async function readOne(day: string, at: Temporal.Instant): Promise<SourceDay> {
    const fetched = await fetchHuggingFaceDay(http, { baseUrl, day });
    if (fetched.kind === "failed") {
      const ahead = fetched.status === 400 && day >= at.toString().slice(0, 10);
      return notRead(
        day,
        ahead ? "waiting" : "failed",
        ahead ? "its day has not begun there" : fetched.cause,
        fetched.waitSeconds,
      );
    }
    if (fetched.kind === "unchanged") return notRead(day, "failed", "it answered 304, which was not asked for");
    const parsed = parseHuggingFaceDay(fetched.text, day);
    if (!parsed.ok) return notRead(day, "failed", parsed.cause);
    if (parsed.listings.length + parsed.unread.length < LIMIT) return readDay(day, parsed);
    const rest = await readFurther(day, parsed);
    return readDay(day, rest.parsed, { limited: rest.limited });
  }

  /** Pages after a full one, until one is empty; one that repeats or cannot be read leaves it open whether there is more. */
  async function readFurther(day: string, first: ParsedDay): Promise<{ parsed: ParsedDay; limited: boolean }> {
    const all: ParsedDay = { listings: [...first.listings], unread: [...first.unread] };
    const known = new Set(all.listings.map(({ sourceKey }) => sourceKey));
    for (let page = 1; page < MOST_PAGES; page++) {
      const fetched = await fetchHuggingFaceDay(http, { baseUrl, day, page });
      const parsed = fetched.kind === "text" ? parseHuggingFaceDay(fetched.text, day) : null;
      if (!parsed?.ok) return { parsed: all, limited: true };
      if (parsed.listings.length + parsed.unread.length === 0) return { parsed: all, limited: false };
      const fresh = parsed.listings.filter(({ sourceKey }) => !known.has(sourceKey));
      if (fresh.length === 0) return { parsed: all, limited: true };
      all.listings.push(...fresh);
      all.unread.push(...parsed.unread);
      for (const { sourceKey } of fresh) known.add(sourceKey);
    }
    return { parsed: all, limited: true };
  }
}
