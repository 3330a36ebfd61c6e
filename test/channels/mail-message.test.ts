/** What a composed mail promises: nodemailer's meaning to the letter, as bytes that nothing on the way need change. */
import fc from "fast-check";
import PostalMime, { type Email } from "postal-mime";
import { describe, expect, test } from "vitest";
import { MailBuffer } from "../../src/channels/mail-buffer.ts";
import { createMailComposer } from "../../src/channels/mail-message.ts";
import { joinPieces, TOKEN_HOLE } from "../../src/domain/delivery/pieces.ts";
import { createMailRenderer } from "../../src/render/mail.ts";
import { aDigest } from "../render/views.ts";
import {
  aParcel,
  composeByNodemailer,
  IDENTITY,
  randomAddress,
  randomPieces,
  randomSubject,
  randomText,
  randomToken,
} from "./mails.ts";

const composer = createMailComposer(IDENTITY);
const compose = (...parcel: Parameters<typeof aParcel>) => composer.composeRaw(aParcel(...parcel));
const meaning = ({ from, to, replyTo, subject, messageId, date }: Email) => ({
  from,
  to,
  replyTo,
  subject,
  messageId,
  date,
});

/** Decodes a body without a library: what stands between the part's empty line and the next boundary. */
function bodiesOf(raw: Buffer): string[] {
  const boundary = /boundary="([^"]+)"/.exec(raw.toString("latin1"))?.[1];
  return raw
    .toString("latin1")
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => part.slice(part.indexOf("\r\n\r\n") + 4, -2))
    .map((body) => body.replace(/=\r\n/g, "").replace(/\r\n/g, "\n"))
    .map((body) =>
      Buffer.from(
        body.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
        "latin1",
      ).toString(),
    );
}

