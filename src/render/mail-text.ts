/** A paper as plain text for the mail's text part, and the wrapping of its lines. */
import type { Card } from "./card.ts";
import { columns, graphemes, isNarrow } from "./cut.ts";
import { authorBefore } from "./mail-card.ts";

/** Columns of a line of text mail. */
const WIDTH = 72;

/** The card as lines of plain text, indented under its title; addresses stay whole on a line of their own. */
export function textCard(card: Card): string {
  const { authors, authorsTail, organisation, words, place, facts, links } = card;
  const names = authors.map((name, i) => authorBefore(card, i) + name).join("") + authorsTail;
  const because = words.length > 0 ? `because ${words.map((word) => `\`${word}\``).join(", ")}${place}` : "";
  const lines = [
    wrap(card.title),
    wrap([names, organisation].filter(Boolean).join(" · "), "  "),
    wrap(card.summary, "  "),
    wrap([because, ...facts].filter(Boolean).join(" · "), "  "),
    card.url === null ? "" : `  ${card.url}`,
    ...links.map(({ label, url }) => `  ${label}: ${url}`),
  ];
  return lines.filter(Boolean).join("\n");
}

/** Lines of at most 72 columns, each after `indent`; a word longer than a line breaks between characters. */
export function wrap(text: string, indent = ""): string {
  const room = WIDTH - indent.length;
  const lines = isNarrow(text) ? wrapNarrow(text, room) : wrapWide(text, room);
  return lines.map((line) => indent + line).join("\n");
}

/** Where length is width. The two differ in nothing but speed. */
function wrapNarrow(text: string, room: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > room) {
    const space = rest.lastIndexOf(" ", room);
    lines.push(rest.slice(0, space > 0 ? space : room));
    rest = rest.slice(space > 0 ? space + 1 : room);
  }
  return rest === "" ? lines : [...lines, rest];
}

function wrapWide(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const word of text.split(" ").flatMap((long) => breakWord(long, room))) {
    const size = columns(word);
    if (line !== "" && used + 1 + size > room) {
      lines.push(line);
      line = "";
    }
    used = line === "" ? size : used + 1 + size;
    line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}

function breakWord(word: string, room: number): string[] {
  if (columns(word) <= room) return [word];
  const pieces = [""];
  let used = 0;
  for (const char of graphemes(word)) {
    const size = columns(char);
    if (used + size > room) {
      pieces.push("");
      used = 0;
    }
    pieces[pieces.length - 1] += char;
    used += size;
  }
  return pieces;
}
