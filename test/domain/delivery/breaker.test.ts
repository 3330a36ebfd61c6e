/** When policy refusals stop a relay: twenty of them, or one in twenty once there are enough to tell. */
import { expect, test } from "vitest";
import { tripsBreaker } from "../../../src/domain/delivery/breaker.ts";

test.each([
  [0, 0, false],
  [0, 10_000, false],
  [1, 1, false],
  [4, 4, false],
  [4, 20, false],
  [5, 5, true],
  [5, 100, true],
  [5, 101, false],
  [19, 381, false],
  [19, 380, true],
  [20, 1_000_000, true],
  [300, 300, true],
  [6, 0, false],
])("%i refused of %i tried within five minutes: %s", (refused, attempted, trips) => {
  expect(tripsBreaker({ refused, attempted }) !== null).toBe(trips);
});

test("the operator reads what happened", () => {
  expect(tripsBreaker({ refused: 20, attempted: 200 })).toBe(
    "the relay refused 20 different recipients of 200 tries (10 %) by its policy within 5 minutes",
  );
});
