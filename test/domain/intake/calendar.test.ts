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
  ["2026-12-30", /the evening before was a day off at arXiv/],
  ["2027-01-01", /the evening before was New Year's Eve/],
  ["2024-01-01", null], // kept as New Year's Eve only since
  ["2027-07-05", null], // Independence Day is a Sunday ...
  ["2027-07-06", /on Tuesday: the evening before was Independence Day/], // ... and kept on Monday
  ["2026-07-06", null], // a Saturday: kept on Friday, an evening without announcement
  ["2026-11-20", null],
])("%s is a day with an announcement, or says why not", (day, cause) => {
  if (cause === null) expect(explainArxivPause(day)).toBeNull();
  else expect(explainArxivPause(day)).toMatch(cause);
});

/** As arXiv published them; a Friday's evening has no announcement anyway. */
test.each([
  [2023, "01-16 06-14 06-19 07-04 09-04 11-23 12-25 12-27"],
  [2024, "01-15 05-22 06-19 07-04 09-02 11-28 12-25 12-26 12-31"],
  [2025, "01-01 01-20 06-19 07-06 09-01 11-27"],
  [2026, "01-01 01-19 06-19 07-03 09-07 11-26 12-25 12-29 12-31"],
])("the evenings off of %i are those of arXiv's list", (year, listed) => {
  const first = Temporal.PlainDate.from(`${year}-01-01`);
  const evenings = Array.from({ length: first.daysInYear }, (_, i) => first.add({ days: i }));
  const off = evenings.filter((evening) => {
    const batch = evening.add({ days: 1 });
    return batch.dayOfWeek <= 5 && explainArxivPause(batch.toString()) !== null;
  });
  const published = listed
    .split(" ")
    .map((day) => Temporal.PlainDate.from(`${year}-${day}`))
    .filter(({ dayOfWeek }) => ![5, 6].includes(dayOfWeek));
  const unknown = ["2023-01-02", "2024-01-01", "2025-12-25", "2025-12-31"]; // not in the lists that are left
  expect(off.map(String).filter((day) => !unknown.includes(day))).toEqual(published.map(String));
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
