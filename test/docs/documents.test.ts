/** The documents agree with the source: generated parts are as they would be written, links lead somewhere, proofs are there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeDocuments } from "../../docs/write.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { listBlocks } from "./blocks.ts";

const ROOT = join(import.meta.dirname, "../..");
const DOCUMENTS = [
  "README.md",
  "CHANGELOG.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

it("what is made of the source is up to date (npm run docs)", () => {
  for (const [file, { before, after }] of writeDocuments()) expect(before, file).toBe(after);
});

it("nobody is told to type a password where the list of processes shows it", () => {
  const typed = /--?\w+[ =]postgres:\/\/[^\s/@]+:[^\s/@]+@/;
  for (const file of DOCUMENTS) expect(read(file), file).not.toMatch(typed);
  for (const command of buildProgram().commands) {
    const said: string[] = [];
    command.configureOutput({ writeOut: (text) => said.push(text) }).outputHelp();
    const help = said.join("");
    expect(help, command.name()).not.toMatch(typed);
    expect(help, command.name()).not.toContain("PASSWORD@");
    if (command.name() === "move") expect(help).toMatch(/PGPASSWORD.*\.pgpass/);
  }
});

/** As GitHub makes them of headings. */
const anchorsOf = (file: string) =>
  [...read(file).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );

describe.each(DOCUMENTS)("%s", (file) => {
  it("has links that lead somewhere in the repository", () => {
    const prose = read(file).replace(/```[\s\S]*?```/g, "");
    const links = [...prose.matchAll(/\]\((?!https?:|mailto:)([^)\s]*)\)|(?:src|href)="(?!https?:)([^"]+)"/g)].map(
      (match) => match[1] ?? match[2] ?? "",
    );
    for (const link of links) {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? file : join(dirname(file), path);
      expect(existsSync(join(ROOT, target)), `${file}: ${link}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(target), `${file}: ${link}`).toContain(anchor);
    }
  });

  it("names files that are there", () => {
    const named = [
      ...read(file).matchAll(/`((?:src|test|docs|deploy|migrations|bench)\/[\w./-]+\.(?:ts|yml|service|md))`/g),
    ].map(([, name = ""]) => name);
    expect(named.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
  });

  it("names commands that there are", () => {
    const known = new Set(buildProgram().commands.map((command) => command.name()));
    const typed = listBlocks(read(file)).flatMap(({ lines }) =>
      lines.flatMap((line) => /^(?:paperboy|npm run -s paperboy --) ([a-z-]+)/.exec(line)?.[1] ?? []),
    );
    expect(typed.filter((name) => !known.has(name))).toEqual([]);
  });
});
