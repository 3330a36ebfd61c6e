/** A day is called complete only when there is reason to believe it. */
import { expect, test } from "vitest";
import { judgeReading, type ReadingFacts } from "../../../src/domain/intake/completeness.ts";

const at = (text: string) => Temporal.Instant.from(text);
const facts: ReadingFacts = {
  source: "huggingface",
  day: "2026-05-13",
  at: at("2026-05-14T05:00:00Z"),
  listings: 30,
  new: 0,
  unread: [],
  agreedSince: at("2026-05-14T04:00:00Z"),
};

test.each<[string, Partial<ReadingFacts>, string, RegExp]>([
  ["two readings an hour apart agree after the day", {}, "complete", /two readings agree/],
  ["the day is not over", { at: at("2026-05-13T23:59:00Z") }, "partial", /not over/],
  ["it was read for the first time", { agreedSince: null }, "partial", /no second reading/],
  ["the second reading came too soon", { agreedSince: at("2026-05-14T04:30:00Z") }, "partial", /no second reading/],
  ["the second reading brought something new", { new: 1 }, "partial", /no second reading/],
  ["the list is at the source's limit", { listings: 50 }, "partial", /limit/],
  ["a listing could not be read", { unread: ["2605.1: title is missing"] }, "partial", /1 unread: 2605.1/],
  ["nothing is listed", { listings: 0 }, "empty", /nothing/],
  [
    "a saved page was read whole",
    { source: "page", agreedSince: null, new: 42, listings: 42 },
    "complete",
    /42 listings read/,
  ],
])("%s", (_, change, state, cause) => {
  const judged = judgeReading({ ...facts, ...change });
  expect(judged.state).toBe(state);
  expect(judged.cause).toMatch(cause);
});
