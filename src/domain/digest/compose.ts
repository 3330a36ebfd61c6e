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

/**
 * A paper of several sections stands in the first; the others show their next best. Where that is more than `most`
 * papers, the sections take turns instead, each its best that is left, so that all get their fair share and a broad topic
 * takes no room from narrow ones (max-min fairness). Deterministic.
 */
export function composeSections(sections: RankedSection[], most = Number.POSITIVE_INFINITY): ComposedSection[] {
  const whole = takeInOrder(sections);
  const { shown, taken } = whole.taken.size <= most ? whole : takeInTurns(sections, most);
  return sections.map(({ subscriptionId, paperIds, onlyLinked = [] }, i) => ({
    subscriptionId,
    paperIds: shown[i] as number[],
    linked: [...paperIds, ...onlyLinked].filter((id) => !taken.has(id)),
  }));
}

interface Taken {
  shown: number[][];
  taken: Set<number>;
}

function takeInOrder(sections: RankedSection[]): Taken {
  const taken = new Set<number>();
  const shown = sections.map(({ cap, paperIds }) => {
    const own = paperIds.filter((id) => !taken.has(id)).slice(0, cap);
    for (const id of own) taken.add(id);
    return own;
  });
  return { shown, taken };
}

function takeInTurns(sections: RankedSection[], most: number): Taken {
  const taken = new Set<number>();
  const shown: number[][] = sections.map(() => []);
  const next = sections.map(() => 0);
  for (let before = -1; taken.size > before && taken.size < most; ) {
    before = taken.size;
    sections.forEach(({ cap, paperIds }, i) => {
      const own = shown[i] as number[];
      if (taken.size >= most || own.length >= cap) return;
      let at = next[i] as number;
      while (at < paperIds.length && taken.has(paperIds[at] as number)) at += 1;
      next[i] = at + 1;
      if (at >= paperIds.length) return;
      own.push(paperIds[at] as number);
      taken.add(paperIds[at] as number);
    });
  }
  return { shown, taken };
}
