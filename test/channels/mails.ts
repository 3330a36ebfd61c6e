/** Mails for the tests of composing: pieces as no renderer should cut them, texts that quoted-printable must escape. */
import fc from "fast-check";
import MailComposer from "nodemailer/lib/mail-composer";
import { domainOf, type MailIdentity, messageIdOf } from "../../src/channels/mail-identity.ts";
import { createLinks, createReturnPath } from "../../src/domain/consent/links.ts";
import type { MailContent, Parcel } from "../../src/domain/delivery/channel.ts";
import { joinPieces, type Piece, TOKEN_HOLE } from "../../src/domain/delivery/pieces.ts";

export const SECRET = "a secret of tests, of 32 letters or more";
const LINKS = createLinks("https://papers.lab.example.org", SECRET);
export const IDENTITY: MailIdentity = {
  from: "Paperboy at the Lab <papers@lab.example.org>",
  replyTo: "help@lab.example.org",
  name: "Paperboy",
  home: "https://papers.lab.example.org/",
  returnPath: createReturnPath("bounces@lab.example.org", SECRET),
  machine: null,
};

export function aParcel(
  content: Partial<MailContent> = {},
  changes: Partial<Parcel<MailContent>> = {},
): Parcel<MailContent> {
  return {
    key: "digest-17.20261120",
    address: "ada@example.org",
    on: "2026-11-20",
    part: 0,
    parent: null,
    createdAt: Temporal.Instant.from("2026-11-20T07:00:00Z"),
    kind: "digest",
    deliveryId: 42,
    leaveUrl: LINKS.leave(7),
    content: { subject: "A subject", html: ["<p>Hello</p>\n"], text: ["Hello\n"], ...content },
    ...changes,
  };
}

/** What nodemailer composes of the same mail, as Paperboy had it before it joined pieces. */
export async function composeByNodemailer(parcel: Parcel<MailContent>, identity: MailIdentity): Promise<Buffer> {
  const { subject, html, text } = parcel.content;
  return new MailComposer({
    from: identity.from,
    to: { name: "", address: parcel.address },
    ...(identity.replyTo ? { replyTo: identity.replyTo } : {}),
    subject,
    text: joinPieces(text),
    html: joinPieces(html),
    textEncoding: "quoted-printable",
    messageId: messageIdOf(parcel, domainOf(identity.from)),
    date: new Date(parcel.createdAt.epochMilliseconds),
  } as object)
    .compile()
    .build();
}

/** What encoders stumble over, in any order and so at any column. */
const fragment = fc
  .oneof(
    fc.constantFrom(
      ".",
      "..\n",
      "\n.\n",
      "\n",
      "\n\n",
      "From ",
      "\nFrom me",
      " \n",
      "\t\n",
      "  ",
      "\t",
      "=",
      "=3D",
      "=\n",
      "===",
      "--=_",
      "é",
      "汉字",
      "👩‍👩‍👧‍👦",
      "\u{10FFFF}",
      "\u00AD\u200B\u2028",
      "x".repeat(73),
      "x".repeat(74),
      "x".repeat(75),
      "x".repeat(76),
      "x".repeat(1_100),
      "é".repeat(40),
      "👍".repeat(30),
      " ".repeat(80),
      "a b ".repeat(19),
    ),
    fc.string({ unit: "grapheme", maxLength: 120 }),
    fc.string({ unit: "binary-ascii", maxLength: 40 }),
  )
  .map((text) => text.replace(/[\r\0]/g, ""));
export const randomText = fc.array(fragment, { maxLength: 8 }).map((parts) => parts.join(""));

export const randomToken = fc
  .array(fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz234567"), { minLength: 36, maxLength: 36 })
  .map((letters) => letters.join(""));
const randomHoled = fc.array(fc.oneof(randomText, fc.constant(TOKEN_HOLE)), { maxLength: 6 });

/** Some pieces are shared, some of these have holes for a token; most begin and end anywhere. */
export const randomPieces: fc.Arbitrary<Piece[]> = fc.array(
  fc.oneof(
    randomText,
    randomText.map((text) => ({ text })),
    fc.tuple(randomHoled, randomToken).map(([texts, token]) => ({ shared: { text: texts.join("") }, token })),
  ),
  { maxLength: 6 },
);

/** One line with single blanks, as `headerText` gives it. */
export const randomSubject = fc
  .oneof(
    fc.string({ unit: "grapheme", maxLength: 90 }),
    fc
      .array(
        fc.constantFrom("a", "Ünïcode", "=?utf-8?Q?x?=", '"quoted"', "x".repeat(300), "👍", "(a)", "\\", ",", "論文"),
        { maxLength: 9 },
      )
      .map((words) => words.join(" ")),
  )
  .map((text) => text.replace(/\s+/g, " ").trim());

const local = fc.stringMatching(/^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\.[a-z0-9+]{1,9})?$/);
const domain = fc.oneof(fc.domain(), fc.constantFrom("bücher.example", "例え.jp", "Example.ORG"));
export const randomAddress = fc.tuple(local, domain).map(([name, at]) => `${name}@${at}`);
