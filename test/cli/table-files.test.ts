/** Small tables in files: what is written is what is read, in each format; and what is said of a file that is none. */
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkTarget, readTable, writeTable } from "../../src/cli/table-files.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperboy-tables-"));
});
afterAll(() => rm(folder, { recursive: true }));

const COLUMNS = ["slug", "text"] as const;
const ROWS = [
  { slug: "plain", text: "word" },
  { slug: "yes", text: "no" },
  { slug: "1e3", text: "2026-05-14" },
  { slug: "quotes", text: 'a "b", it\'s: #c & *d, {e}' },
  { slug: "formula", text: '=HYPERLINK("x")' },
  { slug: "lines", text: "one\ntwo\n" },
  { slug: "empty", text: "" },
  { slug: "ü", text: "字 ＝1" },
  { slug: "long", text: "word ".repeat(60) },
];

describe.each(["yaml", "yml", "csv", "json"])("a table as .%s", (kind) => {
  it("is read as it was written, and leaves no draft behind", async () => {
    const file = join(folder, `table.${kind}`);
    await writeTable(file, COLUMNS, ROWS);
    expect(await readTable(file)).toEqual(ROWS);
    await writeTable(file, COLUMNS, []);
    expect(await readTable(file)).toEqual([]);
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

describe("a file that is no table", () => {
  it.each([
    ["a.txt", "", /must end in/],
    ["a.yaml", "slug: alone", /a list is meant/],
    ["a.yaml", "- &a [x]\n- *a", /alias/i],
    ["a.json", '{"slug":"alone"}', /a list is meant/],
    ["a.json", "[{]", /JSON/],
    ["a.csv", 'slug,text\n"open', /quote/i],
    ["a.csv", "slug,text\none,two,three", /columns/i],
    ["a.csv", Buffer.from("slug,text\n\xfcber,x", "latin1"), /encoded data was not valid/i],
    ["a.json", "x".repeat(5_000_001), /larger than 5 MB/],
    ["missing.yaml", null, /no such file/],
  ])("%s: %j", async (name, content, says) => {
    const file = join(folder, name);
    if (content !== null) await writeFile(file, content);
    await expect(readTable(file)).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(says) });
  });

  it("is not written over without --force, or under another ending", async () => {
    const file = join(folder, "there.csv");
    await writeFile(file, "");
    expect(() => checkTarget(file, false)).toThrow(/is there already/);
    expect(() => checkTarget(file, true)).not.toThrow();
    expect(() => checkTarget(join(folder, "a.xlsx"), true)).toThrow(/must end in/);
  });

  it("that cannot be written leaves what stood", async () => {
    const file = join(folder, "missing", "a.csv");
    await expect(writeTable(file, COLUMNS, ROWS)).rejects.toThrow(/no such file/);
  });
});
