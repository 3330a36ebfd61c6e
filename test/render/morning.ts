/** A morning's digest for pictures and the browser: real titles of May 2026, summaries in our own words. */
import type { DigestView, ItemView } from "../../src/domain/digest/view.ts";
import { aSection, aView } from "./views.ts";

interface Paper
  extends Pick<ItemView, "title" | "authors" | "moreAuthors" | "organisation" | "summary" | "upvotes" | "comments"> {
  id: string;
  hit: string;
  word: string;
  code?: string;
}

const paper = ({ id, hit, word, code, ...item }: Paper): ItemView => ({
  ...item,
  url: `https://huggingface.co/papers/${id}`,
  reason: { words: [word], field: "title", marks: [hit] },
  links: [
    ...(code ? [{ label: "code", url: `https://github.com/${code}` }] : []),
    { label: "PDF", url: `https://arxiv.org/pdf/${id}` },
  ],
  publishedOn: "2026-05-11",
});

const experts = [
  paper({
    id: "2605.08738",
    title: "SlimQwen: Exploring the Pruning and Distillation in Large MoE Model Pre-training",
    authors: ["Shengkun Tang", "Zekun Wang", "Bo Zheng"],
    moreAuthors: 7,
    organisation: null,
    summary:
      "Asks what to cut from a large sparse model, and how to teach the smaller one, when both happen during pre-training.",
    upvotes: 6,
    comments: 1,
    hit: "MoE",
    word: "mixture of experts",
  }),
  paper({
    id: "2605.10933",
    title: "DECO: Sparse Mixture-of-Experts with Dense-Comparable Performance on End-Side Devices",
    authors: ["Chenyang Song", "Weilin Zhao", "Xu Han"],
    moreAuthors: 3,
    organisation: "Tsinghua NLP Group",
    summary: "A sparse model built for phones and laptops that aims to keep up with a dense one of the same size.",
    upvotes: 1,
    comments: 1,
    hit: "Mixture-of-Experts",
    word: "mixture of experts",
  }),
  paper({
    id: "2602.03473",
    title: "Scaling Continual Learning to 300+ Tasks with Bi-Level Routing Mixture-of-Experts",
    authors: ["Meng Lou", "Yunxiang Fu", "Yizhou Yu"],
    moreAuthors: 0,
    organisation: "Hong Kong University",
    summary:
      "Chooses experts in two steps, so that one model can go on learning hundreds of tasks, one after the other.",
    upvotes: 3,
    comments: 1,
    hit: "Mixture-of-Experts",
    word: "mixture of experts",
    code: "LMMMEng/CaRE",
  }),
];

const retrieval = [
  paper({
    id: "2605.12975",
    title: "Retrieval is Cheap, Show Me the Code: Executable Multi-Hop Reasoning for Retrieval-Augmented Generation",
    authors: ["Jiashuo Sun", "Jimeng Shi", "Yixuan Xie"],
    moreAuthors: 10,
    organisation: "University of Illinois at Urbana-Champaign",
    summary: "Writes a question of several steps as a small program that looks things up as it runs.",
    upvotes: 7,
    comments: 1,
    hit: "Retrieval",
    word: "retrieval",
    code: "GasolSun36/PyRAG",
  }),
  paper({
    id: "2605.08299",
    title: "Do not copy and paste! Rewriting strategies for code retrieval",
    authors: ["Andrea Gurioli", "Federico Pennino", "Maurizio Gabbrielli"],
    moreAuthors: 0,
    organisation: null,
    summary: "Compares ways of rewording queries and code before they are matched against each other.",
    upvotes: 2,
    comments: 1,
    hit: "retrieval",
    word: "retrieval",
  }),
];

export const aMorning: DigestView = aView(
  [
    aSection(experts, { reading: "(mixture of experts or moe)", more: 4 }),
    aSection(retrieval, { name: "retrieval", reading: "retrieval" }),
  ],
  {
    on: "2026-05-14",
    topics: ["Mixture of experts", "retrieval", "author Yann LeCun"],
    operator: "papers@example.org",
  },
);
