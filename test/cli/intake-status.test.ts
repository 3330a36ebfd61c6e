/** The calendar on a terminal: within its width, days of one cause together, nothing told twice. */
import { describe, expect, it } from "vitest";
import { drawStatus } from "../../src/cli/intake-status.ts";
import type { IntakeStatus, StatusCell } from "../../src/reading/intake-status.ts";

const AT = Temporal.Instant.from("2026-05-14T09:00:00Z");
const LATE = "not announced yet: the feed bears 2026-05-11; the list page bears 2026-05-11";
const daysTo = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    Temporal.PlainDate.from("2026-05-14")
      .subtract({ days: count - 1 - i })
      .toString(),
  );
const cell = (day: string, change: Partial<StatusCell> = {}): StatusCell => ({
  day,
  state: "complete",
  declared: null,
  parsed: 31,
  attempts: 1,
  cause: "31 listings, and two readings agree",
  nextLookAt: null,
  ...change,
});

/** `changes`: by source, then by day. */
function statusOf(
  days: string[],
  changes: Record<string, Record<string, Partial<StatusCell>>>,
  alarms: IntakeStatus["alarms"] = [],
): IntakeStatus {
  const sources = Object.entries(changes).map(([name, changed]) => ({
    name,
    active: name !== "biorxiv",
    cells: days.map((day) => cell(day, changed[day])),
  }));
  return { days, sources, alarms };
}
const draw = (status: IntakeStatus, columns = 80) => drawStatus(status, { columns, at: AT });
const waiting = { state: "waiting", parsed: null, cause: LATE } as const;

const FORTNIGHT = statusOf(
  daysTo(14),
  {
    "arxiv/cs.CV": {
      "2026-05-12": { ...waiting, nextLookAt: "2026-05-14T07:30:00.000Z" },
      "2026-05-13": { ...waiting, nextLookAt: "2026-05-14T09:30:00.000Z" },
      "2026-05-14": { state: "failed", cause: "arxiv.org answered 503; run again later", parsed: null },
    },
    biorxiv: {},
    "feed/blog.example.org/some/long/path/of/papers": { "2026-05-09": { parsed: 1_204 } },
    huggingface: {
      "2026-05-09": { state: "holiday", parsed: 0 },
      "2026-05-13": { state: "partial", parsed: 28, cause: "28 listings; its day is not over" },
      "2026-05-12": { state: "partial", parsed: 3, declared: 9, cause: "3 of 9 declared listings read" },
      "2026-05-14": { state: "gap", parsed: null, cause: "nobody has looked yet; run: paperboy intake due" },
    },
  },
  [
    {
      source: "arxiv/cs.CV",
      day: "2026-05-12",
      kind: "late",
      says: `arxiv/cs.CV 2026-05-12 is late: ${LATE}`,
      since: "2026-05-12T14:00:00.000Z",
    },
    {
      source: "huggingface",
      day: "2026-05-11",
      kind: "low",
      says: "huggingface 2026-05-11 has 3 listings; the usual is 31",
      since: "2026-05-12T01:06:00.000Z",
    },
  ],
);

describe("the calendar", () => {
  it("marks each day with its count or state, numbers to the right", () => {
    const line = draw(FORTNIGHT, Number.POSITIVE_INFINITY).find((each) => each.startsWith("huggingface"));
    expect(line?.split(/\s+/).slice(1).join(" ")).toBe("31 31 31 31 31 31 31 31 – 31 31 3/9 28+ ??");
    expect(draw(FORTNIGHT).find((each) => each.startsWith("biorxiv"))).toMatch(/^biorxiv \(paused\) +31/);
  });

  it.each([14, 7, 60, 2])("of %i days stays within a terminal of 80 and of 50 columns", (count) => {
    for (const columns of [80, 50]) {
      const days = daysTo(count);
      const drawn = draw(
        { ...FORTNIGHT, days, sources: statusOf(days, { "arxiv/cs.CV": {}, huggingface: {} }).sources },
        columns,
      );
      expect(drawn.filter((line) => [...line].length > columns)).toEqual([]);
      for (const day of days) expect(drawn.join("\n")).toContain(` ${day.slice(8)}`);
    }
  });
});

describe("below it", () => {
  it("days in a row with one cause are told together, with when they are looked at", () => {
    const drawn = draw(FORTNIGHT).join("\n");
    expect(drawn).toContain("6 days not whole:");
    expect(drawn).toContain(
      `  arxiv/cs.CV  2026-05-12 to 2026-05-13  waiting, due now: paperboy intake due\n    not announced yet: the feed bears 2026-05-11; the list page bears 2026-05-11\n`,
    );
    expect(drawn).toContain("  arxiv/cs.CV  2026-05-14  failed, not looked at again\n    arxiv.org answered 503");
    expect(drawn).toContain("  huggingface  2026-05-14\n    nobody has looked yet");
  });

  it("an alarm says its cause only where that is not told above", () => {
    const drawn = draw(FORTNIGHT);
    expect(drawn.slice(drawn.indexOf("2 alarms:"))).toEqual([
      "2 alarms:",
      "  arxiv/cs.CV 2026-05-12 is late, since 2026-05-12 14:00 UTC",
      "  huggingface 2026-05-11 has 3 listings; the usual is 31, since 2026-05-12 01:06",
      "  UTC",
    ]);
  });

  it("nothing is told where every day is whole, and where no source is on", () => {
    expect(draw(statusOf(daysTo(3), { huggingface: {} })).at(-1)).toBe("Every day is whole.");
    expect(draw(statusOf(daysTo(3), {}))).toEqual(["No source is on. Add one: paperboy source add huggingface"]);
  });
});
