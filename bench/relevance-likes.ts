/** Relevance after likes: a reader who follows everything and cares for one keyword that nobody told us. */
import { measureSignal } from "../src/domain/ranking/rank.ts";
import { createRandom } from "../test/support/random.ts";
import { type Collection, type Paper, type Query, readKeywords, readMonth, shuffle } from "./relevance-input.ts";
import { findMean, measurePrecision, rankScores } from "./relevance-measure.ts";
import { type Ours, prepareOurs, scoreLikeness } from "./relevance-ours.ts";

const STEPS = [0, 1, 3, 10, 20];
/**
 * Groups of readers by how many likes they have papers for: the same readers and the same truth at each of their
 * steps.
 */
const POOLS = [3, 10, 20];
/** Papers that must be left to be found. */
const LEFT_LEAST = 5;
const SEEDS = [1, 2, 3, 4, 5];
/** Below no feedback by more than this is not noise. */
const NOISE = 0.02;

interface Reader {
  words: string;
  liked: number[];
  disliked: number[];
  truth: ReadonlySet<number>;
}

/**
 * True if in each group the mean rises with 3, 10 and 20 likes, and no reader's mean over the draws falls below none.
 */
export async function benchLikes(): Promise<boolean> {
  const collection = readKeywords();
  const ours = prepareOurs(collection.papers);
  console.log(`\n(d) likes: readers of everything who care for one keyword, ${SEEDS.length} draws each`);
  console.log("  With no like the order is the community's. Liked papers, and those voted less, are not ranked.");
  let holds = true;
  for (const pool of POOLS) {
    for (const less of [false, true]) {
      const readers = collection.queries
        .filter(({ truth }) => truth.size >= pool + LEFT_LEAST)
        .map((query) => SEEDS.map((seed) => drawReader(collection, query, pool, less, seed)));
      holds = tellGroup(ours, readers, pool, less) && holds;
    }
  }
  await tellBeside(collection);
  return holds;
}

/** What related words add after few likes, where a month of arXiv is stored too. */
async function tellBeside(collection: Collection): Promise<void> {
  const beside = prepareOurs(collection.papers, await readMonth());
  const draws = collection.queries.flatMap((query) =>
    SEEDS.map((seed) => drawReader(collection, query, 3, false, seed)),
  );
  for (const likes of [1, 3]) {
    const [related, without] = [beside, { ...beside, lsi: null }].map((ours) =>
      findMean(draws.map((reader) => measureReader(ours, reader, likes))).toFixed(4),
    );
    console.log(
      `  with a month of arXiv stored too, ${likes === 1 ? "1 like" : `${likes} likes`}: ${without}, and with related words ${related}`,
    );
  }
}

/** As many votes `less` as likes, on papers that do not hold the keyword, if `less`. */
function drawReader({ papers }: Collection, query: Query, pool: number, less: boolean, seed: number): Reader {
  const random = createRandom(100 * seed + pool);
  const holders = [...query.truth];
  shuffle(holders, random);
  const others = papers.flatMap((_, at) => (query.truth.has(at) ? [] : [at]));
  shuffle(others, random);
  return {
    words: query.words,
    liked: holders.slice(0, pool),
    disliked: less ? others.slice(0, pool) : [],
    truth: new Set(holders.slice(pool)),
  };
}

function tellGroup(ours: Ours, readers: Reader[][], pool: number, less: boolean): boolean {
  const steps = STEPS.filter((likes) => likes <= pool);
  const scores = steps.map((likes) =>
    readers.map((draws) => findMean(draws.map((reader) => measureReader(ours, reader, likes)))),
  );
  const means = scores.map(findMean);
  const [none] = scores as [number[]];
  const gains = scores.map((step) => step.map((score, i) => score - (none[i] as number)));
  console.log(`  ${readers.length} readers with ${pool} papers to like${less ? ", and as many votes for less" : ""}:`);
  steps.forEach((likes, k) => {
    const worst = Math.min(...(gains[k] as number[]));
    const who = readers[(gains[k] as number[]).indexOf(worst)]?.[0]?.words;
    const fallen = (gains[k] as number[]).filter((gain) => gain < 0).length;
    const against = likes === 0 ? "" : `; worst reader ${worst.toFixed(3)} (${who}), below none ${fallen}`;
    console.log(`    ${String(likes).padStart(2)} likes: ${(means[k] as number).toFixed(4)}${against}`);
  });
  // One like is told, but not promised: one paper is about many things.
  const rises = means
    .filter((_, k) => steps[k] !== 1)
    .every((mean, i, all) => i === 0 || mean > (all[i - 1] as number));
  const falls = gains.some((step, k) => (steps[k] as number) >= 3 && Math.min(...step) < -NOISE);
  console.log(
    `    rises with each step: ${rises ? "holds" : "MISSED"}; nobody below none: ${falls ? "MISSED" : "holds"}`,
  );
  return rises && !falls;
}

function measureReader(ours: Ours, { liked, disliked, truth }: Reader, likes: number): number {
  const told = new Set([...liked, ...disliked]);
  const scores =
    likes === 0 ? ours.papers.map(measurePaper) : scoreLikeness(ours, liked.slice(0, likes), disliked.slice(0, likes));
  return measurePrecision(
    rankScores(scores, -1).filter((at) => !told.has(at)),
    truth,
  );
}

const measurePaper = ({ upvotes, comments, codeStars }: Paper): number =>
  measureSignal({ upvotes, comments, codeStars });
