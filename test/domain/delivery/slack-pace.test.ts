/** Slack's pace: a second in a conversation, three hundred a minute in all, in the order of asking. */
import { expect, it } from "vitest";
import { createSlackPace } from "../../../src/domain/delivery/slack-pace.ts";

it("lets five conversations a second post, and each once a second", () => {
  const pace = createSlackPace();
  const waits = ["C1", "C2", "C3", "C4", "C5", "C6"].map((each) => pace.take(each, 0));
  expect(waits).toEqual([0, 200, 400, 600, 800, 1_000]);
  expect(pace.take("C1", 1_150)).toBe(50);
  expect(pace.take("C1", 1_150)).toBe(1_050);
});

it("waits for nobody who has been quiet, and forgets who long was", () => {
  const pace = createSlackPace();
  let now = 0;
  for (let i = 0; i < 5_000; i += 1) {
    expect(pace.take(`C${i}`, now)).toBe(0);
    now += 200;
  }
  expect(pace.take("C4999", now)).toBe(800);
  expect(pace.take("C1", now + 1_000)).toBe(0);
});
