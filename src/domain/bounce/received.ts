/** A mail that came in, parsed: what bounces and complaints are read from. */

export interface ReceivedMail {
  /** In document order, names in small letters. */
  headers: { key: string; value: string }[];
  /** What a reader sees, as plain text. */
  text: string;
  /** The parts that are not shown, in order: reports, the mail that came back. */
  parts: { type: string; content: string }[];
}

export const getHeader = (mail: ReceivedMail, key: string): string | null =>
  mail.headers.find((header) => header.key === key)?.value ?? null;

/** The content of the first part of this type. */
export const findPart = (mail: ReceivedMail, type: RegExp): string | null =>
  mail.parts.find((part) => type.test(part.type))?.content ?? null;
