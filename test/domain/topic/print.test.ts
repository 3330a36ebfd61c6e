/** The canonical form of a topic, its reading and its scope. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ParsedTopic } from "../../../src/domain/topic/language.ts";
import { parseTopic } from "../../../src/domain/topic/parse.ts";
import { printCanonical, printReading } from "../../../src/domain/topic/print.ts";
import { printUnscopedReading, scopeToSources } from "../../../src/domain/topic/scope.ts";
import { randomText } from "./random-text.ts";

function parse(query: string): ParsedTopic {
  const parsed = parseTopic(query, { limits: false });
  if (!parsed.ok) throw new Error(`${query}: ${parsed.error.message}`);
  return parsed.topic;
}

describe("the canonical form", () => {
  it("parses to itself, and so does the reading, for any text that parses", () => {
    fc.assert(
      fc.property(randomText, (text) => {
        const parsed = parseTopic(text);
        if (!parsed.ok) return;
        const { canonical, reading } = parsed.topic;
        expect(parse(canonical).canonical).toBe(canonical);
        expect(parse(reading).canonical).toBe(canonical);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ["dog cat", "cat dog"],
    ["cat AND dog", "cat dog"],
    ["cat  | dog", "dog OR cat"],
    ["(cat)", "cat cat"],
    ["pre-training", "pretraining"],
    ['"pre training"', "Pre-Training"],
    ["LLMs", "LLM"],
    ["cat:CS.na", "cat:math.NA"],
    ['au:"LeCun, Yann"', 'author:"yann lecun"'],
    ["upvotes:5", "upvotes:>=5"],
    ["ti:(cat dog)", "title:dog ti:cat"],
    ["cat -(-dog)", "cat dog"],
    ["id:arXiv:2605.12500v2", "id:2605.12500"],
  ])("is one for %s and %s", (a, b) => {
    expect(parse(a).canonical).toBe(parse(b).canonical);
  });

  it.each([
    ["MoE", "moe"],
    ["cat dog", "cat OR dog"],
    ['"cat dog"', '"dog cat"'],
    ["ti:cat", "cat"],
    ["agents", "agent"],
  ])("differs for %s and %s", (a, b) => {
    expect(parse(a).canonical).not.toBe(parse(b).canonical);
  });
});

describe("the reading", () => {
  it.each([
    ["cat dog | bird", "(cat AND dog) OR bird"],
    ["cat -dog", "cat AND NOT dog"],
    ["cat -(dog bird)", "cat AND NOT (dog AND bird)"],
    ["zebra (dog OR bird)", "zebra AND (dog OR bird)"],
    ['ti:"tool use"~3 au:"Y. LeCun"', 'title:"tool use"~3 AND author:"Y. LeCun"'],
  ])("of %s is %s", (text, reading) => {
    expect(parse(text).reading).toBe(reading);
  });
});

describe("a scope", () => {
  it("adds the sources, sorted, and its canonical parses to itself", () => {
    const scoped = scopeToSources(parse("cat OR dog").ast, ["huggingface", "arxiv"]);
    const canonical = printCanonical(scoped);
    expect(canonical).toBe("(cat OR dog) (source:arxiv OR source:huggingface)");
    expect(parse(canonical).canonical).toBe(canonical);
    expect(printUnscopedReading(parse(canonical).ast)).toBe("cat OR dog");
  });

  it("leaves a topic alone that names a source, even to exclude it", () => {
    const { ast } = parse("cat -source:arxiv");
    expect(scopeToSources(ast, ["huggingface"])).toBe(ast);
  });

  it("counts toward no limit", () => {
    const longest = Array.from({ length: 64 }, (_, i) => `w${i}`).join(" ");
    const typed = parseTopic(longest);
    const scoped = printCanonical(scopeToSources(typed.ok ? typed.topic.ast : parse("x").ast, ["a", "b"]));
    expect(parseTopic(scoped).ok).toBe(false);
    expect(parse(scoped).canonical).toBe(scoped);
  });

  it("with one source is one clause", () => {
    const scoped = scopeToSources(parse("* -cat").ast, ["arxiv"]);
    expect(printReading(scoped)).toBe("* AND NOT cat AND source:arxiv");
    expect(printUnscopedReading(scoped)).toBe("* AND NOT cat");
  });
});
