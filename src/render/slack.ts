/** Renders a digest for Slack: one short message, and the papers in its thread. */
import type { DigestView, SectionView } from "../domain/digest/view.ts";
import { makeCard } from "./card.ts";
import { plainText } from "./escape.ts";
import { quote } from "./mrkdwn.ts";
import { type Block, blockSize, contextOf, headerOf, LIMITS, sectionOf } from "./slack-blocks.ts";
import { actionsOf } from "./slack-buttons.ts";
import { slackCard, slackTitle } from "./slack-card.ts";
import { digestSubject } from "./subject.ts";
import * as say from "./wording.ts";

export type { Block } from "./slack-blocks.ts";

/** One message. `text` is what notifications and screen readers get; post it with `unfurl_links: false`. */
export interface SlackPart {
  text: string;
  blocks: Block[];
}

const TOP_PAPERS = 3;
const MOST_COUNTS = 15;

/**
 * Part 0 is the message, parts 1..n its thread in order; a quiet digest has part 0 alone. `buttons`: their presses are
 * answered. Without them the parts hold the same papers, so that a thread goes on as it began when that changes. Pure.
 */
export function renderSlack(view: DigestView, { buttons } = { buttons: false }): SlackPart[] {
  const quiet = view.kind === "quiet" || say.shownSections(view).papers === 0;
  const foot = footerBlock(view);
  const parts = quiet ? [quietPart(view, foot)] : [firstPart(view), ...threadParts(view, foot)];
  return buttons ? parts.map((part) => withCommands(part, foot, view)) : parts.map(withoutButtons);
}

/** Who can change things here need ask nobody; it is shorter than what it replaces, so all fits as before. */
const withCommands = ({ text, blocks }: SlackPart, foot: Block, view: DigestView): SlackPart => ({
  text,
  blocks: blocks.map((block) => (block === foot ? commandsBlock(view) : block)),
});

const withoutButtons = ({ text, blocks }: SlackPart): SlackPart => ({
  text,
  blocks: blocks.filter(({ type }) => type !== "actions"),
});

/** Of the whole conversation, so their value names nothing. */
const settingsBlocks = (): Block[] => actionsOf([{ action: "settings", label: "Settings", value: "settings" }]);

function quietPart(view: DigestView, foot: Block): SlackPart {
  const text = view.kind === "quiet" ? say.cause(view) : say.contents(view);
  return {
    text: fallback(digestSubject(view)),
    blocks: [
      headerOf(headline(view)),
      sectionOf(quoteText(text, 2_500)),
      ...noteBlocks(view),
      foot,
      ...settingsBlocks(),
    ],
  };
}

function firstPart(view: DigestView): SlackPart {
  const { sections } = say.shownSections(view);
  const counts = sections
    .slice(0, MOST_COUNTS)
    .map((section) => `• ${quoteText(say.sectionName(section), 130)}: ${say.sectionCount(section)}`);
  if (sections.length > MOST_COUNTS) counts.push(`• and ${say.count(sections.length - MOST_COUNTS, "more topic")}`);
  // The first of each topic, then the second of each.
  const top = [0, 1, 2].flatMap((n) => sections.flatMap(({ items }) => items[n] ?? [])).slice(0, TOP_PAPERS);
  return {
    text: fallback(digestSubject(view)),
    blocks: [
      headerOf(headline(view)),
      sectionOf(counts.join("\n")),
      ...top.map((item) => sectionOf(slackTitle(makeCard(item)))),
      ...noteBlocks(view),
      contextOf(
        `All ${say.count(say.shownSections(view).papers, "paper").replace(/^1 paper$/, "of it")} in this thread.`,
      ),
      ...settingsBlocks(),
    ],
  };
}

/** Fills one message after the other; a section that goes on in the next one repeats its header. */
function threadParts(view: DigestView, foot: Block): SlackPart[] {
  const parts: Block[][] = [[]];
  const put = (blocks: Block[], again: Block[]) => {
    const part = parts.at(-1) as Block[];
    if (part.length === 0 || fits([...part, ...blocks])) part.push(...blocks);
    else parts.push([...again, ...blocks]);
  };
  for (const section of say.shownSections(view).sections) {
    const header = sectionHeader(section, "");
    const [first, ...rest] = section.items.map((item) => slackCard(item, section.number));
    put([...header, ...(first ?? [])], []);
    for (const blocks of rest) put(blocks, sectionHeader(section, ", continued"));
    const more = say.moreMatched(section);
    if (more !== "") put([contextOf(`${more}.`), ...restBlocks(view, section)], []);
  }
  put([{ type: "divider" }, foot], []);
  return parts.map((blocks, i) => ({ text: threadText(view, i + 1, parts.length), blocks }));
}

/** Where papers were only counted: they are shown to who asks. */
function restBlocks({ on }: DigestView, { number, more }: SectionView): Block[] {
  return more > 0 && number !== undefined
    ? actionsOf([{ action: "rest", label: "Show more", value: `${on} ${number} 0` }])
    : [];
}

function fits(blocks: Block[]): boolean {
  const size = blocks.reduce((sum, block) => sum + blockSize(block), 0);
  return blocks.length <= LIMITS.blocks && size <= LIMITS.budget - LIMITS.fallback;
}

function sectionHeader(section: SectionView, suffix: string): Block[] {
  const count = suffix === "" ? ` · ${say.sectionCount(section)}` : suffix;
  return [headerOf(`${say.sectionName(section).slice(0, LIMITS.header - count.length)}${count}`)];
}

function threadText(view: DigestView, n: number, of: number): string {
  return fallback(`${headline(view)}${of > 1 ? `, ${n} of ${of}` : ""}`);
}

function headline(view: DigestView): string {
  return `${plainText(view.masthead) || "Paperboy"} · ${say.showDay(view.on)}`;
}

function noteBlocks(view: DigestView): Block[] {
  return say
    .notes(view)
    .slice(0, 5)
    .map((note) => contextOf(quoteText(note, 400)));
}

const commandsBlock = (view: DigestView): Block =>
  contextOf(`${quoteText(say.why(view, "message"), 1_800)} Topics: /papers list. All else: /papers help.`);

function footerBlock(view: DigestView): Block {
  return contextOf(quoteText(say.footer(view, "message").join(" "), 1_900));
}

const quoteText = (text: string, max: number): string => quote(text, max).text;

/** The text beside the blocks is mrkdwn too. */
function fallback(text: string): string {
  return quoteText(text, LIMITS.fallback) || "Papers";
}
