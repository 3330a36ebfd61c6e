/** The order of a topic's papers and the reasons given for them. */
import { describe, expect, it } from "vitest";
import { indexPapers } from "../../../src/domain/matching/index-papers.ts";
import { listHits } from "../../../src/domain/matching/match.ts";
import type { Searchable } from "../../../src/domain/paper/paper.ts";
import { type RankCandidate, rankPapers } from "../../../src/domain/ranking/rank.ts";
import { explainHit } from "../../../src/domain/ranking/reason.ts";
import { scoreHits } from "../../../src/domain/ranking/score.ts";
import type { Node } from "../../../src/domain/topic/language.ts";
import { parseTopic } from "../../../src/domain/topic/parse.ts";
import { makePaper } from "../matching/paper-sample.ts";

function parse(query: string): Node {
  const parsed = parseTopic(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.topic.ast;
}

function score(query: string, papers: Searchable[]): number[] {
  const index = indexPapers(papers);
  return [...scoreHits(index, parse(query), listHits(index, parse(query)))];
}

const filler = Array.from({ length: 20 }, (_, id) => makePaper({ id: 100 + id, title: "Filler", abstract: "agents" }));

describe("the text score", () => {
  it("puts a word in the title above the same word in the abstract", () => {
    const [title, abstract] = score("robots", [makePaper({ title: "Robots" }), makePaper({ abstract: "Robots" })]);
    expect(title).toBeGreaterThan(abstract ?? 0);
  });

  it("weighs a rare word more than a common one", () => {
    const papers = [makePaper({ abstract: "zebra" }), makePaper({ abstract: "agents" }), ...filler];
    const [zebra, agents] = score("zebra OR agents", papers);
    expect(zebra).toBeGreaterThan(agents ?? 0);
  });

  it("rises with the words that hit and not with excluded ones", () => {
    const [both, one] = score("cat OR dog -bird", [makePaper({ title: "cat dog" }), makePaper({ title: "cat" })]);
    expect(both).toBeGreaterThan(one ?? 0);
  });

  it("is 0 where the topic asks for no word", () => {
    expect(score("* cat:cs.CL", [makePaper({ categories: ["cs.CL"] })])).toEqual([0]);
  });

  it("still tells title from abstract in a topic that matches over a fifth of the day", () => {
    const papers = Array.from({ length: 100 }, (_, id) => makePaper({ id, abstract: "agents agents" }));
    papers[42] = makePaper({ title: "Agents" });
    const scores = score("agents", papers);
    expect(scores.indexOf(Math.max(...scores))).toBe(42);
  });
});

const candidate = (paperId: number, facts: Partial<RankCandidate>): RankCandidate => ({
  paperId,
  textScore: 0,
  upvotes: null,
  comments: null,
  codeStars: null,
  publishedOn: null,
  ...facts,
});
const order = (candidates: RankCandidate[], signal = true): number[] =>
  rankPapers(candidates, { signal }).map(({ paperId }) => paperId);

describe("the rank", () => {
  it("is by text first: no number of votes lifts a far weaker hit", () => {
    expect(order([candidate(1, { textScore: 1, upvotes: 9999 }), candidate(2, { textScore: 5 })])).toEqual([2, 1]);
  });

  it("lets the signal decide among near-equal scores, unless the reader switched it off", () => {
    const near = [candidate(1, { textScore: 5 }), candidate(2, { textScore: 4.9, upvotes: 80 })];
    expect(order(near)).toEqual([2, 1]);
    expect(order(near, false)).toEqual([1, 2]);
  });

  it("of everything is the community's order", () => {
    expect(order([candidate(1, { upvotes: 3 }), candidate(2, { upvotes: 50 }), candidate(3, { comments: 2 })])).toEqual(
      [2, 1, 3],
    );
  });

  it("breaks ties by recency, then by id, whatever order comes in", () => {
    const tied = [
      candidate(3, {}),
      candidate(2, { publishedOn: "2026-05-01" }),
      candidate(1, {}),
      candidate(4, { publishedOn: "2026-05-02" }),
    ];
    expect(order(tied)).toEqual([4, 2, 1, 3]);
    expect(order([...tied].reverse())).toEqual([4, 2, 1, 3]);
  });
});

describe("the reason", () => {
  const paper = makePaper({
    title: "A Mixture-of-Experts for Müller games",
    abstract: "We use pre-training. Mixtures of experts help, and LLMs too.",
    authors: [{ name: "Ada Stone" }, { name: "Yann LeCun" }],
    organisation: { slug: "deepseek-ai", name: "DeepSeek" },
    categories: ["cs.LG", "cs.CL"],
    upvotes: 12,
  });

  it.each([
    ['"mixture of experts"', ["mixture of experts"], "title", ["Mixture-of-Experts", "Mixtures of experts"]],
    ["pretraining -survey", ["pretraining"], "abstract", ["pre-training"]],
    ["muller OR zebra", ["muller"], "title", ["Müller"]],
    ["ti:LLM OR abs:LLM", ["LLM"], "abstract", ["LLMs"]],
    ["gam* LLM", ["gam*", "LLM"], "title", ["games", "LLMs"]],
    ['"help LLM"~2', ["help LLM"], "abstract", ["help", "LLMs"]],
    ['au:"y. lecun"', ["author Yann LeCun"], "author", []],
    ["org:deepseek", ["organisation DeepSeek"], "organisation", []],
    ["cat:cs.cl", ["category cs.CL"], "category", []],
    ["*", [], null, []],
    ["* source:huggingface", [], null, []],
    ["upvotes:10", ["10 upvotes or more"], null, []],
  ])("of %s", (query, words, field, marks) => {
    expect(explainHit(parse(query), paper)).toEqual({ words, field, marks });
  });
});
