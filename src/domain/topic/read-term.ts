/** Reads one term of a canonical query back into its leaf, without the parser where it is plain words. */
import { parseAuthorName } from "./author-name.ts";
import { COMPOUND_PREFIXES } from "./forms.ts";
import type { Element, Leaf, Word } from "./language.ts";
import { parseTopic } from "./parse.ts";

/** `cat`, `vision-language`, `ti:"tool use"`, `"tool use"~3`: letters a to z and digits, as most terms are. */
const PLAIN = /^(?:(ti|abs):)?(?:([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)|"([A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*)"(?:~(\d+))?)$/;

/** `pretrain*`. */
const START = /^([A-Za-z0-9]{3,})\*$/;
/** `au:"stone, ada"`, as printCanonical writes it. */
const NAME = /^au:"([a-z]+(?: [a-z]+)*,(?: [a-z]+)+)"$/;

/** The leaf that printCanonical printed so. Throws for what it did not print. */
export function readTerm(text: string): Leaf {
  const plain = PLAIN.exec(text);
  if (plain !== null) {
    const elements = readElements((plain[2] ?? plain[3]) as string);
    const field = (plain[1] ?? null) as "ti" | "abs" | null;
    const distance = plain[4] === undefined ? null : Number(plain[4]);
    if (elements !== null) return { kind: "text", field, elements, distance, prefix: false };
  }
  const start = START.exec(text)?.[1];
  if (start !== undefined)
    return { kind: "text", field: null, elements: readWords(start), distance: null, prefix: true };
  const name = NAME.exec(text)?.[1];
  if (name !== undefined) return { kind: "author", ...parseAuthorName(name), prefix: false, written: name };
  const parsed = parseTopic(text, { limits: false });
  if (!parsed.ok) throw new Error(`the term ${text} does not parse: ${parsed.error.message}`);
  const { ast } = parsed.topic;
  if (ast.kind === "and" || ast.kind === "or" || ast.kind === "not") throw new Error(`${text} is no single term`);
  return ast;
}

/** null where a common prefix stands apart: a canonical query has joined it, so the parser must say what this is. */
function readElements(words: string): Element[] | null {
  if (/^[A-Za-z0-9]+$/.test(words)) return readWords(words);
  const elements: Element[] = [];
  for (const piece of words.split(" ")) {
    const parts = piece.split("-");
    if (parts.some((part) => COMPOUND_PREFIXES.has(part.toLowerCase()))) return null;
    const [word, ...others] = parts.map(readWord) as [Word, ...Word[]];
    if (others.length === 0) elements.push({ kind: "word", word });
    else {
      const all = [word, ...others];
      const joined = { text: all.map(({ text }) => text).join(""), smart: all.some(({ smart }) => smart) };
      elements.push({ kind: "compound", parts: all, joined });
    }
  }
  return elements;
}

const readWords = (word: string): Element[] => [{ kind: "word", word: readWord(word) }];

function readWord(text: string): Word {
  let capitals = 0;
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) <= 90 && text.charCodeAt(i) >= 65) capitals += 1;
  return capitals >= 2 ? { text, smart: true } : { text: text.toLowerCase(), smart: false };
}
