/** Likeness read from an index is that of the papers' own vectors, whoever says how rare words are. */
import { describe, expect, it } from "vitest";
import { indexPapers } from "../../../src/domain/matching/index-papers.ts";
import { listIndexTerms, measureLikeness, useCorpus } from "../../../src/domain/matching/likeness.ts";
import { listHits } from "../../../src/domain/matching/match.ts";
import { planTopic } from "../../../src/domain/matching/plan.ts";
import { createFinder } from "../../../src/domain/ranking/best.ts";
import { scoreHits } from "../../../src/domain/ranking/score.ts";
import { createJudge } from "../../../src/domain/ranking/strength.ts";
import { countTerms } from "../../../src/domain/similarity/terms.ts";
import { type Corpus, cosine, makeCentroid, weighTerms } from "../../../src/domain/similarity/vector.ts";
import { parseTopic } from "../../../src/domain/topic/parse.ts";
import { makePaper } from "./paper-sample.ts";
import { samplePapers } from "./random-topics.ts";

const papers = samplePapers(80, 3);
const counts = papers.map(countTerms);
const holders = Map.groupBy(
  counts.flatMap(({ terms }) => terms),
  (term) => term,
);
const own: Corpus = { papers: papers.length, holds: (term) => holders.get(term)?.length ?? 0 };
const stored: Corpus = { papers: 5_000, holds: (term) => (holders.get(term)?.length ?? 0) * (term.length + 1) };

describe("likeness", () => {
  it.each([
    ["the papers themselves", own, false],
    ["all that is stored", stored, true],
  ])("is the cosine of the vectors, when %s say how rare a word is", (_, corpus, given) => {
    const index = indexPapers(papers);
    if (given) useCorpus(index, corpus);
    const vectors = counts.map((each) => weighTerms(each, corpus));
    const centroid = makeCentroid(vectors.slice(0, 3), []);
    const likeness = measureLikeness(index, centroid);
    for (const [i, vector] of vectors.entries()) expect(likeness[i]).toBeCloseTo(cosine(centroid, vector), 10);
  });

  it("of a library finds the papers that are like enough, ranks them by it, and goes with other terms", () => {
    const texts = ["Protein folding models", "Folding a protein", "Protein design by folding", "Robots walk", "Robots"];
    const index = indexPapers(texts.map((title, id) => makePaper({ id, title })));
    const centroid = makeCentroid([weighTerms(countTerms({ title: "Folding a protein", abstract: null }), own)], []);
    index.libraries.set("k1", { key: "k1", least: 0.2, centroid });
    const ask = (query: string) => {
      const parsed = parseTopic(query);
      if (!parsed.ok) throw new Error(parsed.error.message);
      return parsed.topic.ast;
    };
    expect(listHits(index, ask("like:k1"))).toEqual([0, 1, 2]);
    expect(listHits(index, ask("like:k1 -design"))).toEqual([0, 1]);
    expect(listHits(index, ask("like:k1 OR robots"))).toEqual([0, 1, 2, 3, 4]);
    expect(listHits(index, ask("like:unknown"))).toEqual([]);
    const scores = scoreHits(index, ask("like:k1"), [0, 1, 2]);
    expect(scores[1]).toBeGreaterThan(Math.max(scores[0] as number, scores[2] as number));
    const plan = planTopic(index, ask("like:k1 OR robots"));
    const { count, scores: found } = createFinder(index)(plan);
    expect([count, [...found.subarray(0, 5)].every((score) => score > 0)]).toEqual([5, true]);
    expect(createJudge(index, plan)(1).strength).toBeGreaterThan(0.8);
  });

  it("knows an index' terms as they are stored", () => {
    const index = indexPapers(papers);
    expect(new Set(listIndexTerms(index))).toEqual(new Set(holders.keys()));
  });
});
