/** What the mail templates are filled with: every value they name, as text that the filler escapes. */
import { takeToken } from "../domain/delivery/pieces.ts";
import { paperAnchor } from "../domain/digest/anchor.ts";
import type { DigestView, ItemView, SectionView } from "../domain/digest/view.ts";
import { cutText } from "./cut.ts";
import { plainText } from "./escape.ts";
import { type MailFooter, makeFooter } from "./mail-footer.ts";
import { digestPreheader, digestSubject, headerTitle, type TitleOf } from "./subject.ts";
import * as say from "./wording.ts";

export interface MailPage {
  subject: string;
  preheader: string;
  masthead: string;
  day: string;
  fullDay: string;
  contents: string;
  /** Day and contents in one line, for the text part. */
  headline: string;
  quiet: boolean;
  cause: string;
  notes: string[];
  sections: MailSection[];
  /** What stands in the holes of `says`; empty where there are none. */
  token: string;
  footer: MailFooter;
}

export interface MailSection {
  name: string;
  count: string;
  /** Name and count in one line, for the text part. */
  heading: string;
  reading: string;
  items: ItemView[];
  /** Where the reader says something of the item at a rank, on the web, with a hole for the token; null: nowhere. */
  says: ((rank: number) => string) | null;
  /** `7 more matched` or empty. */
  more: string;
}

export function makePage(view: DigestView, titleOf: TitleOf = headerTitle): MailPage {
  const quiet = view.kind === "quiet";
  const day = say.showDay(view.on);
  const contents = say.contents(view);
  const digest = view.links?.digest ?? null;
  const signed = digest === null ? null : takeToken(digest);
  return {
    subject: digestSubject(view, titleOf),
    preheader: digestPreheader(view, titleOf),
    masthead: cutText(plainText(view.masthead), 60) || "Paperboy",
    day,
    fullDay: say.showFullDay(view.on),
    contents,
    headline: `${day} · ${contents}`,
    quiet,
    cause: say.cause(view),
    notes: say.notes(view),
    sections: quiet
      ? []
      : say.shownSections(view).sections.map((section, i) => makeSection(section, i, signed?.url ?? digest)),
    token: signed?.token ?? "",
    footer: makeFooter(view),
  };
}

function makeSection(section: SectionView, position: number, digest: string | null): MailSection {
  return {
    name: say.sectionName(section),
    count: say.sectionCount(section),
    heading: `${say.sectionName(section)} · ${say.sectionCount(section)}`,
    reading: say.sectionReading(section),
    items: section.items,
    says: digest === null ? null : (rank) => `${digest}#${paperAnchor(position, rank)}`,
    more: say.moreMatched(section),
  };
}
