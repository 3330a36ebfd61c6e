/** What a reply promises in Slack: within the limits, nothing pings, no link breaks, whatever text it quotes. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { code, mrkdwn, quote } from "../../src/render/mrkdwn.ts";
import { findSlackProblems } from "../../src/render/slack-limits.ts";
import { lines, type ReplyPart, renderReply, showDue, small } from "../../src/render/slack-replies.ts";
import { anItem, HOSTILE } from "./views.ts";

const all = (title: string): ReplyPart[] => [
  { kind: "header", text: title },
  lines(mrkdwn`*${title}* and ${code(title)} and ${quote(title, 3_000)}`, null, mrkdwn`${title}`),
  small(mrkdwn`${title}`),
  {
    kind: "paper",
    item: anItem({ title, summary: title, authors: [title], organisation: title, url: title }),
    buttons: [{ action: "save", label: title, value: "1" }],
  },
  { kind: "code", text: title },
];

describe("a reply", () => {
  test.each(HOSTILE)("pings nobody and breaks no link: %j", (title) => {
    expect(findSlackProblems(renderReply(mrkdwn`${title} `, all(title)))).toEqual([]);
  });

  test("keeps every limit for any text, any number of parts", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 4_000 }),
      fc.constantFrom(...HOSTILE, "<".repeat(5_000), "&".repeat(5_000), "`*_~".repeat(900), "👩‍👩‍👧".repeat(400)),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 30 }), (texts) => {
        const buttons = texts.map((label, i) => ({ action: `a${i}`, label, value: label }));
        const reply = renderReply(mrkdwn`Said: ${texts[0] as string}`, texts.flatMap(all), buttons);
        expect(findSlackProblems(reply)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("cannot be made bold, struck or code by what it quotes, and words keep their underscores", () => {
    expect(mrkdwn`*${"a *b* `c` ~d~ _e_ f_g"}*`.text).toBe("*a \u2217b\u2217 'c' \u223Cd\u223C \uFF3Fe\uFF3F f_g*");
  });

  test("counts what did not fit", () => {
    const reply = renderReply(
      mrkdwn`Papers`,
      Array.from({ length: 60 }, () => ({ kind: "paper", item: anItem(), buttons: [] }) as const),
    );
    expect(JSON.stringify(reply.blocks.at(-1))).toMatch(/\d+ parts of this did not fit in one message/);
    expect(findSlackProblems(reply)).toEqual([]);
  });

  test("leaves a button out whose value is too long, as half a value does something else", () => {
    const reply = renderReply(
      mrkdwn`x`,
      [lines(mrkdwn`x`)],
      [{ action: "more", label: "More", value: "x".repeat(2_001) }],
    );
    expect(reply.blocks).toHaveLength(1);
  });

  test("shows a due time on the reader's clock, by the date that its digest bears", () => {
    expect(showDue("2026-05-15", "08:00", "America/New_York").text).toBe("Fri 15 May at 8:00 (America/New York)");
  });

  test("the check of limits finds what Slack refuses", () => {
    const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
    expect(findSlackProblems({ text: "x", blocks: [section("<!channel>")] })).toEqual(["live markup: <!channel>"]);
    expect(findSlackProblems({ text: "", blocks: [] })).toHaveLength(2);
    expect(findSlackProblems({ text: "x", blocks: Array(51).fill(section("x")) })).toEqual(["51 blocks"]);
    expect(findSlackProblems({ text: "x", blocks: [section("x".repeat(3_001))] })).toEqual([
      "section: 3001 characters",
    ]);
  });
});
