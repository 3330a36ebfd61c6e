/**
 * Makes untrusted text safe where it leaves: HTML, Slack's mrkdwn, mail headers and link addresses.
 *
 * HTML is escaped by Handlebars itself (`{{value}}` turns & < > " ' ` = into entities, in text and in quoted
 * attributes), so no template may use `{{{value}}}`, and no untrusted text may enter MJML source.
 */
import { cutText } from "./cut.ts";

/** Everything that reorders the text around it: overrides, embeddings and isolates. */
const OVERRIDES = /[\u202A-\u202E\u2066-\u2069]/g;
const CONTROLS = /[\p{Cc}--\s]/gv;
/** In a header, also the marks that cannot be seen at all. */
const UNSEEN = /[\p{Bidi_Control}\u00AD\u200B\u2060\uFEFF]/gu;
/** Most texts are clean already: letters and single spaces. */
const CLEAN = /^[!-~\u00A1-\u00AC\u00AE-\u02FF]+(?: [!-~\u00A1-\u00AC\u00AE-\u02FF]+)*$/;
const LONGEST_URL = 2_000;
/** In Slack, where a section holds 3,000 characters; real addresses stay below 200. */
const LONGEST_LINK = 600;

/** One line of readable text: white space folded, no control characters, nothing that reorders its surroundings. */
export function plainText(text: string): string {
  if (CLEAN.test(text)) return text;
  return text.toWellFormed().replace(CONTROLS, "").replace(OVERRIDES, "").replace(/\s+/g, " ").trim();
}

/** Text for a mail header: as `plainText`, and without any invisible mark; at most `max` UTF-16 units. */
export function headerText(text: string, max = 998): string {
  if (CLEAN.test(text)) return cutText(text, max);
  return cutText(plainText(text).replace(UNSEEN, "").trim(), max);
}

/**
 * Text inside a mrkdwn object. Only & < > mean something there, so `<!channel>` and `<@U1>` arrive as words
 * (https://docs.slack.dev/messaging/formatting-message-text#escaping). The caller sets `verbatim: true`, so that
 * Slack does not look for names in the rest.
 */
export function escapeMrkdwn(text: string): string {
  return plainText(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** As `escapeMrkdwn`, cut on a grapheme border so that the escaped text has at most `max` UTF-16 units. */
export function escapeMrkdwnWithin(text: string, max: number): string {
  const plain = plainText(text);
  let size = Math.min(plain.length, max);
  let escaped = escapeMrkdwn(cutText(plain, size));
  while (escaped.length > max && size > 1) {
    size -= Math.max(1, Math.floor((escaped.length - max) / 5));
    escaped = escapeMrkdwn(cutText(plain, size));
  }
  return escaped.length > max ? "" : escaped;
}

/** A mrkdwn link, or the escaped label where the address is not safe or too long. `|` in a label becomes the look-alike U+2223. */
export function mrkdwnLink(url: string | null, label: string, max: number): string {
  const address = escapeMrkdwn((url === null ? null : safeUrl(url)) ?? "");
  if (address === "" || address.length > LONGEST_LINK) return escapeMrkdwnWithin(label, max);
  return `<${address}|${escapeMrkdwnWithin(label.replaceAll("|", "∣"), max) || "link"}>`;
}

/**
 * An absolute http or https address, normalised, without name and password (they disguise the host), with spaces,
 * quotes, `<`, `>`, `|` and backticks percent-encoded; null for anything else or above 2,000 characters.
 */
export function safeUrl(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:") || url.hostname === "") return null;
  url.username = "";
  url.password = "";
  const href = url.href.replace(
    /[\s"'<>|`\\^{}]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
  return href.length > LONGEST_URL ? null : href;
}
