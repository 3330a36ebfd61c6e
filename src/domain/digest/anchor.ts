/** Where a paper stands on its digest's page: by its place among the sections shown, which no shortening of a mail moves. */

/** Both from 0; sections without papers or counts are not shown, and not counted. */
export const paperAnchor = (section: number, rank: number): string => `p${section}-${rank}`;

export const isShown = ({ papers, more }: { papers: readonly unknown[]; more: number }): boolean =>
  papers.length > 0 || more > 0;
