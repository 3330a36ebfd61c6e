/**
 * Papers and topics for measuring matching, from a seed.
 *
 * Papers: 60 English function words and 40,000 made content words with English endings; ranks follow Zipf's law (exponent 1);
 * a title has 10 words, an abstract 180 (1,300 characters). Each paper is about two of 400 subjects, and a tenth of its text
 * is the subject's own phrases and abbreviation, so that phrases hit as they do in real papers.
 *
 * Topics, as readers ask: 26 % one word, 20 % a subject's phrase, 14 % two words, 12 % two to four terms joined by OR, 8 %
 * with an exclusion, 6 % a word in a category, 5 % an author, 4 % in the title, 3 % a wildcard, 2 % a distance. Words and
 * subjects of topics follow Zipf's law too, words from the 60th rank on, since nobody asks for the most common. All are
 * limited to a source, as stored topics are. A million readers' topics hold about half as many different ones.
 */
import type { Searchable } from "../src/domain/paper/paper.ts";
import { parseTopic } from "../src/domain/topic/parse.ts";
import { printCanonical } from "../src/domain/topic/print.ts";
import { scopeToSources } from "../src/domain/topic/scope.ts";
import { createRandom } from "../test/support/random.ts";

const FUNCTION_WORDS =
  "the of and to a in for we on is that with this by as are from our be can an it which these or at not have has using more than their such between while both how its into but new based also when they show data methods model models learning across over".split(
    " ",
  );
const CONTENT_WORDS = 40_000;
const SUBJECTS = 400;
const CATEGORIES = ["cs.CL", "cs.LG", "cs.CV", "cs.AI", "cs.RO", "stat.ML", "cs.IR", "eess.AS"];
const FAMILIES = 3_000;
const SOURCE = "huggingface";

export interface Mix {
  makePapers(count: number): Searchable[];
  /** A topic as stored: scoped and canonical. */
  drawTopic(): string;
  /** The same as typed: neither scoped nor canonical. */
  drawQuery(): string;
  /** 12 of the 40 most common words, joined by OR. */
  drawBroadTopic(): string;
}

export function createMix(seed: number): Mix {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const words = makeWords(random);
  /** Zipf's law by its inverse: rank r is as likely as 1 / r. */
  const rank = (from: number, to: number) => Math.floor(from * (to / from) ** random());
  const word = () => words[rank(1, words.length)] as string;
  const asked = () => words[rank(60, words.length)] as string;
  const subjects = Array.from({ length: SUBJECTS }, () => {
    const phrases = Array.from({ length: 3 }, () => `${asked()} ${asked()}`);
    const short = Array.from({ length: 2 + below(3) }, () => String.fromCharCode(65 + below(26))).join("");
    return { phrases: [...phrases, `${asked()} of ${asked()}`, `${asked()}-${asked()}`], short };
  });
  const subject = () => subjects[rank(1, SUBJECTS)] as (typeof subjects)[number];
  const families = Array.from({ length: FAMILIES }, () => capitalise(asked()));
  const author = () => `${capitalise(asked())} ${families[rank(5, FAMILIES)]}`;

  const sentence = (length: number, about: ReturnType<typeof subject>[]): string => {
    const parts: string[] = [];
    for (let i = 0; i < length; i += 1) {
      if (random() > 0.05) parts.push(word());
      else parts.push(random() < 0.3 ? pick(about).short : pick(pick(about).phrases));
    }
    return parts.join(" ");
  };
  const makePaper = (id: number): Searchable => {
    const about = [subject(), subject()];
    return {
      id: id + 1,
      arxivId: `26${String(1 + (id % 12)).padStart(2, "0")}.${String(id).padStart(5, "0")}`,
      title: capitalise(sentence(10, about)),
      abstract: sentence(180, about),
      authors: Array.from({ length: 6 }, () => ({ name: author() })),
      organisation: id % 2 === 0 ? { slug: null, name: `${pick(families)} Lab` } : null,
      categories: [pick(CATEGORIES), pick(CATEGORIES)],
      sources: [SOURCE],
      upvotes: below(100),
    };
  };

  const phrase = () => `"${pick(subject().phrases)}"`;
  const term = () => (random() < 0.5 ? asked() : random() < 0.5 ? phrase() : subject().short);
  const kinds: [share: number, draw: () => string][] = [
    [26, asked],
    [20, phrase],
    [14, () => `${asked()} ${asked()}`],
    [12, () => Array.from({ length: 2 + below(3) }, term).join(" OR ")],
    [8, () => `${term()} -${asked()}`],
    [6, () => `cat:${pick(CATEGORIES)} ${term()}`],
    [5, () => `au:"${author()}"`],
    [4, () => `ti:${asked()}`],
    [3, () => `${asked().slice(0, 6).padEnd(3, "e")}*`],
    [2, () => `"${asked()} ${asked()}"~${1 + below(5)}`],
  ];
  const drawKind = (): string => {
    let left = random() * 100;
    for (const [share, draw] of kinds) {
      left -= share;
      if (left < 0) return draw();
    }
    return asked();
  };
  return {
    makePapers: (count) => Array.from({ length: count }, (_, id) => makePaper(id)),
    drawQuery: drawKind,
    drawTopic: () => canonicalise(drawKind(), [SOURCE]),
    drawBroadTopic: () => {
      const chosen = new Set<string>();
      while (chosen.size < 12) chosen.add(words[below(40)] as string);
      return canonicalise([...chosen].join(" OR "), []);
    },
  };
}

function canonicalise(query: string, sources: string[]): string {
  const parsed = parseTopic(query);
  if (!parsed.ok) {
    // "the OR of" is refused when it is typed; stored topics of another release may still hold it.
    if (parsed.error.code === "common-word") return query.split(" OR ").sort().join(" OR ");
    throw new Error(`${query}: ${parsed.error.message}`);
  }
  return printCanonical(scopeToSources(parsed.topic.ast, sources));
}

const ENDINGS = ["", "", "s", "ing", "ed", "ation", "al", "ic", "ity", "er"];

function makeWords(random: () => number): string[] {
  const words = new Set(FUNCTION_WORDS);
  const letter = (letters: string) => letters[Math.floor(random() * letters.length)] as string;
  while (words.size < FUNCTION_WORDS.length + CONTENT_WORDS) {
    let stem = "";
    const syllables = 1 + Math.floor(random() * 3);
    for (let i = 0; i < syllables; i += 1) stem += letter("bcdfglmnprstv") + letter("aeiou") + letter("lmnrst");
    words.add(stem + ENDINGS[Math.floor(random() * ENDINGS.length)]);
  }
  return [...words];
}

function capitalise(text: string): string {
  return (text[0] as string).toUpperCase() + text.slice(1);
}
