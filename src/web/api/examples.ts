/** Examples of what the API answers, for its document: each is of the very shape that its schema gives. */
import type { z } from "@hono/zod-openapi";
import type * as schemas from "./schemas.ts";

type Of<K extends keyof typeof schemas> = z.infer<Extract<(typeof schemas)[K], z.ZodType>>;

const CONTENT = {
  id: 345,
  arxivId: "2605.12500",
  title: "Routing Without Regret: Mixture-of-Experts at Small Scale",
  abstract: "We show that a mixture of experts pays from a hundred million parameters on.",
  summary: "Mixtures of experts pay at small scale.",
  authors: [{ name: "Ada Lovelace" }, { name: "Alan Turing" }],
  authorCount: 2,
  organisation: { slug: "example-lab", name: "Example Lab" },
  publishedOn: "2026-05-13",
  firstListedOn: "2026-05-14",
  upvotes: 12,
  comments: 1,
  codeStars: 40,
  categories: ["cs.CL", "cs.LG"],
  version: 1,
  withdrawn: false,
  url: "/paper/2605.12500",
  links: [{ label: "arXiv", url: "https://arxiv.org/abs/2605.12500" }],
};
const PAPER: Of<"Paper"> = {
  ...CONTENT,
  source: "huggingface",
  createdAt: "2026-05-14T05:00:00.000Z",
  updatedAt: "2026-05-14T17:00:00.000Z",
};
const reason: Of<"Reason"> = { words: ["mixture of experts"], field: "title", marks: ["Mixture-of-Experts"] };
const FOUND = { papers: [{ ...PAPER, reason }] };
const READ = { reading: '("mixture of experts" OR MoE) AND NOT survey', warnings: [] };

export const PAPERS: Of<"PaperPage"> = {
  from: "2026-05-14",
  to: "2026-05-14",
  count: 31,
  papers: [PAPER],
  next: "/api/v1/papers?from=2026-05-14&to=2026-05-14&order=votes&limit=1&cursor=12.345",
};
export const WHOLE_PAPER: Of<"WholePaper"> = {
  ...PAPER,
  listings: [{ source: "huggingface", listedOn: "2026-05-14", title: PAPER.title }],
  signals: [{ observedOn: "2026-05-14", upvotes: 12, comments: 1, stars: 40 }],
};
export const SIMILAR: Of<"SimilarPapers"> = { papers: [{ ...PAPER, shared: ["experts", "routing"] }] };
export const DAYS: Of<"Days"> = { from: "2026-05-13", to: "2026-05-14", days: [{ on: "2026-05-14", papers: 31 }] };
export const SEARCH: Of<"SearchAnswer"> = { ...READ, count: 1, exact: true, ...FOUND };
export const BACKTEST: Of<"Backtest"> = {
  ...READ,
  from: "2026-04-15",
  to: "2026-05-14",
  hits: 1,
  stored: 900,
  perDay: 0.05,
  tooBroad: false,
  days: [{ on: "2026-05-14", hits: 1, stored: 31 }],
  suggestions: [],
  ...FOUND,
};
export const TOPIC: Of<"Topic"> = {
  slug: "large-language-models",
  name: "Large language models",
  heading: "Language",
  description: "Models of text, and what is done with them.",
  query: '"large language model" OR LLM',
  url: "/topics/large-language-models",
};
export const TOPICS: Of<"TopicPage"> = { topics: [TOPIC], next: "/api/v1/topics?limit=1&cursor=1" };
export const TOPIC_PAPERS: Of<"TopicPaperPage"> = {
  papers: [PAPER],
  next: "/api/v1/topics/large-language-models/papers?limit=1&cursor=345",
};
export const ME: Of<"Me"> = {
  hour: "08:00",
  zone: "Europe/Berlin",
  pausedUntil: null,
  topics: [{ number: 1, name: "MoE", reading: '"mixture of experts" OR MoE', cadence: "daily", cap: 10 }],
};
const HEAD = { date: "2026-05-14", kind: "digest" as const, cause: null, note: null };
export const DIGESTS: Of<"DigestPage"> = {
  digests: [{ ...HEAD, sections: [{ number: 1, name: "MoE", papers: 1, more: 0 }] }],
  next: null,
};
export const DIGEST: Of<"Digest"> = {
  ...HEAD,
  hour: "08:00",
  zone: "Europe/Berlin",
  sections: [
    {
      ...{ number: 1, name: "MoE", reading: '"mixture of experts" OR MoE', more: 0, weak: 0, hidden: 0 },
      papers: [{ ...CONTENT, reason }],
    },
  ],
};
