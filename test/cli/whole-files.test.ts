/** Files are whole or not there, also on a disk that takes only a part of what is written, and among what others left. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { writeWhole } from "../../src/keeping/whole-file.ts";
import { createPostgresDatabase } from "../support/databases.ts";

const ROOT = join(import.meta.dirname, "../..");
const TABLE_FILES = join(ROOT, "src/cli/table-files.ts");

let folder: string;
beforeEach(async () => {
  const made = await mkdtemp(join(tmpdir(), "paperboy-whole-"));
  onTestFinished(() => rm(made, { recursive: true }));
  folder = made;
});

/** A limit on the size of files is met as a full disk is: first a part is written, then nothing. */
const withinLimit = (program: string): Promise<{ stdout: string }> =>
  promisify(execFile)("/bin/sh", [
    "-c",
    `ulimit -f 1; exec "$0" --input-type=module -e "$1"`,
    process.execPath,
    program,
  ]);

it.runIf(process.platform !== "win32")("a disk that is full in the middle of a table leaves what stood", async () => {
  const file = join(folder, "topics.json");
  await writeFile(file, "what stood");
  const program = `
    import { writeTable } from ${JSON.stringify(TABLE_FILES)};
    const rows = Array.from({ length: 100 }, () => ({ slug: "x".repeat(50) }));
    await writeTable(${JSON.stringify(file)}, ["slug"], rows).then(() => console.log("done"), (error) => console.log(error.code));`;
  expect((await withinLimit(program)).stdout).toBe("EFBIG\n");
  expect(await readFile(file, "utf8")).toBe("what stood");
  expect(await readdir(folder)).toEqual(["topics.json"]);
});

it.runIf(process.platform !== "win32")(
  "an import whose report does not fit on the disk says so",
  async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `{"address":"reader${i}@example.org","topics":["agents"]}`);
    await writeFile(join(folder, "readers.jsonl"), lines.join("\n"));
    const url = await createPostgresDatabase();
    const env = { PATH: process.env.PATH, DATABASE_URL: url, PAPERBOY_DATA: folder };
    const order = "import subscribers readers.jsonl --confirmed --report report.csv";
    const started = promisify(execFile)(
      "/bin/sh",
      ["-c", `ulimit -f 1; exec "$0" "$1" ${order}`, process.execPath, join(ROOT, "bin/paperboy.js")],
      { cwd: folder, env },
    );
    await expect(started).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("EFBIG") });
  },
  60_000,
);

it("a draft that a killed process left is in nobody's way, and stays", async () => {
  const left = `topics.yaml.${process.pid}.part`;
  await writeFile(join(folder, left), "half");
  await writeWhole(join(folder, "topics.yaml"), (draft) => draft.appendFile("all of it"));
  expect(await readFile(join(folder, "topics.yaml"), "utf8")).toBe("all of it");
  const failing = writeWhole(join(folder, "topics.yaml"), async () => {
    throw new Error("no more");
  });
  await expect(failing).rejects.toThrow("no more");
  expect((await readdir(folder)).sort()).toEqual(["topics.yaml", left]);
});

it("two at once to one name are each whole", async () => {
  const file = join(folder, "one.csv");
  const texts = ["a", "b", "c"].map((letter) => letter.repeat(100_000));
  await Promise.all(texts.map((text) => writeWhole(file, (draft) => draft.appendFile(text))));
  expect(texts).toContain(await readFile(file, "utf8"));
  expect(await readdir(folder)).toEqual(["one.csv"]);
});
