/** Keeps the shape of the source: what may import what, where SQL stands, how files are named and how long they get. */
import { readdirSync, readFileSync } from "node:fs";
import { join, normalize, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { LEVELS } from "./levels.ts";

const ROOT = join(import.meta.dirname, "../src");
const files = readdirSync(ROOT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts"))
  .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
  .sort();
const source = (file: string) => readFileSync(join(ROOT, file), "utf8");

const placeOf = (file: string) => file.split("/")[0] as string;
const levelOf = (file: string) => LEVELS[placeOf(file)];

function importsOf(file: string): string[] {
  const specifiers = [...source(file).matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(
    (match) => match[1] as string,
  );
  return specifiers.filter((each) => each.startsWith(".")).map((each) => normalize(join(file, "..", each)));
}

describe("the source keeps its shape", () => {
  test("every file has a level", () => {
    expect(files.filter((file) => levelOf(file) === undefined)).toEqual([]);
  });

  test("an import goes to the own folder or to a lower level, and adapters and use cases never know each other", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => placeOf(target) !== placeOf(file) && (levelOf(target) ?? 99) >= (levelOf(file) ?? -1))
        .filter((target) => !(levelOf(file) === 0 && levelOf(target) === 0))
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("rules are pure: the domain imports no input, output, clock or configuration", () => {
    const pure = /from "(?!\.|node:crypto)[^"]+"|Temporal\.Now|Date\.now|process\.|Math\.random/;
    expect(files.filter((file) => file.startsWith("domain/") && pure.test(source(file)))).toEqual([]);
    const ground = files.filter(
      (file) =>
        file.startsWith("domain/") &&
        importsOf(file).some((target) => levelOf(target) === 0 && target !== "nearest.ts"),
    );
    expect(ground).toEqual([]);
  });

  test("doors know use cases, not the database", () => {
    const doors = files.filter((file) => levelOf(file) === 4);
    expect(doors.filter((file) => importsOf(file).some((target) => placeOf(target) === "db"))).toEqual([]);
  });

  test("SQL stands only in db/", () => {
    const wrong = files.filter(
      (file) => !file.startsWith("db/") && /\bsql`|from "kysely"|from "pg"/.test(source(file)),
    );
    expect(wrong).toEqual([]);
  });

  test("the environment is read in one place", () => {
    expect(files.filter((file) => /process\.env/.test(source(file)))).toEqual(["cli/context.ts"]);
  });

  test("no file is called utils, helpers, common or types", () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|types)\.ts$/.test(file))).toEqual([]);
  });

  test("a file begins with a sentence on what it is for, and fits three screens", () => {
    expect(files.filter((file) => !/^\/\*\*? ?\S/.test(source(file)))).toEqual([]);
    const long = files
      .map((file) => `${file} ${source(file).split("\n").length}`)
      .filter((line) => Number(line.split(" ")[1]) > 240);
    expect(long).toEqual([]);
  });
});
