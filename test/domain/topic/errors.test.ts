/** Every error of the topic language: its code, its column, and a repair that works. */
import { describe, expect, it } from "vitest";
import { renderTopicError, repairTopic } from "../../../src/domain/topic/errors.ts";
import type { TopicErrorCode } from "../../../src/domain/topic/language.ts";
import { parseTopic } from "../../../src/domain/topic/parse.ts";

const deep = `${"(".repeat(9)}cat${")".repeat(9)}`;
const many = Array.from({ length: 65 }, (_, i) => `w${i}`).join(" ");

const ROWS: [query: string, code: TopicErrorCode, column: number, repaired: string | null][] = [
  ["", "empty", 1, null],
  ["   ", "empty", 1, null],
  ['agents "mixture of experts', "unclosed-quote", 8, 'agents "mixture of experts"'],
  ['😀😀 "mixture of', "no-word", 1, null],
  ['cat 日本 "tool use', "unclosed-quote", 8, 'cat 日本 "tool use"'],
  ['cat ""', "empty-quote", 5, "cat "],
  ["cat)", "unopened-parenthesis", 4, "cat"],
  [") cat", "unopened-parenthesis", 1, " cat"],
  ["dog (cat", "unclosed-parenthesis", 5, "dog (cat)"],
  ["dog ()", "empty-parentheses", 5, "dog "],
  ["cat OR", "missing-side", 5, "cat "],
  ["OR cat", "missing-side", 1, " cat"],
  ["cat OR OR dog", "missing-side", 5, "cat  OR dog"],
  ["cat |", "missing-side", 5, "cat "],
  ["cat AND", "missing-side", 5, "cat "],
  ["(cat OR) dog", "missing-side", 6, "(cat ) dog"],
  ["cat NOT", "missing-term", 5, "cat "],
  ["cat -", "missing-term", 5, "cat "],
  ["cat - dog", "stray-minus", 5, "cat -dog"],
  ["cat --dog", "double-exclusion", 5, "cat -dog"],
  ["cat NOT NOT dog", "double-exclusion", 5, null],
  ["-survey", "only-exclusions", 1, "* -survey"],
  ["NOT survey", "only-exclusions", 1, "* NOT survey"],
  ["-ti:survey -cat:cs.CL", "only-exclusions", 1, "* -ti:survey -cat:cs.CL"],
  ["cat OR -dog", "only-exclusions", 8, null],
  ["foo:bar", "unknown-field", 1, '"foo:bar"'],
  ["cat BERT: dog", "unknown-field", 5, 'cat "BERT" dog'],
  ["titel:cat", "unknown-field", 1, "title:cat"],
  ["abstract:cat", "unknown-field", 1, "abs:cat"],
  ["arxiv:2605.12500", "unknown-field", 1, "id:2605.12500"],
  ["https://arxiv.org/abs/2605.12500", "unknown-field", 1, "id:2605.12500"],
  ["ti:(cat abs:dog)", "nested-field", 9, "ti:(cat dog)"],
  ["ti:", "missing-value", 1, null],
  ["cat ti: OR dog", "missing-value", 5, null],
  ["ti:-cat dog", "stray-minus", 1, "-ti:cat dog"],
  ["cat:CL", "unknown-category", 5, "cat:cs.CL"],
  ["dog cat:csCL", "unknown-category", 9, "dog cat:cs.CL"],
  ["cat:cs", "unknown-category", 5, "cat:cs.*"],
  ["cat:cs.XL", "unknown-category", 5, null],
  ["cat:nlp", "unknown-category", 5, "cat:cs.CL"],
  ["primary:zzzzzz", "unknown-category", 9, null],
  ["upvotes:many", "bad-number", 9, null],
  ["upvotes:>5", "bad-number", 9, "upvotes:>=6"],
  ["cat & dog", "no-word", 5, "cat AND dog"],
  ["au:?", "no-word", 4, null],
  ["the", "common-word", 1, null],
  ["cat OR the", "common-word", 8, null],
  ["the of", "common-word", 1, null],
  ["ti:the", "common-word", 4, null],
  ["ab*", "short-wildcard", 1, null],
  ["cat au:l*", "short-wildcard", 8, null],
  ["cat*dog", "misplaced-wildcard", 1, "cat*"],
  ["id:26*", "misplaced-wildcard", 4, null],
  ["cat/dog*", "misplaced-wildcard", 1, null],
  ['"cat dog"~0', "bad-distance", 10, '"cat dog"~1'],
  ['"cat dog"~21', "bad-distance", 10, '"cat dog"~20'],
  ['"cat dog"~', "bad-distance", 10, '"cat dog"~1'],
  ['"cat"~3', "bad-distance", 1, '"cat"'],
  ['au:"cat dog"~3', "misplaced-distance", 13, 'au:"cat dog"'],
  ["cat~3", "misplaced-distance", 1, "cat"],
  ['"cat dog" ~3', "misplaced-distance", 11, '"cat dog" '],
  ["dog x:y:z", "unknown-field", 5, 'dog "x:y:z"'],
  ["x".repeat(1001), "too-long", 1001, null],
  [many, "too-many-terms", many.indexOf("w64") + 1, null],
  [deep, "too-deep", 9, null],
];

describe("an error", () => {
  it.each(ROWS)("%s", (query, code, column, repaired) => {
    const parsed = parseTopic(query);
    if (parsed.ok) throw new Error(`read as ${parsed.topic.reading}`);
    const { error } = parsed;
    expect([error.code, error.column]).toEqual([code, column]);
    expect(error.message.startsWith(`column ${column}: `)).toBe(true);
    expect(error.length).toBeGreaterThan(0);
    if (repaired !== null) {
      expect(repairTopic(query, error)).toBe(repaired);
    }
  });

  it.each(ROWS.filter((row) => row[3] !== null && row[0] !== "cat OR OR dog"))(
    "is mended by its repair: %s",
    (_query, _code, _column, repaired) => {
      expect(parseTopic(repaired ?? "").ok).toBe(true);
    },
  );

  it("is shown under the query with a line of carets and the repaired query", () => {
    const query = 'agents "mixture of experts';
    const parsed = parseTopic(query);
    if (parsed.ok) throw new Error("parsed");
    expect(renderTopicError(query, parsed.error).split("\n")).toEqual([
      'agents "mixture of experts',
      "       ^^^^^^^^^^^^^^^^^^^",
      'column 8: this quote is never closed. Close it: "mixture of experts"',
      'Try: agents "mixture of experts"',
    ]);
  });
});

describe("a warning", () => {
  it.each([
    ["cat or dog", "small-operator", 5],
    ["au:Yann LeCun", "unquoted-name", 9],
    ['cat "A* search"', "star-in-quotes", 5],
  ])("%s", (query, code, column) => {
    const parsed = parseTopic(query);
    if (!parsed.ok) throw new Error(parsed.error.message);
    expect(parsed.topic.warnings.map((warning) => [warning.code, warning.column])).toEqual([[code, column]]);
  });

  it("is not given for quoted or plain words", () => {
    const parsed = parseTopic('"cat or dog" bird');
    expect(parsed.ok && parsed.topic.warnings).toEqual([]);
  });
});
