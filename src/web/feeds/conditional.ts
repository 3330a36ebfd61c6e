/** Answers that are asked for again and again: the body where it changed, 304 where it did not (RFC 9110, section 13). */
import { createHash } from "node:crypto";
import type { Context } from "hono";

export interface Kept {
  body: string;
  /** Strong: the body's own. */
  etag: string;
  /** To the second; null: it is said by no date. */
  modified: Date | null;
}

export const keep = (body: string, modified: Date | null): Kept => ({
  body,
  etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`,
  modified,
});

/** `headers` are those of either answer; only the body has a type. */
export function giveKept(
  c: Context,
  { body, etag, modified }: Kept,
  type: string,
  headers: Record<string, string>,
): Response {
  for (const [name, value] of Object.entries({ ...headers, ETag: etag, "X-Content-Type-Options": "nosniff" }))
    c.header(name, value);
  if (modified !== null) c.header("Last-Modified", modified.toUTCString());
  return isKnown(c, etag, modified) ? c.body(null, 304) : c.body(body, 200, { "content-type": type });
}

/** A tag is believed before a date. */
function isKnown(c: Context, etag: string, modified: Date | null): boolean {
  const tags = c.req.header("If-None-Match");
  if (tags !== undefined)
    return tags.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
  const since = Date.parse(c.req.header("If-Modified-Since") ?? "");
  return modified !== null && since >= modified.getTime();
}
