/** Cleans text from a source so that the database and the renderers can take it: no control characters, bounded length. */

/** Bounds in UTF-16 units or entries; the rest is cut. Real papers stay far below (573 authors is the most recorded). */
export const BOUNDS = {
  title: 3_000,
  abstract: 50_000,
  authors: 5_000,
  name: 300,
  summary: 3_000,
  keyword: 100,
  keywords: 100,
  url: 2_000,
  sourceKey: 200,
} as const;

/** Postgres refuses NUL; the other controls garble terminals and mail headers. White space is folded, not dropped. */
const CONTROLS = /[\p{Cc}--\s]/gv;
/** Invisible marks: direction overrides reorder the text around them, zero-width ones hide inside words. */
const INVISIBLE = /[\u00AD\u200B\u2060\u2066-\u2069\u202A-\u202E\uFEFF]/g;

/** One line, white space folded to single spaces, trimmed, well-formed Unicode, at most `max` UTF-16 units; may be empty. */
export function cleanText(text: string, max: number): string {
  // Bounded first as well, so that a body of many megabytes costs no more than its bound.
  const bounded = text.slice(0, max * 2 + 1_000).toWellFormed();
  const folded = bounded.replace(CONTROLS, "").replace(INVISIBLE, "").replace(/\s+/g, " ").trim();
  return folded.length <= max ? folded : cutAt(folded, max);
}

/** `cleanText`, with null for what is no text or holds none. */
export function cleanTextOrNull(value: unknown, max: number): string | null {
  if (typeof value !== "string") return null;
  return cleanText(value, max) || null;
}

/** Cut without splitting a surrogate pair. */
function cutAt(text: string, max: number): string {
  const cut = text.slice(0, max);
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).trimEnd();
}

/** An absolute http or https address, resolved against `base` where it is relative; null for anything else. */
export function cleanUrl(value: unknown, base?: string): string | null {
  const text = cleanTextOrNull(value, BOUNDS.url + 1);
  if (text === null || text.length > BOUNDS.url) return null;
  const url = URL.parse(text, base);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return null;
  if (url.username !== "" || url.password !== "" || url.hostname === "") return null;
  return url.href.length > BOUNDS.url ? null : url.href;
}
