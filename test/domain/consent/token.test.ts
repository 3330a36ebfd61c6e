/** Tokens say their number to who has the secret, for their purpose alone; nothing near one is another. */
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { makeToken, type Purpose, readToken } from "../../../src/domain/consent/token.ts";

const secret = "a secret of thirty-two characters";
const number = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const purpose = fc.constantFrom<Purpose>(
  "leave",
  "leave-topic",
  "preferences",
  "confirm",
  "bounce",
  "digest",
  "invite",
);

it("are read as what they were made of, in any case, and are 36 letters and digits", () => {
  fc.assert(
    fc.property(number, purpose, (id, what) => {
      const token = makeToken(secret, what, id);
      expect(token).toMatch(/^[a-z2-7]{36}$/);
      expect(readToken(secret, what, token)).toBe(id);
      expect(readToken(secret, what, token.toUpperCase())).toBe(id);
    }),
  );
});

it("are nothing to another purpose, another secret, or with a letter changed, added or taken away", () => {
  fc.assert(
    fc.property(
      number,
      purpose,
      purpose,
      fc.nat(35),
      fc.constantFrom(..."abcz27-1 é"),
      (id, what, other, at, letter) => {
        const token = makeToken(secret, what, id);
        if (other !== what) expect(readToken(secret, other, token)).toBeNull();
        expect(readToken(`${secret}!`, what, token)).toBeNull();
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        if (changed !== token) expect(readToken(secret, what, changed)).toBeNull();
        expect(readToken(secret, what, token + letter)).toBeNull();
        expect(readToken(secret, what, token.slice(0, at))).toBeNull();
      },
    ),
  );
});

it("are what RFC 2104 and RFC 4648 say, whatever the length of the secret: those in mails that were sent go on", () => {
  expect(makeToken(secret, "digest", 41)).toBe("aaaaaaaafgqwbbb7tknzhjpfesvkeuwxmmua");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 100 }), number, purpose, (other, id, what) => {
      const signed = Buffer.alloc(6);
      signed.writeUIntBE(id, 0, 6);
      const hmac = createHmac("sha256", other).update(`${what}\n`).update(signed).digest();
      const bits = [...Buffer.concat([signed, hmac.subarray(0, 16)])].map((byte) => byte.toString(2).padStart(8, "0"));
      const letters = bits.join("").match(/.{1,5}/g) ?? [];
      const expected = letters.map(
        (five) => "abcdefghijklmnopqrstuvwxyz234567"[Number.parseInt(five.padEnd(5, "0"), 2)],
      );
      expect(makeToken(other, what, id)).toBe(expected.join(""));
    }),
  );
});
