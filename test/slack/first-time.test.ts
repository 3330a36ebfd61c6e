/** What comes again is known, for ten minutes and within a bound. */
import { expect, test } from "vitest";
import { createFirstTime } from "../../src/slack/door/first-time.ts";

test("a key is new once, until it is forgotten", () => {
  let now = 0;
  const isFirst = createFirstTime(() => now, { ms: 100, most: 10 });
  expect([isFirst("a"), isFirst("a"), isFirst("b")]).toEqual([true, false, true]);
  now = 99;
  expect(isFirst("a")).toBe(false);
  now = 100;
  expect([isFirst("a"), isFirst("a")]).toEqual([true, false]);
});

test("the memory is bounded: the oldest goes", () => {
  const isFirst = createFirstTime(() => 0, { ms: 100, most: 3 });
  for (const key of ["a", "b", "c", "d"]) expect(isFirst(key)).toBe(true);
  expect([isFirst("d"), isFirst("c")]).toEqual([false, false]);
  expect(isFirst("a")).toBe(true);
});
