/** Renders a digest as a mail: subject, HTML from an MJML template compiled once, and its text twin. */
import type { DigestView, ItemView } from "../domain/digest/view.ts";
import { dropPapers, dropSections } from "./mail-fit.ts";
import { makePage } from "./mail-page.ts";
import { loadMailTemplates } from "./mail-templates.ts";
import { createSharedCards } from "./shared-cards.ts";

export interface RenderedMail {
  /** At most 78 characters, safe as a header. */
  subject: string;
  /** At most 60,000 bytes of UTF-8 (or the limit given). Lines may be long: the mailer encodes quoted-printable. */
  html: string;
  text: string;
  preheader: string;
}

export interface MailRenderer {
  /** Pure: the same view gives the same bytes. */
  renderMail(view: DigestView): RenderedMail;
}

/** Gmail clips near 102 kB; mail.md: 60 kB by default and 90,000 bytes at the very most. */
const MOST_BYTES = 90_000;
const DEFAULT_BYTES = 60_000;

/** Compiles the templates, once for the life of the process. `htmlBytes`: another limit, at most 90,000. */
export async function createMailRenderer(options: { htmlBytes?: number } = {}): Promise<MailRenderer> {
  const limit = Math.min(options.htmlBytes ?? DEFAULT_BYTES, MOST_BYTES);
  const { fillHtml, fillText } = await loadMailTemplates();
  const sharedCards = createSharedCards();
  return {
    renderMail(view) {
      const cardOf = sharedCards();
      const titleOf = (item: ItemView) => cardOf(item).title;
      let shown = view;
      let page = makePage(shown, titleOf);
      let html = fillHtml(page, cardOf);
      for (let size = bytes(html); size > limit && shown.sections.length > 0; size = bytes(html)) {
        shown = shrink(shown, size, limit);
        page = makePage(shown, titleOf);
        html = fillHtml(page, cardOf);
      }
      return { subject: page.subject, html, text: fillText(page, cardOf), preheader: page.preheader };
    },
  };
}

const bytes = (text: string): number => Buffer.byteLength(text);

/** Half of what the average card says must go, so that never much more goes than need be. */
function shrink(view: DigestView, size: number, limit: number): DigestView {
  const papers = view.sections.reduce((sum, { items }) => sum + items.length, 0);
  if (papers === 0) return dropSections(view);
  return dropPapers(view, Math.max(1, Math.floor((papers * (size - limit)) / size / 2)));
}
