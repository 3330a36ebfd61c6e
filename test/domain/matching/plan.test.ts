/** A stored topic's plan, made from its text, is the plan of its tree; and the finder scores as the score says. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indexPapers, type PaperIndex } from "../../../src/domain/matching/index-papers.ts";
import { listHits } from "../../../src/domain/matching/match.ts";
import { planCanonical, planTopic } from "../../../src/domain/matching/plan.ts";
import type { Step } from "../../../src/domain/matching/steps.ts";
import { createFinder } from "../../../src/domain/ranking/best.ts";
import { scoreHits } from "../../../src/domain/ranking/score.ts";
import type { Leaf, Node } from "../../../src/domain/topic/language.ts";
import { listLeaves } from "../../../src/domain/topic/normal.ts";
import { parseTopic } from "../../../src/domain/topic/parse.ts";
import { printCanonical } from "../../../src/domain/topic/print.ts";
import { readTerm } from "../../../src/domain/topic/read-term.ts";
import { randomText } from "../topic/random-text.ts";
import { makePaper } from "./paper-sample.ts";
import { samplePapers, sampleTopics } from "./random-topics.ts";

function parse(query: string): { ast: Node; canonical: string } | null {
  const parsed = parseTopic(query, { limits: false });
  return parsed.ok ? parsed.topic : null;
}

/** Without the author's name as it was typed, which the canonical form does not keep. */
const bare = (leaf: Leaf) => (leaf.kind === "author" ? { ...leaf, written: "" } : leaf);

function shapeOf(step: Step): unknown {
  if (step.kind === "term") return bare(step.leaf);
  return step.kind === "not" ? { not: shapeOf(step.part) } : { [step.kind]: step.parts.map(shapeOf) };
}

/** An index in which every term of the topics stands, so that none is taken for absent. */
function indexOf(canonical: string): PaperIndex {
  return indexPapers([makePaper({ title: canonical }), makePaper({ abstract: canonical })]);
}

function expectSamePlan(canonical: string): void {
  const tree = parse(canonical);
  if (tree === null) throw new Error(`${canonical} does not parse`);
  const index = indexOf(canonical);
  const fromText = planCanonical(index, canonical);
  const fromTree = planTopic(indexOf(canonical), tree.ast);
  expect(shapeOf(fromText.step), canonical).toEqual(shapeOf(fromTree.step));
  expect(fromText.scored.map(({ leaf }) => bare(leaf))).toEqual(fromTree.scored.map(({ leaf }) => bare(leaf)));
}

describe("a plan", () => {
  it("from the canonical text is the plan from the tree, for any text that parses", () => {
    fc.assert(
      fc.property(randomText, (text) => {
        const topic = parse(text);
        if (topic === null) return;
        for (const { leaf } of listLeaves(topic.ast)) expect(bare(readTerm(printCanonical(leaf)))).toEqual(bare(leaf));
        expectSamePlan(topic.canonical);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is the same for topics of groups within groups", () => {
    for (const query of sampleTopics(300, 5)) {
      const topic = parse(query);
      if (topic !== null) expectSamePlan(topic.canonical);
    }
  });

  it("of a common word is made, though the word alone may not be typed", () => {
    expect(listHits(indexPapers([makePaper({ title: "The cat" })]), (parse("the cat") as { ast: Node }).ast)).toEqual([
      0,
    ]);
    expectSamePlan("cat the");
    const index = indexPapers([makePaper({ title: "The cat" })]);
    expect(createFinder(index)(planCanonical(index, "cat the")).count).toBe(1);
  });

  it.each(["cat (dog", "cat)", '"cat', "cat OR", ""])("is refused for %s, which no topic prints", (text) => {
    expect(() => planCanonical(indexPapers([]), text)).toThrow();
  });
});

describe("the finder", () => {
  it("keeps the 50 best scores, the first of equals, and all papers", () => {
    const papers = samplePapers(400, 3);
    const index = indexPapers(papers);
    const find = createFinder(index);
    let cut = 0;
    for (const query of sampleTopics(300, 9)) {
      const topic = parse(query);
      if (topic === null) continue;
      const hits = listHits(index, topic.ast);
      const { canonical } = topic;
      const scores = scoreHits(index, (parse(canonical) as { ast: Node }).ast, hits);
      const best = new Set(
        [...hits.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b).slice(0, 50),
      );
      const found = find(planCanonical(index, canonical));
      expect([...found.positions.subarray(0, found.count)], canonical).toEqual(hits);
      const kept = [...found.scores.subarray(0, found.count)].map((score) => (Number.isNaN(score) ? null : score));
      expect(kept, canonical).toEqual(hits.map((_, i) => (best.has(i) ? scores[i] : null)));
      if (hits.length > 50) cut += 1;
    }
    expect(cut).toBeGreaterThan(50);
  });

  it("gives the same after any number of other topics", () => {
    const papers = samplePapers(100, 4);
    const index = indexPapers(papers);
    const find = createFinder(index);
    const ask = (canonical: string) => {
      const { count, positions, scores } = find(planCanonical(index, canonical));
      return [[...positions.subarray(0, count)], [...scores.subarray(0, count)]];
    };
    const first = ask('"deep learning" OR agent -vision');
    for (let i = 0; i < 100_000; i += 1) find(planCanonical(index, `w${i} OR agent`));
    expect(ask('"deep learning" OR agent -vision')).toEqual(first);
  });
});
