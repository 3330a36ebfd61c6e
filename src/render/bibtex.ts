/** Papers as BibTeX, whose every field any BibTeX reads: text is escaped, keys are plain, line ends are its own. */
import { plainText, safeUrl } from "./escape.ts";

export interface Cited {
  id: number;
  arxivId: string | null;
  title: string;
  authors: { name: string }[];
  publishedOn: string | null;
  firstListedOn: string;
  categories: string[];
  projectUrl: string | null;
}

const LONGEST = 2_000;
const AUTHORS_MOST = 1_000;
/** As arXiv writes them; other sources call by that name what they like. */
const CATEGORY = /^[A-Za-z-]{1,20}(?:\.[A-Za-z-]{1,20})?$/;
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** One entry, ending with a line end. The title keeps its LaTeX and, by the inner braces, its capitals. */
export function writeBibtex(paper: Cited): string {
  const day = paper.publishedOn ?? paper.firstListedOn;
  const url = paper.arxivId ? `https://arxiv.org/abs/${paper.arxivId}` : safeUrl(paper.projectUrl ?? "");
  const [primary] = paper.categories;
  const fields: [string, string | null][] = [
    ["title", `{${escapeField(paper.title)}}`],
    [
      "author",
      paper.authors
        .slice(0, AUTHORS_MOST)
        .map(({ name }) => writeName(name))
        .join(" and ") || null,
    ],
    ["year", day.slice(0, 4)],
    ["eprint", paper.arxivId],
    ["archivePrefix", paper.arxivId ? "arXiv" : null],
    ["primaryClass", paper.arxivId && primary && CATEGORY.test(primary) ? primary : null],
    ["url", url],
  ];
  const lines = fields.flatMap(([name, value]) => (value ? [`  ${name} = {${value}}`] : []));
  lines.push(`  month = ${MONTHS[Number(day.slice(5, 7)) - 1] ?? "jan"}`);
  return `@misc{${keyOf(paper)},\n${lines.join(",\n")}\n}\n`;
}

/** `lovelace2026notes`, with the paper's number: unique within an archive. */
function keyOf({ id, arxivId, authors, publishedOn, firstListedOn, title }: Cited): string {
  const word = (text: string): string =>
    text
      .normalize("NFKD")
      .replace(/[^A-Za-z0-9]+/g, " ")
      .trim()
      .toLowerCase();
  const family =
    word(authors[0]?.name.slice(0, 200) ?? "")
      .split(" ")
      .at(-1) || "paper";
  const first =
    word(title.slice(0, 300))
      .split(" ")
      .find((each) => each.length > 3) ?? "";
  const end = arxivId ? arxivId.replace(/[^A-Za-z0-9.]/g, "-") : `p${id}`;
  return `${family.slice(0, 40)}${(publishedOn ?? firstListedOn).slice(0, 4)}${first.slice(0, 40)}:${end}`;
}

/** A name with a comma or "and" in it would be read as several. */
const writeName = (name: string): string => {
  const text = escapeField(name.slice(0, 200));
  return /,|\band\b/i.test(text) ? `{${text}}` : text;
};

/**
 * Braces that do not pair end an entry early, and a lone backslash eats what follows: such text is written without them.
 * BibTeX itself counts a brace after a backslash, others do not: they have to pair for both.
 */
function escapeField(text: string): string {
  const plain = plainText(text.slice(0, LONGEST));
  const safe = isBalanced(plain, /[{}]/g) && isBalanced(plain, /\\.|[{}]/g) && !/(?<!\\)(?:\\\\)*\\$/.test(plain);
  const kept = safe ? plain : plain.replace(/\\?[{}]/g, "").replace(/\\+$/, "");
  return kept.replace(/(?<!\\)([%#&])/g, "\\$1");
}

/** `signs`: what is looked at; of it only braces count. */
function isBalanced(text: string, signs: RegExp): boolean {
  let depth = 0;
  for (const [sign] of text.matchAll(signs)) {
    if (sign === "{") depth += 1;
    else if (sign === "}" && --depth < 0) return false;
  }
  return depth === 0;
}
