/** A topic tried on 30 days: the counts, what its terms do, and what is suggested instead. */
import { describe, expect, it } from "vitest";
import { type BacktestOrder, backtest } from "../../../src/domain/backtest/backtest.ts";
import { type Month, makeMonth, type RecentPaper } from "../../../src/domain/backtest/month.ts";
import { parseTopic } from "../../../src/domain/topic/parse.ts";
import { makePaper } from "../matching/paper-sample.ts";

const TODAY = "2026-05-29";

/** Title, abstract, and how many such papers; the n-th of all is listed n % 10 days before today. */
const KINDS: [title: string, abstract: string, papers: number][] = [
  ["Sparse routing", "A mixture of experts (MoE) with few active ones.", 3],
  ["Routing of MoE layers", "Scaling them.", 4],
  ["Experts mixed", "Mixture-of-experts without its short name.", 2],
  ["Reinforcement learning of tools", "An agent learns to use tools.", 6],
  ["Multi-agent planning", "Agents plan together.", 9],
  ["LLM agents", "An agent for the web.", 8],
  ["Video generation by diffusion", "A transformer denoises frames.", 5],
  ["A dataset of birds", "Photographs of their fusion.", 2],
  ["Tuned with feedback", "We use RLHF. Weak supervision is used nowhere.", 2],
  ["Deep nets for graphs", "Neural methods of diffusion on graphs.", 1],
];

function makePapers(): RecentPaper[] {
  return KINDS.flatMap(([title, abstract, papers]) => Array.from({ length: papers }, () => ({ title, abstract }))).map(
    (facts, i) => ({
      ...makePaper({
        ...facts,
        id: i + 1,
        upvotes: i,
        authors: [{ name: ["Yann LeCun", "Ada Lovelace"][i % 6] ?? "Grace Hopper" }],
        organisation: i === 0 ? { slug: "deepseek-ai", name: "DeepSeek" } : null,
      }),
      firstListedOn: Temporal.PlainDate.from(TODAY)
        .subtract({ days: i % 10 })
        .toString(),
    }),
  );
}

const papers = makePapers();
const month = makeMonth(papers, TODAY, "2026-05-20");

