/** Papers as rows of a file: CSV for spreadsheets, BibTeX for reference managers. */
import { type Cited, writeBibtex } from "./bibtex.ts";
import { toCsvLine } from "./csv.ts";
import { plainText, safeUrl } from "./escape.ts";

export interface RowPaper extends Cited {
  abstract: string | null;
  organisation: { name: string } | null;
  upvotes: number | null;
  comments: number | null;
  codeUrl: string | null;
  codeStars: number | null;
  version: number | null;
  withdrawn: boolean;
  source: string;
}

export interface RowFormat<Row = RowPaper> {
  type: string;
  /** Before the first row. */
  head: string;
  write(paper: Row): string;
}

const cell = (text: string | null): string | null => (text === null ? null : plainText(text));

/** Of CSV, in their order. Text is one line and keeps its LaTeX; several names are parted by semicolons. */
const COLUMNS: Record<string, (paper: RowPaper) => string | number | null> = {
  arxiv_id: ({ arxivId }) => arxivId,
  title: ({ title }) => cell(title),
  authors: ({ authors }) => authors.map(({ name }) => plainText(name)).join("; "),
  organisation: ({ organisation }) => cell(organisation?.name ?? null),
  published_on: ({ publishedOn }) => publishedOn,
  first_listed_on: ({ firstListedOn }) => firstListedOn,
  upvotes: ({ upvotes }) => upvotes,
  comments: ({ comments }) => comments,
  code_url: ({ codeUrl }) => safeUrl(codeUrl ?? ""),
  code_stars: ({ codeStars }) => codeStars,
  url: ({ arxivId, projectUrl }) => (arxivId ? `https://arxiv.org/abs/${arxivId}` : safeUrl(projectUrl ?? "")),
  categories: ({ categories }) => categories.map(plainText).join("; "),
  version: ({ version }) => version,
  withdrawn: ({ withdrawn }) => (withdrawn ? "yes" : "no"),
  source: ({ source }) => source,
  abstract: ({ abstract }) => cell(abstract),
};

export const ROW_FORMATS = {
  csv: {
    type: "text/csv; charset=utf-8; header=present",
    head: toCsvLine(Object.keys(COLUMNS)),
    write: (paper) => toCsvLine(Object.values(COLUMNS).map((read) => read(paper))),
  },
  bib: { type: "application/x-bibtex; charset=utf-8", head: "", write: (paper) => `${writeBibtex(paper)}\n` },
} satisfies Record<string, RowFormat>;
