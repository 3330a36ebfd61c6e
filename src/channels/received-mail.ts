/** Parses a mail that came in: its headers, what a reader sees, and its parts as text. */
import { createHash } from "node:crypto";
import PostalMime from "postal-mime";
import type { ReceivedMail } from "../domain/bounce/received.ts";

/** Bytes. A report stands before the mail that came back, which need not be read to its end; a line costs 7 µs. */
const READ_MOST = 1_000_000;
/** Without any of these it is no mail. */
const OF_MAILS = ["from", "to", "date", "received", "subject", "message-id", "return-path", "delivered-to"];

/** What came back stays a part, whatever its disposition: its words are not the report's. @throws for what is no mail */
export async function parseReceived(raw: Buffer): Promise<ReceivedMail> {
  const email = await PostalMime.parse(raw.subarray(0, READ_MOST), {
    forceRfc822Attachments: true,
    attachmentEncoding: "utf8",
  });
  if (!email.headers.some(({ key }) => OF_MAILS.includes(key))) throw new Error("it has no header of a mail");
  const parts = email.attachments.map(({ mimeType, content }) => ({
    type: mimeType,
    content: String(content),
  }));
  const text =
    email.text ??
    email.html?.replace(/<[^<>]*>/g, " ") ??
    (parts.length === 0 ? bodyOf(raw.subarray(0, READ_MOST)) : "");
  return { headers: email.headers.map(({ key, value }) => ({ key, value })), text, parts };
}

/** One name a mail, also when it is read from another file: its Message-ID, else its bytes. */
export function nameReceived(mail: ReceivedMail, raw: Buffer): string {
  const id = mail.headers.find(({ key }) => key === "message-id")?.value.trim();
  return createHash("sha256")
    .update(id || raw)
    .digest("base64url");
}

/** Where the boundaries are broken nothing is shown: then the body is read as it stands. */
function bodyOf(raw: Buffer): string {
  const text = raw.toString("latin1");
  const at = text.search(/\r?\n\r?\n/);
  return at === -1 ? "" : text.slice(at).trim();
}