function read(query: string) {
  const parsed = parseTopic(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.topic;
}
const tryOn = (of: Month, query: string, order: Partial<BacktestOrder> = {}) =>
  backtest(of, { ast: read(query).ast, sources: ["huggingface"], follows: null, ...order });
const suggest = (query: string) =>
  tryOn(month, query).suggestions.map(({ kind, query: other, hits }) => `${kind} ${other} ${hits}`);

describe("a back-test counts", () => {
  it("hits and papers of each of the 30 days, whatever the query", () => {
    const found = tryOn(month, "MoE");
    expect(found).toMatchObject({ from: "2026-04-30", to: TODAY, hits: 7, stored: papers.length, tooBroad: false });
    expect(found.days).toHaveLength(30);
    expect(found.days.reduce((sum, day) => sum + day.hits, 0)).toBe(7);
    expect(found.days.reduce((sum, day) => sum + day.stored, 0)).toBe(papers.length);
    expect(found.days[29]).toEqual({ on: TODAY, hits: 1, stored: 5 });
    expect(found.days[0]).toEqual({ on: "2026-04-30", hits: 0, stored: 0 });
    expect([found.daysWithPapers, found.perDay]).toEqual([10, 0.7]);
  });

  it("the first and the last of the 30 days, and no other day", () => {
    const on = (day: string, id: number): RecentPaper => ({ ...makePaper({ id, title: "Bees" }), firstListedOn: day });
    const edges = ["2026-04-29", "2026-04-30", TODAY, "2026-05-30"].map(on);
    expect(tryOn(makeMonth(edges, TODAY, null), "bees")).toMatchObject({ hits: 2, stored: 2, latest: [2, 1] });
  });

  it("newest first, then by votes", () => {
    expect(tryOn(month, "reinforcement").latest.slice(0, 3)).toEqual([11, 12, 13]);
    expect(tryOn(month, "agent").latest.slice(0, 3)).toEqual([31, 21, 11]);
  });

  it("only papers of sources that are on, unless the topic names one", () => {
    expect(tryOn(month, "MoE", { sources: ["arxiv/cs.CL"] })).toMatchObject({ hits: 0, stored: 0, share: 0 });
    expect(tryOn(month, "MoE source:huggingface", { sources: ["arxiv/cs.CL"] })).toMatchObject({ hits: 7, stored: 42 });
  });

  it("nothing, and suggests nothing, where nothing is stored", () => {
    expect(tryOn(makeMonth([], TODAY, null), "MoE -survey")).toMatchObject({
      hits: 0,
      stored: 0,
      perDay: null,
      daysWithPapers: 0,
      tooBroad: false,
      suggestions: [],
      latest: [],
    });
  });

  it("what each term brings, alone and at all, and what an exclusion takes away", () => {
    const found = tryOn(month, '(MoE OR "mixture of experts" OR zebra) -sparse');
    expect(found.hits).toBe(6);
    expect(found.terms).toEqual([
      { term: "MoE", papers: 4, alone: 4, stored: 7 },
      { term: '"mixture of experts"', papers: 2, alone: 2, stored: 5 },
      { term: "zebra", papers: 0, alone: 0, stored: 0 },
    ]);
    expect(found.exclusions).toEqual([{ term: "NOT sparse", takes: 3 }]);
  });

  it("what a reader has already: which topic brings it, which is the very same, and what is new", () => {
    const scoped = (query: string) => `${read(query).canonical} source:huggingface`;
    const follows = [
      { number: 1, name: "routing", canonical: scoped("sparse") },
      { number: 2, name: "birds", canonical: scoped("birds") },
      { number: 3, name: "all experts", canonical: scoped("routing") },
    ];
    expect(tryOn(month, 'MoE OR "mixture of experts"', { follows }).overlap).toEqual({
      covered: 7,
      fresh: 2,
      topics: [
        { number: 3, name: "all experts", papers: 7, same: false },
        { number: 1, name: "routing", papers: 3, same: false },
      ],
    });
    expect(tryOn(month, "birds", { follows }).overlap?.topics).toEqual([
      { number: 2, name: "birds", papers: 2, same: true },
    ]);
    expect(tryOn(month, "birds", { follows: [] }).overlap).toEqual({ covered: 0, fresh: 2, topics: [] });
  });
});

describe("too broad", () => {
  const cases: [query: string, broad: boolean][] = [
    ["agent", true],
    ["agents OR birds", true],
    ["agents planning", false],
    ["MoE", false],
    ["*", false],
    ["source:huggingface", false],
    ["upvotes:>=1", false],
    ["* -birds", false],
  ];
  it.each(cases)("%s is %s", (query, broad) => expect(tryOn(month, query).tooBroad).toBe(broad));

  it("is nothing among a handful of papers", () => {
    expect(tryOn(makeMonth(papers.slice(0, 5), TODAY, null), "experts")).toMatchObject({ tooBroad: false });
  });
});

describe("suggested is", () => {
  const cases: [what: string, query: string, suggestions: string[]][] = [
    ["the long form", "MoE", ['long-form MoE OR "mixture of experts" 9']],
    ["the long form, of small letters too", "moe", ['long-form moe OR "mixture of experts" 9']],
    ["the acronym", '"mixture of experts"', ['acronym "mixture of experts" OR MoE 9']],
    ["the acronym of a hyphenated phrase", "mixture-of-experts", ["acronym mixture-of-experts OR MoE 9"]],
    ["the long form in its field", "abs:MoE", ['long-form abs:MoE OR abs:"mixture of experts" 5']],
    ["nothing, when both are asked for", 'MoE OR "mixture of experts"', []],
    ["nothing, for a topic that finds well", "birds", []],
    ["a spelling", "reenforcement", ["spelling reinforcement 6"]],
    ["the nearest spelling alone, without farther ones", "difusion", ["spelling diffusion 6"]],
    ["a spelling of swapped letters", "diffuison", ["spelling diffusion 6"]],
    ["a spelling of an acronym", "RHLF", ["spelling RLHF 2"]],
    ["a spelling within a phrase", '"reenforcement learning"', ['spelling "reinforcement learning" 6']],
    ["one spelling for two slips", "vidio generaton", ["spelling video AND generation 5"]],
    ["a spelling in a topic that finds something else", "birds OR vidio", ["spelling birds OR video 7"]],
    ["two words for one", "videogeneration", ['spelling "video generation" 5']],
    ["one word for two", '"data set"', ["spelling dataset 2"]],
    ["an author's spelling", "au:lecunn", ["spelling author:lecun 7"]],
    ["an organisation's spelling", "org:deepsek", ["spelling org:deepseek 1"]],
    ["each part without the other", "birds diffusion", ["wider birds 2", "wider diffusion 6"]],
    ["without an exclusion", "birds -photographs", ["wider birds 2"]],
    ["shorter phrases", '"birds graphs neural methods"', ['wider "neural methods" 1']],
    ["words apart", '"diffusion graphs"', ['wider "diffusion graphs"~5 1', "wider diffusion AND graphs 1"]],
    ["both fields", "ti:photographs", ["wider photographs 2"]],
    ["small letters", "BIRDS", ["wider birds 2"]],
    ["a given name left open", 'au:"Bob Lovelace"', ["wider author:lovelace 7"]],
    ["nothing, for what is like nothing", "xylophone", []],
    ["nothing, for three letters", "zzz", []],
    [
      "narrower phrases, none of them too broad itself",
      "agent",
      ["narrower multiagent 9", 'narrower "agent planning" 9', 'narrower "LLM agents" 8', 'narrower "agent learns" 6'],
    ],
  ];
  it.each(cases)("%s: %s", (_, query, suggestions) => expect(suggest(query)).toEqual(suggestions));

  it("the title, where that is narrower", () => {
    const some = Array.from({ length: 30 }, (_, i) => ({
      ...makePaper({ id: i + 1, title: i < 4 ? "Bees" : `No ${i}`, abstract: i < 20 ? "On bees." : null }),
      firstListedOn: TODAY,
    }));
    expect(tryOn(makeMonth(some, TODAY, null), "bees")).toMatchObject({
      tooBroad: true,
      suggestions: [{ kind: "narrower", query: "title:bees", hits: 4 }],
    });
  });

  it("always a topic that can be typed, and finds as many as it says", () => {
    for (const [, query] of cases)
      for (const each of tryOn(month, query).suggestions)
        expect(tryOn(month, each.query).hits, each.query).toBe(each.hits);
  });
});
