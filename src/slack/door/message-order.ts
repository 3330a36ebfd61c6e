/** What finds papers like a message. */
import { findArxivId } from "../../domain/identity/ids.ts";
import { QUERY_MOST } from "../../domain/slack-command/command.ts";

const MOST_WORDS = 80;

/** What stands after /papers then: `similar 2605.00001`, of the paper that it names first, or `similar` and its words. */
export function orderLike(text: string): string {
  const bare = text.replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, " $1 ").replace(/<[^>]*>/g, " ");
  for (const part of bare.split(/[\s,;()]+/)) {
    const id = findArxivId(part.replace(/[.:!?]+$/, ""));
    if (id) return `similar ${id}`;
  }
  const words = bare
    .replace(/https?:\S+|&(?:amp|lt|gt);|:[a-z0-9_+-]+:/g, " ")
    .split(/[^\p{L}\p{N}-]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  return `similar ${words.slice(0, MOST_WORDS).join(" ").slice(0, QUERY_MOST)}`.trim();
}
