/** The stemmer gives the stems of Porter2 as wink-porter2-stemmer has it, so that topics keep finding what they found. */
import { expect, it } from "vitest";
import reference from "wink-porter2-stemmer";
import { stem } from "../../../src/domain/topic/porter2.ts";
import { createRandom } from "../../support/random.ts";

const PARTS =
  "a e i o u y b c d g h k l m n r s t w x v p f ational tional biliti ization fulness ousness iveness lessli entli ation alism aliti ousli iviti fulli enci anci abli izer ator alli bli ogi li alize icate iciti ative ical ness ful ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic ed edly ing ingly eed eedly ies ied sses us ss gener commun arsen at bl iz tt pp".split(
    " ",
  );
const WORDS = process.env.PAPERBOY_TEST_LONG === "1" ? 2_000_000 : 60_000;

it("of words made of Porter2's own suffixes, and of its exceptions", () => {
  const random = createRandom(1);
  const differing: string[] = [];
  const check = (word: string) => {
    if (stem(word) !== reference(word)) differing.push(word);
  };
  for (let i = 0; i < WORDS; i += 1) {
    const parts = Array.from(
      { length: 1 + Math.floor(random() * 5) },
      () => PARTS[Math.floor(random() * PARTS.length)],
    );
    check(parts.join(""));
  }
  "skis skies dying lying tying idly gently ugly early only singly sky news atlas cosmos bias andes inning innings outing canning herring proceed exceed succeed earring"
    .split(" ")
    .forEach(check);
  expect(differing).toEqual([]);
});

it.each([
  ["agents", "agent"],
  ["learning", "learn"],
  ["generalization", "general"],
  ["happily", "happili"],
  ["sayings", "say"],
  ["yes", "yes"],
])("of %s is %s", (word, stemmed) => {
  expect(stem(word)).toBe(stemmed);
});
