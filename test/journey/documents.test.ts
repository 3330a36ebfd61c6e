/** The commands of the documents are run, in the order in which they stand, by the real program. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listBlocks } from "../docs/blocks.ts";
import { openProgram } from "../support/program.ts";

const DOCS = join(import.meta.dirname, "../../docs");

/** Words between blanks; quotes hold them together, as a shell would. */
const split = (line: string): string[] =>
  [...line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, a, b) => a ?? b),
  );

describe.each(readdirSync(DOCS).filter((name) => name.endsWith(".md")))("docs/%s", (name) => {
  const blocks = listBlocks(readFileSync(join(DOCS, name), "utf8"));

  it("says of each block whether it is run, or why not", () => {
    for (const { says, lines } of blocks) expect(says, lines[0]).toMatch(/^(run|run, may fail|not run: .+)$/);
  });

  it.runIf(blocks.some(({ says }) => says?.startsWith("run")))("does what it says", async () => {
    const program = await openProgram({ PAPERBOY_HUGGINGFACE_URL: "http://127.0.0.1:9" });
    try {
      for (const { says, lines } of blocks.filter((block) => block.says?.startsWith("run")))
        for (const line of lines) {
          const words = split(line.replace(/^npm run -s paperboy -- /, "paperboy "));
          expect(words[0], line).toBe("paperboy");
          const { code, stdout, stderr } = await program.run(words.slice(1));
          expect(code, `${line}\n${stdout}\n${stderr}`).toBeLessThanOrEqual(says === "run" ? 0 : 1);
        }
    } finally {
      await program.remove();
    }
  });
});
