/** Compares two items value by value: whether one card serves both. */
import type { ItemView } from "../domain/digest/view.ts";

/** Every field counts; the promise is kept by a test that changes each in turn. */
export function isSameItem(a: ItemView, b: ItemView): boolean {
  return (
    a.paperId === b.paperId &&
    a.title === b.title &&
    a.withdrawn === b.withdrawn &&
    a.url === b.url &&
    a.summary === b.summary &&
    a.organisation === b.organisation &&
    a.moreAuthors === b.moreAuthors &&
    a.upvotes === b.upvotes &&
    a.comments === b.comments &&
    a.publishedOn === b.publishedOn &&
    a.reason.field === b.reason.field &&
    isSameList(a.authors, b.authors) &&
    isSameList(a.reason.words, b.reason.words) &&
    isSameList(a.reason.marks, b.reason.marks) &&
    isSameLinks(a.links, b.links)
  );
}

function isSameList(a: string[], b: string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

function isSameLinks(a: ItemView["links"], b: ItemView["links"]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i]?.label !== b[i]?.label || a[i]?.url !== b[i]?.url) return false;
  return true;
}
