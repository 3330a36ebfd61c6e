/** Identifiers in their canonical form: what makes two listings the same paper by itself. */
import type { PaperId } from "../paper/listing.ts";

const NEW_ARXIV = /^(\d{4}\.\d{4,5})(?:v\d+)?$/;
const OLD_ARXIV = /^([a-z]+(?:-[a-z]+)*)(?:\.[a-z]{2})?\/(\d{7})(?:v\d+)?$/i;
const ARXIV_PREFIX =
  /^(?:arxiv:|(?:https?:\/\/)?(?:www\.|export\.)?arxiv\.org\/(?:abs|pdf|html)\/|(?:https?:\/\/)?huggingface\.co\/papers\/)/i;
const DOI_PREFIX = /^(?:doi:\s*|(?:https?:\/\/)?(?:dx\.)?doi\.org\/)/i;
const ARXIV_DOI = /^10\.48550\/arxiv\./i;
const DOI = /^10\.\d{4,9}\/\S+$/;
const OPENREVIEW = /^(?:https?:\/\/)?openreview\.net\/(?:forum|pdf)\?(?:.*&)?id=([\w-]+)/i;

/** The arXiv id without version, `2605.12500` or `math/0309136`, from an id, an arXiv or Hugging Face address or arXiv's DOI. */
export function findArxivId(text: string): string | null {
  const bare = text
    .trim()
    .replace(ARXIV_PREFIX, "")
    .replace(DOI_PREFIX, "")
    .replace(ARXIV_DOI, "")
    .replace(/\.pdf$/i, "")
    .replace(/[?#].*$/, "");
  const modern = NEW_ARXIV.exec(bare);
  if (modern) return modern[1] as string;
  const old = OLD_ARXIV.exec(bare);
  return old ? `${(old[1] as string).toLowerCase()}/${old[2]}` : null;
}

/** The identifier a text is, or null. `10.48550/arXiv.X` is the arXiv id X; DOIs are in lower case without a resolver. */
export function findPaperId(text: string): PaperId | null {
  const arxiv = findArxivId(text);
  if (arxiv) return { scheme: "arxiv", value: arxiv };
  const openreview = OPENREVIEW.exec(text.trim());
  if (openreview) return { scheme: "openreview", value: openreview[1] as string };
  const doi = text.trim().replace(DOI_PREFIX, "").toLowerCase();
  return DOI.test(doi) ? { scheme: "doi", value: doi } : null;
}