describe("a composed mail", () => {
  test("means what nodemailer's means, whatever the texts and wherever their pieces are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        randomPieces,
        randomPieces,
        randomSubject,
        randomAddress,
        async (html, text, subject, address) => {
          const parcel = aParcel({ html, text, subject }, { address });
          const raw = composer.composeRaw(parcel);
          expect(bodiesOf(raw)).toEqual([joinPieces(text), joinPieces(html)]);
          const [ours, theirs] = await Promise.all([
            PostalMime.parse(raw),
            PostalMime.parse(await composeByNodemailer(parcel, IDENTITY)),
          ]);
          // A title may hold what looks encoded: nodemailer has it decoded, which is not what the title says.
          expect(meaning(ours)).toEqual({
            ...meaning(theirs),
            ...(subject.includes("=?") ? { subject } : {}),
          });
          if (joinPieces(html) !== "" && joinPieces(text) !== "")
            expect([ours.html, ours.text]).toEqual([theirs.html, theirs.text]);
        },
      ),
      { numRuns: 1_000 },
    );
  }, 120_000);

  test("is lines that no relay need change: short, ended by CR LF, without a leading dot or a blank at the end", () => {
    fc.assert(
      fc.property(randomPieces, randomPieces, randomSubject, randomAddress, (html, text, subject, address) => {
        const raw = compose({ html, text, subject }, { address }).toString("latin1");
        expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]|[^ -~\t]/);
        const lines = raw.split("\r\n");
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
        const body = lines.slice(lines.indexOf(""));
        expect(Math.max(...body.map((line) => line.length))).toBeLessThanOrEqual(76);
        expect(lines.filter((line) => /^\.|^From |[ \t]$/.test(line))).toEqual([]);
        expect(raw.endsWith("--\r\n")).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);

  test("is the same to the byte at a retry, by another process, and when nothing could be kept", () => {
    const [small, none] = [createMailComposer(IDENTITY, 2_000), createMailComposer(IDENTITY, 0)];
    fc.assert(
      fc.property(randomPieces, randomPieces, (html, text) => {
        const first = compose({ html, text });
        for (const each of [composer, small, none]) expect(each.composeRaw(aParcel({ html, text }))).toEqual(first);
        expect(small.kept.bytes).toBeLessThanOrEqual(2_000);
        expect(none.kept.bytes).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("is the same in memory that was used before", () => {
    const into = new MailBuffer();
    fc.assert(
      fc.property(randomPieces, randomPieces, (html, text) => {
        const parcel = aParcel({ html, text });
        expect(composer.composeRaw(parcel, { into })).toEqual(composer.composeRaw(parcel));
      }),
      { numRuns: 100 },
    );
    const large = aParcel({ html: ["x".repeat(500_000)] });
    expect(composer.composeRaw(large, { into })).toEqual(composer.composeRaw(large));
  });

  test("is the same whether readers share a text with holes for their tokens, or each has their own", () => {
    const holed = fc.array(fc.oneof(randomText, fc.constant(TOKEN_HOLE)), { maxLength: 8 });
    fc.assert(
      fc.property(holed, fc.array(randomToken, { minLength: 1, maxLength: 4 }), (texts, tokens) => {
        const shared = { text: texts.join("") };
        for (const token of tokens) {
          const own = { text: shared.text.replaceAll(TOKEN_HOLE, token) };
          expect(compose({ html: [{ shared, token }] })).toEqual(compose({ html: [own] }));
        }
      }),
      { numRuns: 500 },
    );
  });

  test("stays as it was when the next one is composed", () => {
    const first = compose();
    const copy = Buffer.from(first);
    compose({ html: ["x".repeat(500_000)], text: ["y".repeat(500_000)] });
    expect(first).toEqual(copy);
  });

  test("of a digest has every paper of both renderings", async () => {
    const { renderMail } = await createMailRenderer();
    const content = renderMail(aDigest(20));
    const mail = await PostalMime.parse(compose(content));
    expect(mail.html?.trimEnd()).toBe(joinPieces(content.html).trimEnd());
    expect(mail.text?.trimEnd()).toBe(joinPieces(content.text).trimEnd());
    expect(mail.subject).toBe(content.subject);
  });
});

describe("a header", () => {
  test.each([
    "a\r\nBcc: eve@example.org",
    "a\nBcc: eve@example.org",
    "a\rBcc: eve@example.org",
    "a\r\n\r\nbody",
    "\0\u001b[31m",
  ])("takes no line from a subject, a name or an address: %j", async (text) => {
    const evil = createMailComposer({
      ...IDENTITY,
      from: `${text} <papers@lab.example.org>`,
      replyTo: `${text} <a@b.example>`,
      name: text,
    });
    const raw = evil.composeRaw(aParcel({ subject: text }, { address: `${text}@example.org`, key: text }), {
      smtpUtf8: true,
    });
    const head = raw.toString("latin1").split("\r\n\r\n")[0] ?? "";
    expect(head.replaceAll("\r\n", "")).not.toMatch(/[\r\n\0]/);
    const names = head
      .split("\r\n")
      .filter((line) => !/^\s/.test(line))
      .map((line) => line.split(":")[0]);
    expect(names).toEqual([
      "From",
      "Reply-To",
      "Auto-Submitted",
      "MIME-Version",
      "List-Id",
      "Feedback-ID",
      "List-Archive",
      "List-Help",
      "List-Unsubscribe",
      "List-Unsubscribe-Post",
      "To",
      "Subject",
      "Message-ID",
      "Date",
      "Content-Type",
    ]);
  });

  test("writes a domain in its ASCII form, and a local part that is not ASCII only when the relay is known to take it", () => {
    const german = createMailComposer({ ...IDENTITY, from: "papers@bücher.example", replyTo: null, name: "Bücher" });
    const head = german
      .composeRaw(aParcel({}, { address: "ada@bücher.example" }))
      .toString("latin1")
      .split("\r\n\r\n")[0];
    expect(head).toMatch(/^From: papers@xn--bcher-kva\.example\r\n/);
    expect(head).toContain("\r\nList-Id: =?UTF-8?Q?B=C3=BCcher?= <digest.xn--bcher-kva.example>\r\n");
    expect(head).toContain("<mailto:papers@xn--bcher-kva.example?subject=leave%20");
    expect(head).toMatch(/^To: ada@xn--bcher-kva\.example\r$/m);
    expect(head).toMatch(/^Message-ID: <digest-17\.20261120\.\w+@xn--bcher-kva\.example>\r$/m);
    const parcel = aParcel({}, { address: "jürgen@example.org" });
    expect(() => german.composeRaw(parcel)).toThrow(RangeError);
    expect(german.composeRaw(parcel, { smtpUtf8: true }).toString()).toMatch(/^To: jürgen@example\.org\r$/m);
  });
});

describe("the encoded pieces", () => {
  test("are kept for shared text alone", () => {
    const own = createMailComposer(IDENTITY);
    const card = { text: "<p>é a card</p>\n" };
    const mails = fc
      .sample(randomText, { numRuns: 50, seed: 3 })
      .map((text) => own.composeRaw(aParcel({ html: [text, card, text], text: [text] })));
    expect(mails).toHaveLength(50);
    expect(own.kept.pieces).toBe(1);
    expect(own.kept.bytes).toBe("<p>=C3=A9 a card</p>\r\n".length);
  });
});
