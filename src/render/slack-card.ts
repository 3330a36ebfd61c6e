/** A paper as Slack blocks: a section (title, authors, summary), a context (why it is here, links) and its buttons. */
import type { ItemView } from "../domain/digest/view.ts";
import { type Card, makeCard } from "./card.ts";
import { escapeMrkdwn, mrkdwnLink } from "./escape.ts";
import { quote, withoutStyle } from "./mrkdwn.ts";
import { type Block, contextOf, sectionOf } from "./slack-blocks.ts";
import { actionsOf } from "./slack-buttons.ts";

/** Longest escaped texts: together below Slack's 3,000 for a section, so that nothing is cut inside a link. */
const LONGEST = { title: 500, byline: 500, summary: 1_200, why: 800 } as const;

const BUTTONS = [
  { action: "save", label: "Save" },
  { action: "more", label: "More like this" },
  { action: "less", label: "Less" },
  { action: "why", label: "Why" },
];

/** `number`: of the subscription; without it, or the paper's id, a button could name nothing and there are none. */
export function slackCard(item: ItemView, number?: number): Block[] {
  const card = makeCard(item);
  const names = card.authors.join(", ") + card.authorsTail;
  const byline = [names, card.organisation].filter(Boolean).join(" · ");
  const lines = [slackTitle(card), quote(byline, LONGEST.byline).text, quote(card.summary, LONGEST.summary).text];
  const section = sectionOf(lines.filter(Boolean).join("\n"));
  const why = whyLine(card);
  const named = item.paperId !== undefined && number !== undefined;
  return [
    section,
    ...(why === "" ? [] : [contextOf(why)]),
    ...(named ? actionsOf(BUTTONS.map((each) => ({ ...each, value: `${item.paperId} ${number}` }))) : []),
  ];
}

/** The title as a bold link, or bold alone; what in it would end the bold becomes a look-alike. */
export function slackTitle(card: Card): string {
  return `*${mrkdwnLink(card.url, withoutStyle(card.title), LONGEST.title)}*`;
}

function whyLine({ words, place, facts, links }: Card): string {
  const quoted = words.map((word) => `\`${escapeMrkdwn(word.replaceAll("`", "'"))}\``).join(", ");
  const because = quoted === "" ? [] : [`because ${quoted}${place}`];
  let line = [...because, ...facts].join(" · ");
  if (line.length > LONGEST.why) line = facts.join(" · ");
  for (const { label, url } of links) {
    const link = mrkdwnLink(url, withoutStyle(label), 200);
    if (line.length + link.length > LONGEST.why * 2) break;
    line += `${line === "" ? "" : " · "}${link}`;
  }
  return line;
}
