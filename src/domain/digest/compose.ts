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
 * A paper of several sections stands in the first; the others show their next best. Of more papers than `most` each
 * section gets its fair share, so that a broad topic takes no room from narrow ones. Deterministic.
 */
export function composeSections(sections: RankedSection[], most = Number.POSITIVE_INFINITY): ComposedSection[] {
  const whole = takeBest(sections, (section) => section.cap);
  const sizes = whole.shown.map((papers) => papers.length);
  const shares = shareFairly(sizes, most);
  const { shown, taken } = shares === sizes ? whole : takeBest(sections, (_, i) => shares[i] as number);
  return sections.map(({ subscriptionId, paperIds, onlyLinked = [] }, i) => ({
    subscriptionId,
    paperIds: shown[i] as number[],
    linked: [...paperIds, ...onlyLinked].filter((id) => !taken.has(id)),
  }));
}

function takeBest(
  sections: RankedSection[],
  limitOf: (section: RankedSection, i: number) => number,
): { shown: number[][]; taken: Set<number> } {
  const taken = new Set<number>();
  const shown = sections.map((section, i) => {
    const own = section.paperIds.filter((id) => !taken.has(id)).slice(0, limitOf(section, i));
    for (const id of own) taken.add(id);
    return own;
  });
  return { shown, taken };
}

/** Max-min fair: who wants less than an even share gets it whole, the rest is shared alike; what is over goes to the first. */
export function shareFairly(wanted: number[], most: number): number[] {
  let left = most;
  if (wanted.reduce((sum, size) => sum + size, 0) <= most) return wanted;
  const shares = wanted.map(() => 0);
  for (let open = wanted.map((_, i) => i); open.length > 0 && left > 0; ) {
    const each = Math.max(1, Math.floor(left / open.length));
    for (const i of open) {
      const more = Math.min(each, left, (wanted[i] as number) - (shares[i] as number));
      shares[i] = (shares[i] as number) + more;
      left -= more;
    }
    open = open.filter((i) => (shares[i] as number) < (wanted[i] as number));
  }
  return shares;
}
