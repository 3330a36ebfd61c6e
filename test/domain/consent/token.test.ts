/** Tokens say their number to who has the secret, for their purpose alone; nothing near one is another. */
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
