/** When papers came in, as feeds date them: to the second, no two alike, each later than all that came before it. */

export interface Arrival {
  /** Rises in the order in which papers came in. */
  id: number;
  createdAt: Date;
}

/**
 * Dates of some papers, by id. A day's papers come in within one second, and readers that go by dates (Slack's `/feed` is
 * one) take only what is dated after the newest they have seen: so each is dated a second after the one before it, or when
 * it came in, whichever is later. A batch of 300 runs five minutes ahead of the clock, no more than its papers in seconds.
 *
 * `known`: the last papers that came in anywhere, in order, a day's and more. Dates are reckoned along all of them, whatever
 * a feed shows, so that a paper has the same date in every feed, and keeps it while others fall out of the feed.
 */
export function dateArrivals(papers: readonly Arrival[], known: readonly Arrival[]): Map<number, Date> {
  const first = known[0]?.id ?? Number.POSITIVE_INFINITY;
  const last = known.at(-1)?.id ?? Number.NEGATIVE_INFINITY;
  const others = papers.filter(({ id }) => id < first || id > last).sort((a, b) => a.id - b.id);
  const wanted = new Set(papers.map(({ id }) => id));
  const dates = new Map<number, Date>();
  let before = Number.NEGATIVE_INFINITY;
  const [older, newer] = [others.filter(({ id }) => id < first), others.filter(({ id }) => id >= first)];
  for (const { id, createdAt } of [...older, ...known, ...newer]) {
    before = Math.max(Math.floor(createdAt.getTime() / 1_000), before + 1);
    if (wanted.has(id)) dates.set(id, new Date(before * 1_000));
  }
  return dates;
}
