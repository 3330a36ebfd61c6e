/** Digests for the tests of rendering: one as readers get it, and random ones that no source should send. */
import fc from "fast-check";
import type { DigestView, ItemView, SectionView } from "../../src/domain/digest/view.ts";

export function anItem(changes: Partial<ItemView> = {}): ItemView {
  return {
    title: "Late-to-Early Training: LET LLMs Learn Earlier, So Faster and Better",
    url: "https://huggingface.co/papers/2602.05393",
    authors: ["Ji Zhao", "Yufei Gu", "Shitong Shao"],
    moreAuthors: 11,
    organisation: "An Institute of Technology",
    summary: "Large models learn faster when a small one that is trained already shows them its late layers early on.",
    reason: { words: ["mixture of experts"], field: "title", marks: ["Training"] },
    upvotes: 42,
    comments: 3,
    links: [
      { label: "code", url: "https://github.com/example/let" },
      { label: "PDF", url: "https://arxiv.org/pdf/2602.05393" },
    ],
    publishedOn: "2026-11-19",
    ...changes,
  };
}

export function aSection(items: ItemView[], changes: Partial<SectionView> = {}): SectionView {
  return { name: "Mixture of experts", reading: "mixture of experts", items, more: 0, ...changes };
}

export function aView(sections: SectionView[], changes: Partial<DigestView> = {}): DigestView {
  return {
    kind: "digest",
    on: "2026-11-20",
    masthead: "Paperboy",
    sections,
    itemCount: sections.reduce((sum, { items }) => sum + items.length, 0),
    topics: sections.map(({ name }) => name),
    cause: null,
    notes: [],
    zone: "Europe/Berlin",
    hour: "08:00",
    operator: "Jo Reading, papers@example.org",
    postalAddress: null,
    links: null,
    ...changes,
  };
}

/** What stands in the foot of an installation with pages. */
export const LINKED: Pick<DigestView, "postalAddress" | "links"> = {
  postalAddress: "Vision Lab, 1 Example Street, 12345 Exampleton",
  links: {
    leave: "https://papers.example.org/leave/aaaaaaaaam4rlmgx7f2ar6uqalm7ebwn7oda",
    digest: "https://papers.example.org/digest/aaaaaaaaam4rlmgx7f2ar6uqalm7ebwn7oda",
    preferences: "https://papers.example.org/preferences/aaaaaaaaapd26waqiroe7ha3u7j6n5qgvsbq",
    topics: ["Mixture of experts", "retrieval", "author Yann LeCun"].map((name, i) => ({
      name,
      url: `https://papers.example.org/leave-topic/aaaaaaaabhhblnpt7w7ymvwcfwcipbnr5v2${i}`,
    })),
  },
};

export function aDigest(papers: number): DigestView {
  const items = Array.from({ length: papers }, (_, i) => anItem({ title: `Paper ${i + 1}: ${anItem().title}` }));
  const third = Math.ceil(papers / 3);
  const names = ["Mixture of experts", "Retrieval", "Robotics"];
  return aView(
    names.map((name, i) => aSection(items.slice(i * third, (i + 1) * third), { name, reading: name, more: i * 7 })),
  );
}

export const aQuietDay = aView([], {
  kind: "quiet",
  topics: ["Robotics", "Retrieval", "cat:cs.CL"],
  cause: "Nothing matched your 3 topics among the 31 papers read since Thu 19 Nov.",
});

/** Texts that attack one of the places they go to. */
export const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "<!channel> <!here> <@U123ABC> <#C1|x> <!subteam^S1>",
  "<https://evil.example|arXiv>",
  "{{x}} {{{x}}} {{#each this}} {{constructor}}",
  "=cmd|' /C calc'!A0",
  "one\r\nBcc: everyone@example.org\r\n\r\nbody",
  "\u202Etxet\u202C \u2067isolated \u2066never closed",
  "\u0000\u0007\u001B[31m\u0085 controls",
  "\uD800 lone surrogate",
  "a & b | c > d `e` *f* _g_ ~h~ &lt; &amp;amp;",
  "הכותרת של המאמר (RTL) 12",
  "</title></style>--><!-- ]]>",
  "👩‍👩‍👧‍👦".repeat(60),
  "x".repeat(3_000),
  "<".repeat(3_000),
  "é́".repeat(900),
  "$".repeat(500),
  "{\\bf ".repeat(200),
  "",
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 400 }) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom(...HOSTILE, " ", "\\", "$", "|", ">"), { maxLength: 5 })
      .map((parts) => parts.join("").slice(0, 3_000)),
  },
);
const url = fc.oneof(
  fc.webUrl(),
  text.map((part) => `https://example.org/${part}`),
  fc.constantFrom(
    "javascript:alert(1)",
    "data:text/html,x",
    "https://arxiv.org@evil.example/",
    "//x",
    "https://x.org/a|b>c<d\"e'f g",
  ),
  text,
);
const number = fc.option(fc.integer({ min: 0, max: 100_000 }));
const item: fc.Arbitrary<ItemView> = fc.record({
  paperId: fc.maxSafeNat(),
  title: text,
  withdrawn: fc.boolean(),
  url: fc.option(url),
  authors: fc.array(text, { maxLength: 3 }),
  moreAuthors: fc.integer({ min: 0, max: 573 }),
  organisation: fc.option(text),
  summary: text,
  reason: fc.record({
    words: fc.array(text, { maxLength: 6 }),
    field: fc.option(fc.constantFrom("title" as const, "abstract" as const, "author" as const, "category" as const)),
    marks: fc.array(text, { maxLength: 4 }),
  }),
  upvotes: number,
  comments: number,
  links: fc.array(fc.record({ label: text, url }), { maxLength: 8 }),
  publishedOn: fc.constant(null),
});
const section: fc.Arbitrary<SectionView> = fc.record({
  number: fc.nat(),
  name: text,
  reading: text,
  items: fc.array(item, { maxLength: 30 }),
  more: fc.integer({ min: 0, max: 500 }),
});

export const randomView: fc.Arbitrary<DigestView> = fc
  .record({
    kind: fc.constantFrom("digest" as const, "digest" as const, "digest" as const, "quiet" as const),
    masthead: text,
    sections: fc.array(section, { maxLength: 8 }),
    topics: fc.array(text, { maxLength: 20 }),
    cause: fc.option(text),
    notes: fc.array(text, { maxLength: 4 }),
    operator: fc.option(text),
    postalAddress: fc.option(text),
    links: fc.option(
      fc.record({
        leave: fc.constant("https://papers.example.org/leave/x"),
        digest: fc.option(fc.constant("https://papers.example.org/digest/x"), { nil: null }),
        preferences: fc.constant("https://papers.example.org/preferences/x"),
        topics: fc.array(
          text.map((name) => ({ name, url: "https://papers.example.org/leave-topic/x" })),
          { maxLength: 8 },
        ),
      }),
    ),
  })
  .map(({ sections, ...changes }) => aView(sections, changes));
