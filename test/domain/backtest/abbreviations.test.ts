/** Acronyms are taken from texts that introduce them, and from nothing else that stands in parentheses. */
import { describe, expect, it } from "vitest";
import { collectAbbreviations, listAbbreviations } from "../../../src/domain/backtest/abbreviations.ts";

const CASES: [text: string, found: string[]][] = [
  ["A mixture of experts (MoE) routes tokens.", ["MoE = mixture of experts"]],
  ["We train Mixture-of-Experts (MoE) layers.", ["MoE = Mixture-of-Experts"]],
  ["Low-Rank Adaptation (LoRA) is cheap.", ["LoRA = Low-Rank Adaptation"]],
  ["All large language models (LLMs) do.", ["LLM = large language models"]],
  [
    "Tuned by reinforcement learning from human feedback (RLHF).",
    ["RLHF = reinforcement learning from human feedback"],
  ],
  ["It uses retrieval-augmented generation (RAG; see below).", ["RAG = retrieval-augmented generation"]],
  [
    "First group relative policy optimization (GRPO), then direct preference optimization (DPO).",
    ["GRPO = group relative policy optimization", "DPO = direct preference optimization"],
  ],
  ["Vision. Language models (LM) follow.", ["LM = Language models"]],
  ["A method (see Fig. 2) of ours (e.g. this) in 2024 (ICLR).", []],
  ["The first five (A) of them (Table 3).", []],
  ["Our transformer (TF) is one word.", []],
  ["We beat others (GPT-4) by far.", []],
  ["The MoE layer (MoE) again.", []],
  ["", []],
];

describe("abbreviations", () => {
  it.each(CASES)("of %s", (text, found) => {
    expect(listAbbreviations(text).map(({ short, long }) => `${short} = ${long}`)).toEqual(found);
  });

  it("are one however they are spelled, and are counted once a paper", () => {
    const { byShort, byLong } = collectAbbreviations([
      { abstract: "Mixture-of-experts (MoE) and again mixture of experts (MoE)." },
      { abstract: "A mixture of expert (MoEs) model." },
      { abstract: "A map of entities (MoE)." },
      { abstract: null },
    ]);
    expect(byShort.get("moe")?.map(({ papers }) => papers)).toEqual([2, 1]);
    expect(byLong.get("mixtur of expert")?.map(({ papers }) => papers)).toEqual([2]);
  });
});
