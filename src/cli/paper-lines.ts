/** Papers as lines on the terminal. */
import type { ListedPaper } from "../db/archive.ts";
import { cut, faint, table, terminalColumns, width } from "./output.ts";

const TITLE = 72;
const WORDS = 40;
/** What stands before a title of arXiv ids, and the least that is left of a title. */
const BEFORE = 31;
const LEAST = 30;

/** Day, id, votes, title, and what matched where the terminal leaves room for it. */
export function drawPapers(papers: readonly (ListedPaper & { words: readonly string[] })[]): string[] {
  const room = Math.max(LEAST, terminalColumns() - BEFORE);
  const rows = papers.map((paper) => {
    const title = cut(paper.withdrawn ? `Withdrawn: ${paper.title}` : paper.title, Math.min(TITLE, room));
    const words = cut(paper.words.join(", "), WORDS);
    const fits = words !== "" && width(title) + 2 + width(words) <= room;
    return [paper.firstListedOn, paper.arxivId ?? "", paper.upvotes ?? "", title + (fits ? faint(`  ${words}`) : "")];
  });
  return table(["listed", "id", "votes", "title"], rows);
}
