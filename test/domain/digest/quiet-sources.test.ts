/** A quiet digest names the cause that the sources' own days give. */
import { expect, test } from "vitest";
import { explainQuietDay, type QuietFacts, type SourceDayFacts } from "../../../src/domain/digest/quiet.ts";

const day = (source: string, on: string, state: SourceDayFacts["state"], cause = "why"): SourceDayFacts => ({
  source,
  day: on,
  state,
  cause,
});
const SUNDAY = "arXiv announced nothing on Sunday: it never does on Saturdays and Sundays";
const facts: QuietFacts = {
  on: "2026-05-18",
  lastOn: "2026-05-17",
  topics: 1,
  papersRead: 0,
  alreadyShown: 0,
  weak: 0,
  hidden: 0,
  sources: ["arxiv/cs.CL", "arxiv/cs.LG", "huggingface", "feed/example.org"],
};

test.each<[string, Partial<QuietFacts>, RegExp, boolean]>([
  [
    "all sources pause",
    {
      days: [day("arxiv/cs.CL", "2026-05-17", "holiday", SUNDAY), day("arxiv/cs.LG", "2026-05-17", "holiday", SUNDAY)],
    },
    /^arXiv announced nothing on Sunday: it never does on Saturdays and Sundays\.$/,
    true,
  ],
  [
    "one source pauses and another listed something",
    { days: [day("arxiv/cs.CL", "2026-05-17", "holiday", SUNDAY), day("feed/example.org", "2026-05-17", "complete")] },
    /^No new papers have been read since Sun 17 May/,
    false,
  ],
  [
    "Hugging Face is late",
    { on: "2026-05-15", lastOn: "2026-05-14", days: [day("huggingface", "2026-05-14", "waiting")] },
    /Hugging Face is late\.$/,
    false,
  ],
  [
    "arXiv is stale in two categories",
    {
      on: "2026-05-15",
      lastOn: "2026-05-14",
      days: [day("arxiv/cs.CL", "2026-05-14", "stale"), day("arxiv/cs.LG", "2026-05-14", "stale")],
    },
    /[^.]*\. arXiv is late\.$/,
    false,
  ],
  [
    "a source failed",
    { on: "2026-05-15", lastOn: "2026-05-14", days: [day("feed/example.org", "2026-05-14", "failed")] },
    /example\.org could not be read\.$/,
    false,
  ],
  [
    "a feed had no post",
    { on: "2026-05-15", lastOn: "2026-05-14", days: [day("feed/example.org", "2026-05-14", "waiting")] },
    /no source was read, or it listed nothing new/,
    false,
  ],
  [
    "papers came, but one source is late",
    { on: "2026-05-15", lastOn: "2026-05-14", papersRead: 12, days: [day("huggingface", "2026-05-14", "waiting")] },
    /^Nothing matched your topic among the 12 papers read since Thu 14 May\. Hugging Face is late\.$/,
    false,
  ],
  [
    "a source that the installation does not read fails",
    { on: "2026-05-15", lastOn: "2026-05-14", days: [day("biorxiv", "2026-05-14", "failed")] },
    /no source was read/,
    false,
  ],
])("%s", (_, change, cause, holiday) => {
  const quiet = explainQuietDay({ ...facts, ...change });
  expect(quiet.cause).toMatch(cause);
  expect(quiet.holiday).toBe(holiday);
});
