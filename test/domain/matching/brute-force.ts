/** Says whether one paper matches, by trying every place: slow, plain, and independent of the index. */
import type { Searchable } from "../../../src/domain/paper/paper.ts";
import { COMPOUND_PREFIXES, findStem } from "../../../src/domain/topic/forms.ts";
import type { Element, Node, TextLeaf, Word } from "../../../src/domain/topic/language.ts";

interface Place {
  start: number;
  end: number;
}

/** Texts are plain: words of ASCII letters and digits, joined by hyphens, spaces or punctuation. */
export function matchesPlainly(paper: Searchable, node: Node): boolean {
  switch (node.kind) {
    case "and":
      return node.parts.every((part) => matchesPlainly(paper, part));
    case "or":
      return node.parts.some((part) => matchesPlainly(paper, part));
    case "not":
      return !matchesPlainly(paper, node.part);
    case "everything":
      return true;
    case "upvotes":
      return (paper.upvotes ?? 0) >= node.atLeast;
    case "source":
      return paper.sources.some((source) => source === node.value || source.startsWith(`${node.value}/`));
    case "like":
      throw new Error("likeness is no matter of words");
    case "id":
      return paper.arxivId === node.value;
    case "category": {
      const asked = node.primary ? paper.categories.slice(0, 1) : paper.categories;
      return asked.some((name) => name === node.category || `${name.split(".")[0]}.*` === node.category);
    }
    case "organisation":
      return ` ${paper.organisation?.name.toLowerCase() ?? ""} `.includes(` ${node.words.join(" ")} `);
    case "author":
      return paper.authors.some(({ name }) => {
        const [given, family] = name.toLowerCase().split(" ") as [string, string];
        const asked = node.given[0] ?? "";
        return family === node.family[0] && (asked.length === 1 ? given[0] === asked : asked === "" || asked === given);
      });
    case "text":
      return listTexts(paper, node).some((text) => holds(text, node));
  }
}

function listTexts(paper: Searchable, leaf: TextLeaf): string[] {
  if (leaf.field === "ti") return [paper.title];
  return leaf.field === "abs" ? [paper.abstract ?? ""] : [paper.title, paper.abstract ?? ""];
}

function holds(text: string, leaf: TextLeaf): boolean {
  const pieces = [...text.matchAll(/([A-Za-z0-9]+)([^A-Za-z0-9]*)/g)].map((m) => ({
    word: m[1] ?? "",
    after: m[2] ?? "",
  }));
  const shouted = !/[a-z]/.test(text);

  const linked = (i: number): boolean => {
    const { word, after } = pieces[i] ?? { word: "", after: "" };
    return i + 1 < pieces.length && (after === "-" || (after === " " && COMPOUND_PREFIXES.has(word.toLowerCase())));
  };
  const spelled = (start: number, end: number): boolean => {
    for (let i = start; i < end - 1; i += 1) if (!linked(i)) return false;
    const whole = (start === 0 || !linked(start - 1)) && !linked(end - 1);
    return end - start <= 4 || whole;
  };
  const isWord = (word: Word, starred: boolean, start: number, end: number): boolean => {
    if (!spelled(start, end)) return false;
    const surface = pieces
      .slice(start, end)
      .map((piece) => piece.word)
      .join("");
    const small = surface.toLowerCase();
    const capitals = shouted || surface.replace(/[^A-Z]/g, "").length >= 2;
    if (word.smart && !capitals) return false;
    if (starred) return small.startsWith(word.text.toLowerCase());
    if (!word.smart) return findStem(small) === findStem(word.text);
    const bare = (text: string): string => text.replace(/([^s])s$/, "$1").toLowerCase();
    if (shouted) return [small, small.replace(/s$/, "")].includes(bare(word.text));
    return bare(surface) === bare(word.text);
  };
  const places = (element: Element): Place[] => {
    const found: Place[] = [];
    for (let start = 0; start < pieces.length; start += 1) {
      for (let end = start + 1; end <= pieces.length; end += 1) {
        if (element.kind === "word" ? isWord(element.word, leaf.prefix, start, end) : isCompound(element, start, end)) {
          found.push({ start, end });
        }
      }
    }
    return found;
  };
  const isCompound = (element: Element & { kind: "compound" }, start: number, end: number): boolean => {
    if (isWord(element.joined, leaf.prefix, start, end)) return true;
    return isRow(element.parts, start, end);
  };
  const isRow = (words: Word[], start: number, end: number): boolean => {
    const [first, ...rest] = words;
    if (first === undefined) return start === end;
    for (let cut = start + 1; cut <= end; cut += 1) {
      const starred = leaf.prefix && rest.length === 0;
      if (isWord(first, starred, start, cut) && isRow(rest, cut, end)) return true;
    }
    return false;
  };

  const choices = leaf.elements.map(places);
  return listTuples(choices).some((tuple) =>
    leaf.distance === null ? isAdjacent(tuple) : isNear(tuple, leaf.distance),
  );
}

function listTuples(choices: Place[][]): Place[][] {
  return choices.reduce<Place[][]>((tuples, list) => tuples.flatMap((tuple) => list.map((p) => [...tuple, p])), [[]]);
}

function isAdjacent(tuple: Place[]): boolean {
  return tuple.every((place, i) => i === 0 || place.start === tuple[i - 1]?.end);
}

function isNear(tuple: Place[], distance: number): boolean {
  const sorted = [...tuple].sort((a, b) => a.start - b.start);
  if (sorted.some((place, i) => i > 0 && place.start < (sorted[i - 1] as Place).end)) return false;
  const between = sorted.map((place, i) => (i === 0 ? 0 : place.start - (sorted[i - 1] as Place).end));
  return between.reduce((sum, words) => sum + words, 0) <= distance;
}
