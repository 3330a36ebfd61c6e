/** Makes a digest fit a mail: takes papers from the longest sections and raises their `more`. */
import type { DigestView, SectionView } from "../domain/digest/view.ts";

/** The view without its last `n` papers, each taken from the section that is longest then; later sections first. */
export function dropPapers(view: DigestView, n: number): DigestView {
  const kept = view.sections.map(({ items }) => items.length);
  for (let i = 0; i < n; i += 1) {
    const longest = kept.lastIndexOf(Math.max(...kept));
    if (kept[longest]) kept[longest] -= 1;
  }
  const sections = view.sections.map((section, i): SectionView => {
    const size = kept[i] ?? 0;
    return { ...section, items: section.items.slice(0, size), more: section.more + section.items.length - size };
  });
  return { ...view, sections, itemCount: kept.reduce((sum, size) => sum + size, 0) };
}

/** Its last half of sections becomes a note; for a reader with hundreds of topics whose names alone are too long. */
export function dropSections(view: DigestView): DigestView {
  const keep = Math.floor(view.sections.length / 2);
  const papers = view.sections.slice(keep).reduce((sum, { items, more }) => sum + items.length + more, 0);
  const note = `This mail was too long for ${view.sections.length - keep} of your topics, with ${papers} papers.`;
  return { ...view, sections: view.sections.slice(0, keep), notes: [note, ...view.notes] };
}
