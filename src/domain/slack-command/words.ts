/** Reads what Slack sends of a typed text: its escapes, links and mentions become plain words, with or without quotes. */

/** Stands before the id of a mentioned conversation; nobody can type it: it is taken out of the text. */
export const MENTION = "\uE000";

const ESCAPED = /<([^<>]*)>|&(amp|lt|gt);/g;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">" };

/**
 * With should_escape a conversation comes as `<#C012|name>`, a person as `<@U1|name>`, a link as `<https://…|label>`, and
 * & < > as entities (https://docs.slack.dev/interactivity/implementing-slash-commands). One line; quotes straight.
 */
export function readTyped(text: string): string {
  return straighten(
    text
      .toWellFormed()
      .replaceAll(MENTION, "")
      .replace(ESCAPED, (_, inside: string | undefined, entity: string | undefined) =>
        entity === undefined ? readInside(inside ?? "") : (ENTITIES[entity] as string),
      ),
  );
}

/** What was typed into a field of a form: Slack escapes nothing there. One line; quotes straight. */
export const readField = (text: string): string => straighten(text.toWellFormed().replaceAll(MENTION, ""));

const straighten = (text: string): string =>
  text
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();

function readInside(inside: string): string {
  const [target = "", label] = inside.split("|", 2);
  const conversation = /^#([A-Z0-9]+)$/.exec(target)?.[1];
  if (conversation !== undefined) return `${MENTION}${conversation}`;
  if (/^https?:\/\//i.test(target)) return target.replace(/&amp;/g, "&");
  return label ?? target.replace(/^[!#]/, "").replace(/^mailto:/, "");
}

/** As people read it. */
export const showTyped = (text: string): string => text.replaceAll(MENTION, "#");

/** As Slack would send it. */
export const escapeTyped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Words between spaces; a space within quotes parts nothing. A quote that nothing closes is a letter like others. */
export function splitWords(text: string): string[] {
  return text.match(/(?:[^\s"]|"[^"]*"|")+/g) ?? [];
}
