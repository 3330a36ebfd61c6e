/** How far apart two spellings are, and the nearest of some words to a mistyped one, for "did you mean". */

/** Levenshtein's distance: insertions, deletions and replacements, one each. */
export function measureEdits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** The nearest of some words, at most `allowed` edits away (two, one for short words); null when none is. */
export function findNearestWord(
  word: string,
  words: readonly string[],
  allowed: number = word.length < 4 ? 1 : 2,
): string | null {
  const near = words
    .map((candidate) => ({ candidate, edits: measureEdits(word, candidate) }))
    .filter((entry) => entry.edits <= allowed)
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.candidate ?? null;
}
