/** Random papers and topics of few words, so that terms, phrases and exclusions meet often. */
import fc from "fast-check";
import type { Searchable } from "../../../src/domain/paper/paper.ts";
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

/** The same for the same seed. */
export function samplePapers(count: number, seed: number): Searchable[] {
  return fc.sample(paper, { numRuns: count, seed }).map((facts, id) => makePaper({ ...facts, id }));
}

/** Queries as one may type them; some are refused. */
export function sampleTopics(count: number, seed: number): string[] {
  return fc.sample(topic, { numRuns: count, seed }) as string[];
}
