/** Many days of the service in a row with all that goes wrong: nobody is told twice, nobody is left out, and memory stays as it is. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createPostgresDatabase } from "../support/databases.ts";
import { startChild } from "../support/processes.ts";
import type { DayFigures } from "./course.ts";
import { LONG, type Plan, SHORT } from "./plan.ts";
import type { Proof } from "./proof.ts";

const IS_LONG = process.env.PAPERBOY_TEST_LONG === "1";
const CHILD = join(import.meta.dirname, "child.ts");
/**
 * Of the last quarter's median beside the third's, and the heap at the end. Caches fill in the first two weeks, and each
 * process empties its own again and again, which moves the heap by 25 MB; in 64 days it came to 113 MB at most, on the 31st.
 * Tried: half a kilobyte that is lost with each mail of the process that lasts makes it grow 1.18 times, to 170 MB.
 */
const GROWTH = { heapMB: 1.15, rssMB: 1.15, statements: 1.15 };
const HEAP_MOST_MB = 130;

interface Said {
  days: DayFigures[];
  proof: Proof;
  faults: Record<string, number>;
  stopped: string[];
  merges: number;
}

async function soak(form: "long" | "short"): Promise<Said> {
  const child = startChild("--expose-gc", [CHILD, form, await createPostgresDatabase()], { TZ: "UTC" });
  const code = await child.ended;
  if (code !== 0) throw new Error(`the soak ended with ${code}: ${child.errors()}`);
  const said = child.lines.map((line) => JSON.parse(line));
  return { days: said.flatMap(({ day }) => day ?? []), ...said.at(-1) };
}

const sum = (days: DayFigures[], of: keyof DayFigures) => days.reduce((total, day) => total + day[of], 0);

function median(days: DayFigures[], of: keyof DayFigures): number {
  const sorted = days.map((day) => day[of]).sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
}

/** The promises hold, and each fault of the plan was there: else they would hold for nothing. */
function check({ days, proof, faults, stopped, merges }: Said, plan: Plan): void {
  expect(proof.findings).toEqual([]);
  expect(days).toHaveLength(plan.days);
  expect(sum(days, "digests") + sum(days, "quiet") + proof.missed).toBeGreaterThan(plan.readers * plan.days * 0.5);
  expect(Object.keys(faults).sort()).toEqual(expect.arrayContaining(["4xx", "5xx", "down", "policy", "unknown"]));
  expect(proof.states.unknown).toBeGreaterThan(0);
  expect(proof.states.expired).toBeGreaterThan(0);
  expect(proof.missed).toBeGreaterThan(0);
  expect(proof.released).toBeGreaterThan(0);
  expect(stopped.length).toBeGreaterThan(0);
  expect(merges).toBe(plan.merges.length);
  expect(sum(days, "deaths")).toBeGreaterThan(plan.days);
}

describe("a service that runs for days", () => {
  it.skipIf(IS_LONG)("keeps its promises through a week of faults with the end of summer time in it", async () => {
    check(await soak("short"), SHORT);
  });

  it.runIf(IS_LONG)("keeps its promises and its size for 24 days with 20,000 readers", async () => {
    const said = await soak("long");
    print(said);
    check(said, LONG);
    const quarter = LONG.days / 4;
    const [third, last] = [said.days.slice(2 * quarter, 3 * quarter), said.days.slice(-quarter)];
    for (const [of, most] of Object.entries(GROWTH) as [keyof typeof GROWTH, number][])
      expect(median(last, of) / median(third, of), `growth of ${of}`).toBeLessThan(most);
    expect(median(last, "heapMB"), "heap at the end").toBeLessThan(HEAP_MOST_MB);
  });
});

function print({ days, proof, faults }: Said): void {
  const round = (of: keyof DayFigures) => days.map((day) => Math.round(day[of])).join(" ");
  const deliveries = Object.values(proof.states).reduce((total, count) => total + count, 0);
  console.log(
    [
      `${LONG.readers} readers, ${days.length} days, ${Math.round(sum(days, "seconds"))} s`,
      `digests ${sum(days, "digests")}, quiet ${sum(days, "quiet")}, missed ${proof.missed}, released ${proof.released}`,
      `deliveries ${deliveries}: ${JSON.stringify(proof.states)}; faults ${JSON.stringify(faults)}, deaths ${sum(days, "deaths")}`,
      `heap by day (MB): ${round("heapMB")}`,
      `resident by day (MB): ${round("rssMB")}`,
      `statements by day: ${round("statements")}`,
      `seconds by day: ${round("seconds")}`,
    ].join("\n"),
  );
}
