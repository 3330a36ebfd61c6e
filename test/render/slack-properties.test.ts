/** For any digest: within Slack's limits by a checker of its own, each paper in one part, links whole, and no text is markup. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DigestView, ItemView } from "../../src/domain/digest/view.ts";
import { renderSlack, type SlackPart } from "../../src/render/slack.ts";
import { renderSlackPlain } from "../../src/render/slack-plain.ts";
import { readMrkdwn } from "../support/mrkdwn.ts";
import { findMessageFault, mrkdwnOf } from "../support/slack-blocks.ts";
import { fuzzedDigest } from "./fuzzed-digests.ts";
import { anItem, aSection, aView, randomView } from "./views.ts";

const RUNS = process.env.PAPERBOY_TEST_LONG === "1" ? 10_000 : 150;

/** What would style, ping or break out, in all the ways that texts of strangers come. */
const HOSTILE = [
  "<!channel> <!here|x> <!everyone> <!date^1392734382^{date}|now>",
  "<@U123ABC> <@U1|ada> <#C1|general> <!subteam^S1>",
  "<https://evil.example|arXiv> <mailto:a@b.example|x> <javascript:alert(1)|x>",
  "*bold* _italic_ ~strike~ `code` :tada:",
  "* ends bold, _ ends italics, ~ and ` too",
  "```",
  "a ``` b",
  "x*|*<>*",
  "&lt;!channel&gt; &amp;lt;@U1&amp;gt;",
  "> quoted",
  "|>https://evil.example<|",
  "*\u0000bold\u0000* _\u0000x\u200B_",
  "﹤!channel﹥ ＜@U1＞",
  "#channel @here @channel",
];
const text = fc
  .array(
    fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: fc.constantFrom(..."<>|&*_~`!@#: a\n"), maxLength: 40 })),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((parts) => parts.join(" "));
const item: fc.Arbitrary<ItemView> = fc
  .record({
    title: text,
    authors: fc.array(text, { maxLength: 3 }),
    organisation: fc.option(text),
    summary: text,
    reason: fc.record({
      words: fc.array(text, { maxLength: 5 }),
      field: fc.constantFrom("title" as const, null),
      marks: fc.array(text, { maxLength: 2 }),
    }),
    links: fc.array(fc.record({ label: text, url: fc.oneof(fc.webUrl(), text) }), { maxLength: 4 }),
    url: fc.option(fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), text)),
  })
  .map(anItem);
const hostileView: fc.Arbitrary<DigestView> = fc
  .record({
    sections: fc.array(fc.tuple(text, text, fc.array(item, { maxLength: 5 }), fc.nat(9)), {
      minLength: 1,
      maxLength: 4,
    }),
    masthead: text,
    notes: fc.array(text, { maxLength: 3 }),
    operator: fc.option(text),
    cause: fc.option(text),
    kind: fc.constantFrom("digest" as const, "digest" as const, "quiet" as const),
  })
  .map(({ sections, ...others }) =>
    aView(
      sections.map(([name, reading, items, more], i) => aSection(items, { name, reading, more, number: i + 1 })),
      { ...others, topics: sections.map(([name]) => name) },
    ),
  );
/** Papers whose titles and addresses tell them apart, some to hundreds of them. */
const numbered: fc.Arbitrary<DigestView> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 600 }), fc.nat(99)), {
    minLength: 1,
    maxLength: 8,
  })
  .map((sections) => {
    let made = 0;
    const items = (count: number, length: number) =>
      Array.from({ length: count }, () => {
        const id = ++made;
        const url = `https://arxiv.org/abs/2605.${String(id).padStart(5, "0")}?a=b&c=${"x".repeat(length / 3)}`;
        return anItem({
          paperId: id,
          title: `Paper ${id} ${"of words ".repeat(length / 20)}`,
          url,
          summary: "s ".repeat(length),
        });
      });
    return aView(sections.map(([count, length, more], i) => aSection(items(count, length), { number: i + 1, more })));
  });

const both = (view: DigestView): SlackPart[] => [...renderSlack(view), ...renderSlack(view, { buttons: true })];

function checkParts(parts: { text: string; blocks: object[] }[]): void {
  for (const part of parts) expect(findMessageFault(part)).toBeNull();
}

/** Only our own links are live; nothing is styled but titles, which are bold and whole, and the words that hit, as code. */
function checkMarkup(part: SlackPart): void {
  for (const source of mrkdwnOf(part)) {
    const { live, links, styled } = readMrkdwn(source);
    expect({ source, live }).toEqual({ source, live: [] });
    for (const { url, label } of links) {
      expect(URL.canParse(url)).toBe(true);
      expect(label.trim()).not.toBe("");
    }
    const bold = source.startsWith("*") ? 1 : 0;
    const because = source.startsWith("because `") ? Number.POSITIVE_INFINITY : 0;
    const kinds = styled.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== "bold" && kind !== "code")).toEqual([]);
    expect(kinds.filter((kind) => kind === "bold").length, source).toBe(bold);
    expect(kinds.filter((kind) => kind === "code").length, source).toBeLessThanOrEqual(because);
    const bare = source.replace(/<https?:[^|>]*/g, "").replace(/`[^`\n]+`/g, ""); // nothing in them is styled
    expect((bare.match(/\*/g) ?? []).length, source).toBe(bold * 2);
    expect(bare, source).not.toContain("`");
  }
}

const check = (views: fc.Arbitrary<DigestView>, holds: (view: DigestView) => void, share = 1) =>
  fc.assert(fc.property(views, holds), { numRuns: Math.ceil(RUNS * share) });

describe("any digest in Slack", { timeout: 30 * 60_000 }, () => {
  test("keeps every limit, by a checker that knows nothing of the renderer", () => {
    check(fc.oneof(randomView, fuzzedDigest, hostileView), (view) => checkParts(both(view)));
  });

  test("shows each of its papers in exactly one part of the thread, with its whole address", () => {
    const run = (view: DigestView) => {
      const [first, ...thread] = renderSlack(view, { buttons: true });
      checkParts([first as SlackPart, ...thread]);
      const links = thread.map((part) =>
        mrkdwnOf(part).flatMap((each) => readMrkdwn(each).links.map(({ url }) => url)),
      );
      for (const { url } of view.sections.flatMap(({ items }) => items))
        expect(links.filter((each) => each.includes(new URL(url as string).href)).length, url as string).toBe(1);
    };
    check(numbered, run, 0.2);
  });

  test("cannot be made to ping, link or style by any text", () => {
    check(hostileView, (view) => both(view).forEach(checkMarkup));
    check(fuzzedDigest, (view) => both(view).forEach(checkMarkup));
  });

  test("says the same as text alone, within the limits, where its blocks are refused", () => {
    check(fc.oneof(hostileView, randomView), (view) => {
      for (const part of renderSlack(view)) {
        const plain = renderSlackPlain(part);
        const { live, links, styled } = readMrkdwn(plain);
        expect([plain.trim() === "", plain.length <= 9_000, live]).toEqual([false, true, []]);
        expect(styled).toEqual([]);
        const titles = mrkdwnOf(part)
          .slice(1)
          .flatMap((each) => (each.startsWith("*<") ? readMrkdwn(each).links[0]?.url : []));
        expect(new Set(links.map(({ url }) => url))).toEqual(new Set(titles));
      }
    });
  });
});
