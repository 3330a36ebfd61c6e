/** arXiv's calendar: which days bear an announcement, which submissions they hold, and what an old batch looks like. */
import { describe, expect, it, test } from "vitest";
import {
  explainArxivPause,
  findBatchDay,
  findSubmissionWindow,
  isStaleBatch,
} from "../../../src/domain/intake/arxiv-calendar.ts";

const eastern = (text: string) => Temporal.ZonedDateTime.from(`${text}[America/New_York]`).toInstant();

test.each([
  ["2026-05-13", null],
  ["2026-05-16", /^arXiv announced nothing on Saturday: it never does on Saturdays and Sundays$/],
  ["2026-05-17", /nothing on Sunday/],
  ["2026-05-18", null],
  ["2026-01-02", /the evening before was New Year's Day/],
  ["2026-01-20", /the evening before was Martin Luther King Day/],
  ["2026-09-08", /the evening before was Labor Day/],
  ["2026-11-27", /the evening before was Thanksgiving/],
  ["2026-11-26", null],
  ["2026-11-20", null],
])("%s is a day with an announcement, or says why not", (day, cause) => {
  if (cause === null) expect(explainArxivPause(day)).toBeNull();
  else expect(explainArxivPause(day)).toMatch(cause);
});

/** The table of https://info.arxiv.org/help/availability.html, with the date that the feed of the morning after bears. */
describe("a submission comes with the batch of the table", () => {
  it.each([
    ["2026-05-11T14:00", "2026-05-13"], // Monday 14:00 to Tuesday 14:00: announced on Tuesday evening
    ["2026-05-12T13:59", "2026-05-13"],
    ["2026-05-12T14:00", "2026-05-14"],
    ["2026-05-13T14:00", "2026-05-15"],
    ["2026-05-14T14:00", "2026-05-18"], // Thursday 14:00 to Friday 14:00: announced on Sunday evening
    ["2026-05-15T13:59", "2026-05-18"],
    ["2026-05-15T14:00", "2026-05-19"], // Friday 14:00 to Monday 14:00: announced on Monday evening
    ["2026-05-17T09:00", "2026-05-19"],
    ["2026-05-18T13:59", "2026-05-19"],
    ["2026-03-09T13:59", "2026-03-10"], // the Monday after summer time began
    ["2026-09-07T12:00", "2026-09-09"], // Labor Day: its evening is skipped
  ])("%s Eastern: %s", (at, day) => expect(findBatchDay(eastern(at))).toBe(day));

  it("and every instant of two years is in exactly the window of its batch, with no gap between windows", () => {
    let at = Temporal.Instant.from("2025-12-31T00:07:00Z");
    for (let i = 0; i < 2_400; i++, at = at.add({ hours: 7 })) {
      const window = findSubmissionWindow(findBatchDay(at));
      expect(
        window && Temporal.Instant.compare(window.from, at) <= 0 && Temporal.Instant.compare(at, window.to) < 0,
      ).toBe(true);
    }
    expect(findSubmissionWindow("2026-05-16")).toBeNull();
  });
});

test.each<[string[], string[], boolean]>([
  [["a", "b"], [], false],
  [["a", "b"], ["a", "b"], true],
  [["a", "b", "c"], ["a"], false],
  [["a", "b", "c", "d"], ["a", "b"], true],
  [[], ["a"], false],
])("of new papers %j, announced before %j: stale is %s", (keys, before, stale) =>
  expect(isStaleBatch(keys, new Set(before))).toBe(stale),
);
