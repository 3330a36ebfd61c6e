/** What Slack refuses of a message: more than its limits, or text that would ping or break a link. */
import type { SlackContent } from "../domain/delivery/channel.ts";
import { LIMITS } from "./slack-blocks.ts";
import { BUTTON_LIMITS } from "./slack-buttons.ts";

interface AnyBlock {
  type: string;
  text?: { type: string; text: string };
  elements?: { type: string; text: string | { text: string }; value?: string; action_id?: string }[];
}

const OWN_LINK = /<https?:\/\/[^\s<>|]+\|[^<>|\n]+>/g;

/** What is wrong, a line each; empty: Slack takes it. `places`: 50 blocks in a message, 100 in App Home. */
export function findSlackProblems({ text, blocks }: SlackContent, places: number = LIMITS.blocks): string[] {
  const problems: string[] = [];
  const check = (fine: boolean, says: string) => {
    if (!fine) problems.push(says);
  };
  const all = blocks as AnyBlock[];
  check(text.length > 0 && text.length <= LIMITS.fallback, `text: ${text.length} characters`);
  check(all.length > 0 && all.length <= places, `${all.length} blocks`);
  checkMarkup(text, check);
  let size = text.length;
  for (const block of all) {
    const texts = [block.text, ...(block.elements ?? [])].flatMap((each) => (each ? [each] : []));
    check(block.type !== "actions" || (block.elements ?? []).length <= BUTTON_LIMITS.row, "too many buttons in a row");
    const ids = (block.elements ?? []).flatMap((each) => each.action_id ?? []);
    check(new Set(ids).size === ids.length, `a row has an action twice: ${ids.join(" ")}`);
    for (const each of texts) {
      const said = typeof each.text === "string" ? each.text : each.text.text;
      const most =
        each.type === "button" ? BUTTON_LIMITS.text : block.type === "header" ? LIMITS.header : LIMITS.section;
      check(said.length > 0 && said.length <= most, `${block.type}: ${said.length} characters`);
      if (each.type === "mrkdwn") checkMarkup(said, check);
      size += said.length;
    }
    for (const { type, value = "", action_id: id = "" } of block.elements ?? []) {
      if (type !== "button") continue;
      check(value.length > 0 && value.length <= BUTTON_LIMITS.value, `a value of ${value.length} characters`);
      check(id.length > 0 && id.length <= BUTTON_LIMITS.id, `an action_id of ${id.length} characters`);
    }
  }
  check(size <= LIMITS.budget, `${size} characters in all`);
  return problems;
}

function checkMarkup(text: string, check: (fine: boolean, says: string) => void): void {
  const rest = text.replace(OWN_LINK, "");
  check(!/[<>]/.test(rest) && !/&(?!(?:amp|lt|gt);)/.test(rest), `live markup: ${rest.slice(0, 100)}`);
  check(!/[\u202A-\u202E\u2066-\u2069\r\0]/.test(text), "it reorders or hides what is around it");
  check(text.isWellFormed(), "half a character");
}
