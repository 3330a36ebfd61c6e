/** Subject and preheader of a digest: what is inside, in at most 78 and 140 characters. */
import type { DigestView, ItemView } from "../domain/digest/view.ts";
import { readTitle } from "./card.ts";
import { cutWords } from "./cut.ts";
import { headerText } from "./escape.ts";
import { cause, contents, count, showDay, shownSections } from "./wording.ts";

/** RFC 5322, 2.1.1: a line should have no more; look.md takes it for the subject alone. */
const LONGEST_SUBJECT = 78;
const LONGEST_PREHEADER = 140;
const LONGEST_SHORT = 70;

/** A paper's title as it stands in a header, whole and short; the mail has both ready with the paper's card. */
export interface HeaderTitle {
  title: string;
  short: string;
}
export type TitleOf = (item: ItemView) => HeaderTitle;

export function headerTitle(item: ItemView): HeaderTitle {
  const title = headerText(readTitle(item)) || "Untitled";
  return { title, short: cutWords(title, LONGEST_SHORT) };
}

/** `Late-to-Early Training, and 11 more papers for you`. A long title loses its subtitle, or where little more than an acronym would be left, its end. */
export function digestSubject(view: DigestView, titleOf: TitleOf = headerTitle): string {
  const { papers, sections } = shownSections(view);
  const best = sections.find(({ items }) => items.length > 0)?.items[0];
  if (view.kind === "quiet" || best === undefined) return quietSubject(view);
  const tail = papers === 1 ? ", a new paper for you" : `, and ${count(papers - 1, "more paper")} for you`;
  const room = LONGEST_SUBJECT - tail.length;
  const { title } = titleOf(best);
  const short = title.length <= room ? title : (/^(.{16,}?)(?:: | [–—] )/.exec(title)?.[1] ?? title);
  return cutWords(short, room).replace(/[.,;:]$/, "") + tail;
}

function quietSubject(view: DigestView): string {
  const topics = view.topics.length === 1 ? "topic" : `${view.topics.length} topics`;
  return headerText(`No new papers for your ${topics} on ${showDay(view.on)}`, LONGEST_SUBJECT);
}

/** What the inbox shows after the subject: the next titles, or the cause of a quiet day. */
export function digestPreheader(view: DigestView, titleOf: TitleOf = headerTitle): string {
  const next = view.sections.flatMap(({ items }) => items.slice(0, 3)).slice(1, 4);
  if (view.kind === "digest" && next.length > 0)
    return cutWords(next.map((item) => titleOf(item).short).join(" · "), LONGEST_PREHEADER);
  return headerText(
    cutWords(view.kind === "quiet" ? cause(view) : contents(view), LONGEST_PREHEADER),
    LONGEST_PREHEADER,
  );
}
