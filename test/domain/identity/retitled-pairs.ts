/** Pairs of listings with different titles, and whether they are one paper: the traps of the design. */
import { alike, by, other, type Pair, TEXT } from "./pairs.ts";

export const RETITLED: Pair[] = [
  // different titles
  [
    "retitled, same abstract",
    "one",
    { title: "An Old Title", abstract: TEXT },
    { title: "A New and Better Name", abstract: TEXT },
  ],
  [
    "retitled, one with an arXiv id",
    "one",
    { title: "An Old Title", abstract: TEXT, arxiv: "2605.00001" },
    { title: "A New Name", abstract: TEXT },
  ],
  [
    "retitled, abstract at 0.8 and more",
    "one",
    { title: "An Old Title", abstract: TEXT },
    { title: "A New Name", abstract: alike(112) },
  ],
  [
    "retitled, abstract at two thirds",
    "two",
    { title: "An Old Title", abstract: TEXT },
    { title: "A New Name", abstract: alike(98) },
  ],
  [
    "ERNIE 2.0 and 3.0",
    "two",
    { title: "ERNIE 2.0: A Continual Framework", abstract: TEXT },
    { title: "ERNIE 3.0: A Continual Framework", abstract: TEXT },
  ],
  [
    "Part 3.1 and Part 3.3",
    "two",
    { title: "Physics of Models: Part 3.1, Storage", abstract: TEXT },
    { title: "Physics of Models: Part 3.3, Capacity", abstract: TEXT },
  ],
  [
    "Part II and Part III",
    "two",
    { title: "On Reading, Part II", abstract: TEXT },
    { title: "On Reading, Part III", abstract: TEXT },
  ],
  [
    "a number in one title alone",
    "two",
    { title: "GPT 4 Reads", abstract: TEXT },
    { title: "A Model Reads", abstract: TEXT },
  ],
  [
    "Don't Stop Pretraining? and Don't Stop Pretraining:",
    "two",
    { title: "Don't Stop Pretraining? Make Prompt-based Fine-tuning Powerful", abstract: other("a") },
    { title: "Don't Stop Pretraining: Adapt Models to Domains and Tasks", abstract: other("b") },
  ],
  [
    "Don't Stop Pretraining alone, in both spellings",
    "two",
    { title: "Don't Stop Pretraining?", abstract: other("a") },
    { title: "Don't Stop Pretraining:", abstract: other("b") },
  ],
  [
    "Synthetic continued and bootstrapped pretraining",
    "two",
    { title: "Synthetic continued pretraining", abstract: other("a"), ...by("Zitong Yang") },
    { title: "Synthetic bootstrapped pretraining", abstract: other("b"), ...by("Zitong Yang") },
  ],
  [
    "different titles without abstracts",
    "two",
    { title: "One Thing Among Many Others" },
    { title: "Another Thing Among Many Others" },
  ],
  [
    "different titles, empty-looking abstracts",
    "two",
    { title: "One Thing", abstract: "…" },
    { title: "Another Thing", abstract: "…" },
  ],
];
