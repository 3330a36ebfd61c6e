/** Composes a digest from each section's ranked papers: no paper twice, each section to its cap, the rest linked. */

export interface RankedSection {
  subscriptionId: number;
  cap: number;
  /** New matches of the section, best first; papers the subscriber has had are left out already. */
  paperIds: number[];
  /** Papers that are only to be linked, whatever the cap. */
  onlyLinked?: number[];
}

export interface ComposedSection {
  subscriptionId: number;
  paperIds: number[];
  /** Papers beyond the cap that no section of this digest shows: "7 more". They count as shown (semantics 4). */
  linked: number[];
}

/** A paper of several sections stands in the first; the others show their next best. Deterministic. */
export function composeSections(sections: RankedSection[]): ComposedSection[] {
  const taken = new Set<number>();
  const shown = sections.map(({ cap, paperIds }) => {
    const own = paperIds.filter((id) => !taken.has(id)).slice(0, cap);
    for (const id of own) taken.add(id);
    return own;
  });
  return sections.map(({ subscriptionId, paperIds, onlyLinked = [] }, i) => ({
    subscriptionId,
    paperIds: shown[i] as number[],
    linked: [...paperIds, ...onlyLinked].filter((id) => !taken.has(id)),
  }));
}
