/** Random digests of the kinds of text that break mails: scripts, formulas, emoji, controls, long words, would-be headers. */
import fc from "fast-check";
import type { DigestView, ItemView } from "../../src/domain/digest/view.ts";
import { anItem, aSection, aView, HOSTILE, LINKED } from "./views.ts";

const words = fc.oneof(
  fc.constantFrom(
    "Late-to-Early Training",
    "שיטה חדשה ללמידה",
    "تعلم الآلة العميق",
    "大規模言語モデルの事前学習",
    "대규모 언어 모델",
    "$O(n \\log n)$",
    "$\\mathbb{E}_{x\\sim p}[\\|x\\|_2^2]$",
    "360^\\circ",
    "👩‍👩‍👧‍👦🧑🏽‍🔬",
    "ﷺ",
    "Z̴̡̛͓a̵l̸g̷o̶",
    "=?utf-8?B?SGVsbG8=?=",
    "Subject: another",
    "\r\nBcc: everyone@example.org\r\n",
    "\r\n.\r\nQUIT\r\n",
    "<eve@evil.example>",
    '"quoted" (comment), a\\b;',
    "\u0000\u0008\u001b[2J\u007f\u0085\u2028",
    "\u202Eesrever\u2066",
    "--=_boundary--",
    "From me to you",
    "x".repeat(1_200),
    "漢".repeat(400),
    ...HOSTILE,
  ),
  fc.string({ unit: "grapheme", maxLength: 90 }),
  fc.string({ unit: "binary", maxLength: 60 }),
);
const text = fc.array(words, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(" "));

const item: fc.Arbitrary<ItemView> = fc
  .record({
    title: text,
    authors: fc.array(text, { maxLength: 3 }),
    organisation: fc.option(text),
    summary: text,
    upvotes: fc.option(fc.nat(5_000)),
  })
  .map(anItem);

const linked = (names: string[]): Partial<DigestView> => ({
  ...LINKED,
  links: LINKED.links && {
    ...LINKED.links,
    topics: names.map((name, i) => ({ name, url: `https://papers.example.org/leave-topic/${i}` })),
  },
});

export const fuzzedDigest: fc.Arbitrary<DigestView> = fc
  .record({
    sections: fc.array(fc.tuple(text, fc.array(item, { minLength: 1, maxLength: 4 }), fc.nat(20)), {
      minLength: 1,
      maxLength: 3,
    }),
    masthead: text,
    notes: fc.array(text, { maxLength: 2 }),
    operator: fc.option(text),
  })
  .map(({ sections, ...changes }) =>
    aView(
      sections.map(([name, items, more]) => aSection(items, { name, reading: name, more })),
      { ...changes, ...linked(sections.map(([name]) => name)) },
    ),
  );
