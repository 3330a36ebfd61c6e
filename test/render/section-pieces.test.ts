/** Sections that several readers get are made once, and do not fill the memory. */
import { expect, it } from "vitest";
import type { CardOf } from "../../src/render/filler.ts";
import type { MailSection } from "../../src/render/mail-page.ts";
import { createSectionPieces } from "../../src/render/section-pieces.ts";

const cardOf = (() => ({ id: 1 })) as unknown as CardOf;
const sectionOf = (name: string) =>
  ({ name, count: "", reading: "", more: "", items: [], says: null }) as unknown as MailSection;

it("are kept up to sixteen megabytes of memory, at two bytes a letter, then all made anew", () => {
  const pieceOf = createSectionPieces(false);
  let made = 0;
  const text = "–".repeat(1024 * 1024);
  const ask = (name: string) =>
    pieceOf(sectionOf(name), cardOf, () => {
      made += 1;
      return { text, bytes: text.length, signed: false };
    });
  for (let i = 0; i < 8; i++) for (let twice = 0; twice < 2; twice++) ask(`section ${i}`);
  expect(made).toBe(8);
  expect(ask("section 0")).not.toBeNull();
  expect(made, "eight fit").toBe(8);
  for (let twice = 0; twice < 2; twice++) ask("one more");
  expect(made).toBe(9);
  expect(ask("section 0"), "it is met the first time again").toBeNull();
});
