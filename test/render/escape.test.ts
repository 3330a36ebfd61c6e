/** What each kind of escaping lets through. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  escapeMrkdwn,
  escapeMrkdwnWithin,
  headerText,
  mrkdwnLink,
  plainText,
  safeUrl,
} from "../../src/render/escape.ts";
import { HOSTILE } from "./views.ts";

describe("safeUrl", () => {
  test.each([
    ["https://arxiv.org/abs/2602.05393v1", "https://arxiv.org/abs/2602.05393v1"],
    ["http://example.org/a b?q=\"x\"&y='z'", "http://example.org/a%20b?q=%22x%22&y=%27z%27"],
    ["https://example.org/a|b>c<d`e", "https://example.org/a%7Cb%3Ec%3Cd%60e"],
    ["https://arxiv.org@evil.example/x", "https://evil.example/x"],
    ["https://user:secret@example.org/", "https://example.org/"],
    ["javascript:alert(1)", null],
    ["JaVaScRiPt:alert(1)", null],
    ["data:text/html,<script>", null],
    ["mailto:a@example.org", null],
    ["//example.org/x", null],
    ["https://", null],
    ["", null],
    [`https://example.org/${"x".repeat(2_000)}`, null],
  ])("%s -> %s", (url, safe) => {
    expect(safeUrl(url)).toBe(safe);
  });

  test("gives only addresses that end nowhere early", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (part) => {
        expect(safeUrl(`https://example.org/${part}`) ?? "https://x").toMatch(/^https:\/\/[^\s<>|"'`]+$/);
      }),
    );
  });
});

describe("mrkdwn", () => {
  test("escapes & < > and nothing else", () => {
    expect(escapeMrkdwn("a & b <!channel> | *c*")).toBe("a &amp; b &lt;!channel&gt; | *c*");
  });

  test("cut text ends on a whole character and a whole entity", () => {
    expect(escapeMrkdwnWithin("<".repeat(100), 50)).toMatch(/^(?:&lt;){10,12}…$/);
    expect(escapeMrkdwnWithin("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 25)).toBe("👩‍👩‍👧‍👦👩‍👩‍👧‍👦…");
  });

  test("a link's label cannot end it", () => {
    expect(mrkdwnLink("https://x.org/a|b", "P(A|B) > 1", 100)).toBe("<https://x.org/a%7Cb|P(A∣B) &gt; 1>");
    expect(mrkdwnLink("javascript:alert(1)", "A <b>", 100)).toBe("A &lt;b&gt;");
  });
});

describe("plain and header text", () => {
  test.each(HOSTILE)("is one line without controls or overrides: %j", (text) => {
    for (const line of [plainText(text), headerText(text)]) {
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
      expect(line.isWellFormed()).toBe(true);
    }
  });

  test("a header has no invisible marks, and is cut", () => {
    expect(headerText("a\u200Bb\u200Fc\u00AD\r\nBcc: d")).toBe("abc Bcc: d");
    expect(headerText("x".repeat(100), 10)).toBe(`${"x".repeat(9)}…`);
  });
});
