/** The index finds exactly what trying every place finds. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { indexPapers } from "../../../src/domain/matching/index-papers.ts";
import { listHits } from "../../../src/domain/matching/match.ts";
import { parseTopic } from "../../../src/domain/topic/parse.ts";
import { matchesPlainly } from "./brute-force.ts";
import { makePaper } from "./paper-sample.ts";

const VOCABULARY =
  "agent agents pre training pretraining multi agentic LLM LLMs Llm MoE RL clip CLIP model models vision language GPT 4 tool use learning deep";
const word = fc.constantFrom(...VOCABULARY.split(" "));
const category = fc.constantFrom("cs.CL", "cs.LG", "stat.ML", "math.OC");
const person = fc.constantFrom("Ada Stone", "Ada Field", "Bea Stone", "Abe Stone");
const glue = fc.constantFrom(" ", " ", " ", "-", ", ");

const text = fc
  .array(fc.tuple(word, glue), { minLength: 1, maxLength: 9 })
  .map((pieces) => pieces.map(([piece, after]) => piece + after).join(""));

const paper = fc.record({
  title: fc.oneof({ weight: 5, arbitrary: text }, { weight: 1, arbitrary: text.map((t) => t.toUpperCase()) }),
  abstract: fc.option(text, { nil: null }),
  authors: fc.array(
    person.map((name) => ({ name })),
    { maxLength: 2 },
  ),
  categories: fc.uniqueArray(category, { maxLength: 2 }),
  sources: fc.constantFrom("arxiv", "arxiv/cs.CL", "huggingface").map((name) => [name]),
  organisation: fc.constantFrom(null, { slug: null, name: "Deep Lab" }, { slug: null, name: "North Lab" }),
  arxivId: fc.constantFrom(null, "2605.12500"),
  upvotes: fc.option(fc.nat(20), { nil: null }),
});

const compound = fc.array(word, { minLength: 2, maxLength: 3 }).map((words) => words.join("-"));
const phrase = fc
  .array(fc.oneof(word, compound), { minLength: 2, maxLength: 3 })
  .map((words) => `"${words.join(" ")}"`);
const plain = fc.oneof(
  { weight: 5, arbitrary: word },
  { weight: 2, arbitrary: compound },
  { weight: 3, arbitrary: phrase },
  { weight: 2, arbitrary: fc.tuple(phrase, fc.integer({ min: 1, max: 4 })).map(([words, n]) => `${words}~${n}`) },
  { weight: 1, arbitrary: fc.constantFrom("train*", "pretr*", "LLM*", "age*", "vision-lang*", "multi-age*") },
);
const term = fc.oneof(
  { weight: 6, arbitrary: plain },
  { weight: 2, arbitrary: plain.map((t) => `ti:${t}`) },
  { weight: 1, arbitrary: plain.map((t) => `abs:${t}`) },
  { weight: 1, arbitrary: fc.constantFrom("au:Stone", 'au:"A. Stone"', 'au:"Ada Stone"', 'au:"Field, Ada"') },
  { weight: 1, arbitrary: fc.constantFrom("cat:cs.CL", "cat:cs.*", "primary:stat.ML", "primary:cs.*") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("source:arxiv", "org:lab", 'org:"deep lab"', "id:2605.12500", "upvotes:9", "*"),
  },
);
const { topic } = fc.letrec((tie) => ({
  topic: fc.oneof(
    { maxDepth: 4 },
    term,
    fc.tuple(tie("topic"), tie("topic")).map(([a, b]) => `(${a}) (${b})`),
    fc.tuple(tie("topic"), tie("topic")).map(([a, b]) => `(${a}) OR (${b})`),
    fc.tuple(tie("topic"), tie("topic")).map(([a, b]) => `(${a}) -(${b})`),
    fc.tuple(tie("topic"), tie("topic"), tie("topic")).map(([a, b, c]) => `(${a}) (-(${b}) OR (${c}))`),
  ),
}));

it("finds on 200 papers, for 500 random topics, what trying every place finds", () => {
  const papers = fc.sample(paper, { numRuns: 200, seed: 7 }).map((facts, id) => makePaper({ ...facts, id }));
  const index = indexPapers(papers);
  let hits = 0;
  let asked = 0;
  for (const query of fc.sample(topic, { numRuns: 600, seed: 11 }) as string[]) {
    const parsed = parseTopic(query, { limits: false });
    if (!parsed.ok) continue;
    const { ast } = parsed.topic;
    const expected = papers.flatMap((one, position) => (matchesPlainly(one, ast) ? [position] : []));
    expect(listHits(index, ast), query).toEqual(expected);
    const stored = parseTopic(parsed.topic.canonical, { limits: false });
    expect(stored.ok && listHits(index, stored.topic.ast), parsed.topic.canonical).toEqual(expected);
    hits += expected.length;
    asked += 1;
  }
  expect(asked).toBeGreaterThanOrEqual(500);
  expect(hits).toBeGreaterThan(1000);
});
