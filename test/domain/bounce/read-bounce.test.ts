/** Every mail of the corpus gets its class, none is taken for worse than it is, and only a token of ours says whom it is about. */
import { describe, expect, it } from "vitest";
import { parseReceived } from "../../../src/channels/received-mail.ts";
import { findComplained } from "../../../src/domain/bounce/complaint.ts";
import { readBounce } from "../../../src/domain/bounce/read-bounce.ts";
import { findDeliveryOf } from "../../../src/domain/bounce/recipient-token.ts";
import { DELIVERY, readBounceCorpus, returnPath, SECRET, SUBSCRIBER } from "../../support/bounce-corpus.ts";

const corpus = readBounceCorpus();

describe("a mail to the return path", () => {
  it.each(corpus.map((each) => [each.name, each] as const))("has its class: %s", async (_, { raw, kind, status }) => {
    expect(readBounce(await parseReceived(raw))).toMatchObject({ kind, status });
  });

  it.each(corpus.map((each) => [each.name, each] as const))(
    "is about whom its address names, or of a complaint what it brings back, if one does: %s",
    async (_, { raw, kind, identified }) => {
      const mail = await parseReceived(raw);
      const sentTo = findDeliveryOf(SECRET, mail, null);
      const complained = kind === "complaint" ? findComplained(SECRET, mail) : null;
      if (!identified) expect([sentTo, complained]).toEqual([null, null]);
      else if (sentTo !== null) expect(sentTo).toBe(DELIVERY);
      else expect(complained?.id).toBe(complained?.what === "subscriber" ? SUBSCRIBER : DELIVERY);
    },
  );

  it("comes in every shape: sixty mails at least, of every class", () => {
    expect(corpus.length).toBeGreaterThanOrEqual(60);
    expect([...new Set(corpus.map(({ kind }) => kind))].sort()).toEqual([
      "auto-reply",
      "complaint",
      "delayed",
      "delivered",
      "full",
      "hard",
      "none",
      "policy",
      "soft",
    ]);
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
  });

  it("is about whom the envelope names, where it is told, whatever the header says", async () => {
    const bounce = corpus.find(({ identified, kind }) => identified && kind === "hard");
    const mail = await parseReceived(bounce?.raw as Buffer);
    expect(findDeliveryOf(SECRET, mail, returnPath(7))).toBe(7);
    expect(findDeliveryOf(SECRET, mail, "bounces@lab.example.org")).toBeNull();
  });

  it("is never taken for worse when it is cut off somewhere, unless the rest contradicts a status that says nobody is there", async () => {
    const contradicted = (each: { name: string; status: string | null }) =>
      /^several/.test(each.name) || ["5.1.1", "5.2.1"].includes(each.status ?? "");
    for (const { name, kind, raw } of corpus.filter((each) => each.kind !== "hard" && !contradicted(each)))
      for (let end = raw.indexOf("\r\n\r\n"); end !== -1; end = raw.indexOf("\r\n", end + 1)) {
        const cut = readBounce(await parseReceived(raw.subarray(0, end)));
        expect(`${name} cut at ${end}: ${cut.kind === "hard" ? "hard" : kind}`).toBe(`${name} cut at ${end}: ${kind}`);
      }
  });

  it.each([
    ["dashes", "-"],
    ["line ends", "\n"],
    ["spaces", " "],
    ["angle brackets", "<"],
    ["words without a space", "a"],
    ["codes", "550-"],
    ["colons", ": "],
  ])("is read in its length, not in the square of it, when it is full of %s", async (_, piece) => {
    const [head, long] = [
      "From: MAILER-DAEMON@example.net\r\nSubject: failure notice\r\n",
      piece.repeat(200_000 / piece.length),
    ];
    const report = `${head}Content-Type: multipart/report; boundary=A\r\n\r\n--A\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: ${long}\r\n--A--`;
    for (const text of [`${head}\r\n${long}`, `${head}Content-Type: text/html\r\n\r\n${long}`, report]) {
      const { kind } = readBounce(await parseReceived(Buffer.from(text)));
      expect(["hard", "soft"]).toContain(kind);
    }
  });
});
