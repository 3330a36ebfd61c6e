/** Subject and preheader of a digest: what is inside, in at most 78 and 140 characters. */
import type { DigestView, ItemView } from "../domain/digest/view.ts";
import { readTitle } from "./card.ts";
import { cutWords } from "./cut.ts";
import { headerText } from "./escape.ts";
import { cause, contents, count, showDay, shownSections } from "./wording.ts";

/** RFC 5322, 2.1.1: a line should have no more; look.md takes it for the subject alone. */
const LONGEST_SUBJECT = 78;
const LONGEST_PREHEADER = 140;

/** A paper's title as text; the mail has it ready in the paper's card. */
export type TitleOf = (item: ItemView) => string;

/** `Late-to-Early Training, and 11 more papers for you`. A long title loses its subtitle first, then its end. */
export function digestSubject(view: DigestView, titleOf: TitleOf = readTitle): string {
  const { papers, sections } = shownSections(view);
  const best = sections.find(({ items }) => items.length > 0)?.items[0];
  if (view.kind === "quiet" || best === undefined) return quietSubject(view);
  const tail = papers === 1 ? ", a new paper for you" : `, and ${count(papers - 1, "more paper")} for you`;
  const room = LONGEST_SUBJECT - tail.length;
  const title = headerText(titleOf(best), 1_000);
  const short = title.length <= room ? title : (/^(.{8,}?)(?:: | [–—] )/.exec(title)?.[1] ?? title);
  return cutWords(short, room).replace(/[.,;:]$/, "") + tail;
}

function quietSubject(view: DigestView): string {
  const topics = view.topics.length === 1 ? "topic" : `${view.topics.length} topics`;
  return headerText(`No new papers for your ${topics} on ${showDay(view.on)}`, LONGEST_SUBJECT);
}

/** What the inbox shows after the subject: the next titles, or the cause of a quiet day. */
export function digestPreheader(view: DigestView, titleOf: TitleOf = readTitle): string {
  const titles = view.sections.flatMap(({ items }) => items.slice(0, 3)).slice(1, 4);
  const next = titles.map((item) => cutWords(headerText(titleOf(item), 1_000), 70)).join(" · ");
  return headerText(
    cutWords(view.kind === "quiet" ? cause(view) : next || contents(view), LONGEST_PREHEADER),
    LONGEST_PREHEADER,
  );
}
