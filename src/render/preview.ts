/** The HTML file of a mail for the outbox: what a reader opens in a browser to see the mail as it went. */
import type { RenderedMail } from "./mail.ts";

/** The mail's HTML as it is, byte for byte; the file name's suffix is `.html`. */
export function previewHtml(mail: RenderedMail): string {
  return mail.html;
}
