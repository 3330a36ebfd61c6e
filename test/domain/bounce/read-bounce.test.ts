/** Every mail of the corpus gets its class, none is taken for worse than it is, and only a token of ours says whom it is about. */
import { describe, expect, it } from "vitest";
import { parseReceived } from "../../../src/channels/received-mail.ts";
import { readBounce } from "../../../src/domain/bounce/read-bounce.ts";
import { findDeliveryOf } from "../../../src/domain/bounce/recipient-token.ts";
import { DELIVERY, readBounceCorpus, returnPath, SECRET } from "../../support/bounce-corpus.ts";

const corpus = readBounceCorpus();

describe("a mail to the return path", () => {
  it.each(corpus.map((each) => [each.name, each] as const))("has its class: %s", async (_, { raw, kind, status }) => {
    expect(readBounce(await parseReceived(raw))).toMatchObject({ kind, status });
  });

  it.each(corpus.map((each) => [each.name, each] as const))(
    "is about whom its address names, if it does: %s",
    async (_, { raw, identified }) => {
      expect(findDeliveryOf(SECRET, await parseReceived(raw), null)).toBe(identified ? DELIVERY : null);
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
    const mail = await parseReceived(corpus.find(({ identified }) => identified)?.raw as Buffer);
    expect(findDeliveryOf(SECRET, mail, returnPath(7))).toBe(7);
    expect(findDeliveryOf(SECRET, mail, "bounces@lab.example.org")).toBeNull();
  });
});
