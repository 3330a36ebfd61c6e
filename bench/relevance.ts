/** Relevance beside Postgres' text search and plain TF-IDF, on labels that others gave to recorded papers. */
import { hasRecorded } from "./relevance-input.ts";
import { benchLikeThese } from "./relevance-like-these.ts";
import { benchLikes } from "./relevance-likes.ts";
import { benchWords } from "./relevance-words.ts";

/** `npm run bench -- relevance [words or like-these or likes]`: one part, or all of them. */
const PARTS: Record<string, () => Promise<boolean>> = {
  words: benchWords,
  "like-these": benchLikeThese,
  likes: benchLikes,
};

const ABSENT =
  "Recorded papers are expected in ../shared/recorded beside the repository; without them nothing is measured.";

const HEADER = `Average precision. Paperboy's weights were chosen by the odd queries of (a), (b) and (c), one set for all,
but which signals there are by all queries. Postgres has its best variant in each part, chosen
by all queries. A line with - at its end: ours is behind.`;

export async function benchRelevance(): Promise<void> {
  const asked = process.argv[3];
  if (asked !== undefined && PARTS[asked] === undefined) {
    console.error(`Relevance has no part "${asked}": ${Object.keys(PARTS).join(", ")}.`);
    process.exitCode = 2;
    return;
  }
  console.log(hasRecorded ? HEADER : ABSENT);
  if (!hasRecorded) return;
  for (const [name, bench] of Object.entries(PARTS)) {
    if (asked !== undefined && asked !== name) continue;
    if (!(await bench())) process.exitCode = 1;
  }
}
