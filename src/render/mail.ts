/** Renders a digest as a mail: subject, HTML from an MJML template compiled once, and its text twin. */
import type { MailContent } from "../domain/delivery/channel.ts";
import type { DigestView, ItemView } from "../domain/digest/view.ts";
import { dropPapers, dropSections } from "./mail-fit.ts";
import { makePage } from "./mail-page.ts";
import { loadMailTemplates } from "./mail-templates.ts";
import { createSharedCards } from "./shared-cards.ts";

/**
 * The subject has at most 78 characters, safe as a header. The HTML has at most 60,000 bytes of UTF-8 (or the limit
 * given). Lines may be long: the mailer encodes quoted-printable. Cards and fixed parts of the page are shared pieces.
 */
export interface RenderedMail extends MailContent {
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
      while (html.bytes > limit && shown.sections.length > 0) {
        shown = shrink(shown, html.bytes, limit);
        page = makePage(shown, titleOf);
        html = fillHtml(page, cardOf);
      }
      const text = fillText(page, cardOf);
      return { subject: page.subject, html: html.pieces, text: text.pieces, preheader: page.preheader };
    },
  };
}

/** Half of what the average card says must go, so that never much more goes than need be. */
function shrink(view: DigestView, size: number, limit: number): DigestView {
  const papers = view.sections.reduce((sum, { items }) => sum + items.length, 0);
  if (papers === 0) return dropSections(view);
  return dropPapers(view, Math.max(1, Math.floor((papers * (size - limit)) / size / 2)));
}
