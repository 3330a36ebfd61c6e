/** Waiting for late sources: who waits, how long, and what the digest then says. */
import { describe, expect, test } from "vitest";
import { waitsForSources } from "../../../src/domain/calendar/wait.ts";

const dueAt = Temporal.Instant.from("2026-05-14T06:00Z");
const decide = (minutes: number, waits: boolean, late: string[]) =>
  waitsForSources({ dueAt, now: dueAt.add({ minutes }), waits, late });
const wait = { go: false, until: dueAt.add({ hours: 3 }) };

describe("a digest", () => {
  test.each([
    ["of a reader who does not wait goes at its hour", 0, false, ["Hugging Face"], { go: true, note: null }],
    ["goes at its hour when no source is late", 0, true, [], { go: true, note: null }],
    ["waits for a late source", 0, true, ["Hugging Face"], wait],
    ["waits up to three hours", 179, true, ["Hugging Face"], wait],
    ["goes as soon as the last source is in", 42, true, [], { go: true, note: null }],
    ["goes after three hours and says why", 180, true, ["Hugging Face"], { go: true, note: "Hugging Face is late" }],
    ["does not wait in a late start", 600, true, ["arXiv"], { go: true, note: "arXiv is late" }],
    ["names two", 180, true, ["Hugging Face", "arXiv"], { go: true, note: "Hugging Face and arXiv are late" }],
    ["names three", 180, true, ["A", "B", "C"], { go: true, note: "A, B and C are late" }],
  ])("%s", (_promise, minutes, waits, late, decision) => {
    expect(decide(minutes, waits, late)).toEqual(decision);
  });
});
