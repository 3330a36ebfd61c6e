/** The topic language by example: what `paperboy topic help` shows. A test holds every example to what it says. */
import type { Searchable } from "../paper/paper.ts";

/** A paper by what matters of it; a bare text is its title. */
export type Sample = string | Partial<Omit<Searchable, "authors">> | { author: string } | { abstract: string };

export interface Example {
  query: string;
  says: string;
  finds: Sample[];
  misses: Sample[];
}

export interface Chapter {
  heading: string;
  examples: Example[];
}

const example = (query: string, says: string, finds: Sample[], misses: Sample[] = []): Example => ({
  query,
  says,
  finds,
  misses,
});

export const GUIDE: readonly Chapter[] = [
  {
    heading: "Words",
    examples: [
      example("agents", "in any grammatical form, in title or abstract", ["An agent plans"], ["Agency in law"]),
      example(
        "pretraining",
        'the same as pre-training and "pre training"',
        ["Pre-training at scale", "What pre training learns"],
        ["Training at scale"],
      ),
      example("CLIP", "two capitals or more: only so written", ["Two CLIPs compared"], ["A video clip"]),
      example("clip", "else in any case", ["CLIP for video", "A video clip"]),
      example("naive", "accents and LaTeX make no difference", ["A naïve baseline", 'Na\\"{\\i}ve Bayes']),
      example("quantiz*", "beginnings, from three letters on", ["Quantization", "Quantized models"], ["Quantum"]),
    ],
  },
  {
    heading: "Phrases",
    examples: [
      example('"tool use"', "side by side, in this order", ["Tool use in agents"], ["Use of a tool"]),
      example(
        '"tool use"~3',
        "in any order, at most three words between (1 to 20)",
        ["Use of a tool"],
        ["Use agents without any other new tool"],
      ),
      example(
        "vision-language",
        "the parts side by side, or written as one",
        ["A vision language model"],
        ["Language for vision"],
      ),
    ],
  },
  {
    heading: "Together (capitals count: or is a word, OR is not)",
    examples: [
      example("agents planning", "both", ["Agents and planning"], ["Agents"]),
      example("agents OR robots", "either; | means the same", ["Robots"], ["Planning"]),
      example("agents -survey", "without; NOT means the same", ["Agents"], ["Agents: a survey"]),
      example("agents (planning OR memory)", "as in arithmetic", ["Memory of agents"], ["Memory"]),
      example("agents planning OR robots", "NOT binds before AND before OR", ["Robots"], ["Agents"]),
    ],
  },
  {
    heading: "Fields",
    examples: [
      example("ti:diffusion", "in the title", ["Diffusion"], [{ title: "Flow", abstract: "Unlike diffusion" }]),
      example("abs:benchmark", "in the abstract", [{ abstract: "A new benchmark" }], ["A benchmark"]),
      example("ti:(cats OR dogs)", "a field holds for all in its parentheses", ["Dogs"], [{ abstract: "On dogs" }]),
      example(
        'au:"Y. LeCun"',
        "an author, by family name and initials",
        [{ author: "Yann LeCun" }],
        [{ author: "Ada LeCun" }],
      ),
      example("org:deepseek", "an organisation", [{ organisation: { slug: "deepseek-ai", name: "DeepSeek" } }]),
      example("cat:cs.CL", "a category of arXiv", [{ categories: ["cs.LG", "cs.CL"] }], [{ categories: ["cs.LG"] }]),
      example("cat:cs.*", "all of an archive", [{ categories: ["cs.RO"] }], [{ categories: ["stat.ML"] }]),
      example(
        "primary:cs.CL",
        "its first category, so without cross-lists",
        [{ categories: ["cs.CL"] }],
        [{ categories: ["cs.LG", "cs.CL"] }],
      ),
      example("source:arxiv", "where it is listed", [{ sources: ["arxiv/cs.CL"] }], [{ sources: ["huggingface"] }]),
      example("id:2605.12500", "one paper", [{ arxivId: "2605.12500" }]),
      example("upvotes:>=50", "with so many votes or more", [{ upvotes: 60 }], [{ upvotes: 40 }]),
      example(
        "like:k7r2m",
        "like the papers of a list of yours: `paperboy follow papers`",
        ["Folding proteins"],
        ["Robots"],
      ),
      example("*", "everything; alone, the day's trending papers", ["Anything"]),
    ],
  },
];

/** What the program answers when these are typed is shown beside them. */
export const MISTAKES: readonly string[] = [
  'agents "mixture of experts',
  "agents OR",
  "-survey",
  "titel:diffusion",
  "cat:CL",
  "the",
  "qu*",
  '"tool use"~30',
];

/** The facts of a paper that a sample stands for. */
export function readSample(sample: Sample): Partial<Searchable> {
  if (typeof sample === "string") return { title: sample };
  return "author" in sample ? { authors: [{ name: sample.author }] } : sample;
}

/** A sample in a few words: its title, or what it says instead of one. */
export function printSample(sample: Sample): string {
  const { title, abstract, authors, organisation, categories, sources, arxivId, upvotes } = readSample(sample);
  const parts = [
    title,
    abstract && `abstract: ${abstract}`,
    authors && `by ${authors.map(({ name }) => name).join(", ")}`,
    organisation && `from ${organisation.name}`,
    categories && `in ${categories.join(", ")}`,
    sources && `on ${sources.join(", ")}`,
    arxivId && `arXiv ${arxivId}`,
    upvotes && `${upvotes} votes`,
  ];
  return parts.filter((part) => typeof part === "string").join(" / ");
}
