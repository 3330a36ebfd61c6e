/** How good an order is against the truth, and two systems beside each other. */

/**
 * The mean of the precision at each paper of the truth, in order of rank; one that is not ranked counts 0
 * (Manning, Raghavan, Schütze 2008: 8.4).
 */
export function measurePrecision(ranked: readonly number[], truth: ReadonlySet<number>): number {
  let found = 0;
  let sum = 0;
  ranked.forEach((paper, i) => {
    if (!truth.has(paper)) return;
    found += 1;
    sum += found / (i + 1);
  });
  return sum / truth.size;
}

/** The share of the truth in the first ten. */
export function measureFirstTen(ranked: readonly number[], truth: ReadonlySet<number>): number {
  return ranked.slice(0, 10).filter((paper) => truth.has(paper)).length / 10;
}

/** Positions of scores above `above`, best first; the earlier of equals first. */
export function rankScores(scores: ArrayLike<number>, above = 0): number[] {
  return Array.from(scores, (_, at) => at)
    .filter((at) => (scores[at] as number) > above)
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
}

export function findMean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of one query: the first number of each list is ours, then the others'. */
export interface Row {
  words: string;
  scores: number[];
  tens?: number[];
}

/** Differences below this are none. */
const SAME = 1e-9;

export function tellQuery({ words, scores, tens }: Row): string {
  const cells = scores.map((score, i) => {
    const ten = tens?.[i];
    return ten === undefined ? score.toFixed(3).padEnd(10) : `${score.toFixed(3)} (${ten.toFixed(1)})  `;
  });
  const behind = scores.some((score) => score > (scores[0] as number));
  return `    ${words.padEnd(62)}${cells.join("")}${behind ? "-" : ""}`;
}

/**
 * Means over all queries, and over the even ones, by which no weight was chosen. True if ours is ahead of all others over
 * all queries.
 */
export function tellSums(rows: readonly Row[], others: readonly string[]): boolean {
  return others.map((other, k) => tellSum(rows, other, k + 1)).every(Boolean);
}

function tellSum(rows: readonly Row[], name: string, other: number): boolean {
  const say = (of: readonly Row[]) => {
    const [a, b] = [0, other].map((i) => findMean(of.map(({ scores }) => scores[i] as number))) as [number, number];
    return {
      gain: a - b,
      text: `ours ${a.toFixed(4)}, ${name} ${b.toFixed(4)}: ${a > b ? "+" : ""}${(a - b).toFixed(4)}`,
    };
  };
  const gains = rows.map(({ scores }) => (scores[0] as number) - (scores[other] as number));
  const better = gains.filter((gain) => gain > SAME).length;
  const worse = gains.filter((gain) => gain < -SAME).length;
  const [all, even] = [say(rows), say(rows.filter((_, i) => i % 2 === 1))];
  const [a, b] = [0, other].map((i) => findMean(rows.map(({ tens }) => tens?.[i] ?? Number.NaN))) as [number, number];
  const tens = Number.isNaN(a) ? "" : `; P@10 ${a.toFixed(3)} and ${b.toFixed(3)}`;
  console.log(`  mean of all: ${all.text}, better ${better}, worse ${worse} of ${rows.length}${tens}`);
  console.log(`  mean of the even: ${even.text}; ahead on all: ${all.gain > 0 ? "holds" : "MISSED"}`);
  return all.gain > 0;
}

/** Of variants the one of the best mean, by what `measure` gives for each query; says the best five. */
export function pickBest<T>(variants: ReadonlyMap<string, T>, measure: (variant: T) => number[]): T {
  const means = [...variants].map(([name, variant]) => ({ name, variant, mean: findMean(measure(variant)) }));
  means.sort((a, b) => b.mean - a.mean);
  console.log(`  Postgres, best five of ${means.length} variants by mean:`);
  for (const { name, mean } of means.slice(0, 5)) console.log(`    ${mean.toFixed(4)} ${name}`);
  return (means[0] as { variant: T }).variant;
}
