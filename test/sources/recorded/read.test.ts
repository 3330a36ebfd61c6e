/** A folder of saved answers is listed by day; what is no day is counted, what is missing is said. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listRecordedDays, readRecordedDay } from "../../../src/sources/recorded/read.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperboy-recorded-"));
  const names = ["2026-05-14.json", "2026-05-12.json", "2026-05-13.json", "2026-02-30.json", "notes.txt"];
  for (const name of names) await writeFile(join(folder, name), "[]");
  await mkdir(join(folder, "2026-05-15.json"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const daysOf = async (span?: { from?: string; to?: string }) => {
  const found = await listRecordedDays(folder, span);
  return found.ok ? [found.days.map(({ day }) => day), found.ignored] : found.cause;
};

describe("a folder of saved answers", () => {
  it("lists its days in order, counting what is none", async () => {
    expect(await daysOf()).toEqual([["2026-05-12", "2026-05-13", "2026-05-14", "2026-05-15"], 2]);
  });

  it("lists only the asked span, ends included", async () => {
    expect(await daysOf({ from: "2026-05-13", to: "2026-05-14" })).toEqual([["2026-05-13", "2026-05-14"], 2]);
    expect(await daysOf({ to: "2026-05-12" })).toEqual([["2026-05-12"], 2]);
  });

  it("says which folder is missing", async () => {
    const missing = join(folder, "nowhere");
    expect(await listRecordedDays(missing)).toEqual({
      ok: false,
      cause: `the folder ${missing} cannot be read: it does not exist`,
    });
  });
});

describe("a saved answer", () => {
  const dayAt = (day: string) => ({ day, path: join(folder, `${day}.json`) });

  it("is read as text", async () => {
    expect(await readRecordedDay(dayAt("2026-05-12"), 100)).toEqual({ ok: true, text: "[]" });
  });

  it("that cannot be read or is too large costs its day alone", async () => {
    expect(await readRecordedDay(dayAt("2026-05-15"), 1e6)).toMatchObject({
      ok: false,
      cause: expect.stringMatching(/it is a folder$/),
    });
    expect(await readRecordedDay(dayAt("2026-05-16"), 1e6)).toMatchObject({
      ok: false,
      cause: expect.stringMatching(/does not exist$/),
    });
    expect(await readRecordedDay(dayAt("2026-05-12"), 1)).toMatchObject({
      ok: false,
      cause: expect.stringMatching(/more than the 1 allowed/),
    });
  });
});
