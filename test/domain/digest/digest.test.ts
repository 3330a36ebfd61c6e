/** How a digest is put together, why a day is quiet, and what stands for an abstract. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { composeSections } from "../../../src/domain/digest/compose.ts";
import { explainQuietDay, isNoteDue, type QuietFacts } from "../../../src/domain/digest/quiet.ts";
import { summarise } from "../../../src/domain/digest/summary.ts";

describe("sections", () => {
  test("show a paper once, in the first section that has room for it, and let the next take its place", () => {
    const composed = composeSections([
      { subscriptionId: 1, cap: 2, paperIds: [10, 11, 12] },
      { subscriptionId: 2, cap: 2, paperIds: [11, 12, 13] },
    ]);
    expect(composed.map((section) => section.paperIds)).toEqual([
      [10, 11],
      [12, 13],
    ]);
    expect(composed.map((section) => section.linked)).toEqual([[], []]);
  });

  test("never show a paper twice, keep to their caps, and show or link everything", () => {
    const section = fc.record({
      subscriptionId: fc.nat(),
      cap: fc.integer({ min: 1, max: 5 }),
      paperIds: fc.uniqueArray(fc.nat({ max: 20 }), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(fc.array(section, { maxLength: 5 }), (sections) => {
        const composed = composeSections(sections);
        const shown = composed.flatMap((each) => each.paperIds);
        expect(new Set(shown).size).toBe(shown.length);
        composed.forEach((each, i) => {
          expect(each.paperIds.length).toBeLessThanOrEqual(sections[i]?.cap ?? 0);
          expect(each.linked.every((id) => !shown.includes(id))).toBe(true);
        });
        const all = new Set(sections.flatMap((each) => each.paperIds));
        expect(new Set([...shown, ...composed.flatMap((each) => each.linked)])).toEqual(all);
      }),
    );
  });
});

describe("a quiet day", () => {
  const facts: QuietFacts = {
    on: "2026-05-14",
    lastOn: "2026-05-13",
    topics: 3,
    papersRead: 31,
    alreadyShown: 0,
    weak: 0,
    hidden: 0,
    sources: ["huggingface"],
  };
  test.each<[string, Partial<QuietFacts>, RegExp, boolean]>([
    ["nothing matched", {}, /^Nothing matched your 3 topics among the 31 papers read since Wed 13 May\.$/, false],
    ["all had come before", { alreadyShown: 2 }, /already come in an earlier digest/, false],
    ["nothing was read", { papersRead: 0 }, /No new papers have been read since Wed 13 May/, false],
    [
      "Sunday covers Saturday",
      { on: "2026-05-17", lastOn: "2026-05-16", papersRead: 0 },
      /Saturdays and Sundays/,
      true,
    ],
    ["Monday covers Sunday", { on: "2026-05-18", lastOn: "2026-05-17", papersRead: 0 }, /Saturdays and Sundays/, true],
    ["Saturday covers Friday", { on: "2026-05-16", lastOn: "2026-05-15", papersRead: 0 }, /No new papers/, false],
    [
      "other sources know no weekend",
      { on: "2026-05-17", lastOn: "2026-05-16", papersRead: 0, sources: ["page"] },
      /No new/,
      false,
    ],
  ])("has its cause when %s", (_, change, cause, holiday) => {
    const day = explainQuietDay({ ...facts, ...change });
    expect(day.cause).toMatch(cause);
    expect(day.holiday).toBe(holiday);
  });

  test("brings a note on the first of a stretch and every seventh, never or always as the reader chose", () => {
    const noted = (choice: "some" | "never" | "always") =>
      Array.from({ length: 14 }, (_, i) => i + 1).filter((nth) => isNoteDue(choice, false, nth));
    expect(noted("some")).toEqual([1, 7, 14]);
    expect(noted("never")).toEqual([]);
    expect(noted("always")).toHaveLength(14);
    expect(isNoteDue("some", true, 1)).toBe(false);
  });
});

describe("a summary", () => {
  const abstract = [
    "Much has been written about language. It has a long history, which we tell at length and with care for detail.",
    "We study a mixture of experts for translation. Nothing is said here that matters to anybody, at any rate not to us.",
    "Routing in a mixture of experts is cheap. The end is near.",
  ].join(" ");

  test("of an abstract is the sentences that hold what matched, with a gap where some are left out", () => {
    expect(summarise(null, `${abstract} ${"Filler. ".repeat(20)}`, ["mixture of\nexperts"])).toBe(
      "We study a mixture of experts for translation. … Routing in a mixture of experts is cheap.",
    );
  });

  test("begins where the abstract begins, if that holds it, if nothing does, or if a source says its own sentence", () => {
    const long = `${abstract} ${"Filler. ".repeat(20)}`;
    const beginning = abstract.slice(0, abstract.indexOf(" Nothing"));
    for (const marks of [["language", "experts"], ["zebra"], []])
      expect(summarise(null, long, marks).startsWith(beginning)).toBe(true);
    expect(summarise("Its own.", long, ["experts"])).toBe("Its own.");
  });

  test("cuts a sentence that is too long by itself", () => {
    const found = summarise(null, `First one. L${"long ".repeat(100)}zebra.`, ["zebra"]);
    expect(found).toMatch(/^Llong long .*…$/);
    expect(found.length).toBeLessThanOrEqual(320);
  });

  test("is the source's own sentence, else the abstract's beginning, cut where a sentence ends", () => {
    expect(summarise("One sentence.", "An abstract.")).toBe("One sentence.");
    expect(summarise(null, null)).toBe("");
    const abstract = `${"This sentence has exactly some words in it. ".repeat(20)}`;
    const cut = summarise(null, abstract);
    expect(cut.length).toBeLessThanOrEqual(320);
    expect(cut).toMatch(/it\.$/);
    expect(summarise(null, "word ".repeat(200))).toMatch(/word…$/);
    expect(summarise(null, "x".repeat(1_000))).toHaveLength(320);
  });
});
