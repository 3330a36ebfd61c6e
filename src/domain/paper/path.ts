/** Where a paper's page is: by its arXiv id where it has one, else by the number of its own. */

/** `/paper/2605.12500`, `/paper/hep-th/9901001`, `/paper/p17`. */
export const paperPath = ({ id, arxivId }: { id: number; arxivId: string | null }): string =>
  `/paper/${arxivId ?? `p${id}`}`;

/** The name in such a path: a number of ours, or an arXiv id with or without version; null for neither. */
export function readPaperName(text: string): { id: number } | { arxivId: string } | null {
  if (/^p\d{1,15}$/.test(text)) return { id: Number(text.slice(1)) };
  const arxiv = /^(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v\d+)?$/.exec(text)?.[1];
  return arxiv === undefined ? null : { arxivId: arxiv };
}
