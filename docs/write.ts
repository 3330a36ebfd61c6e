/** Writes what the documents show of the source: the table of variables, and the map of the code. `npm run docs`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { variables } from "../src/config-variables.ts";
import { drawMap } from "./map.ts";

const ROOT = join(import.meta.dirname, "..");

/** What stands between `<!-- NAME -->` and `<!-- /NAME -->`, by file and name. */
const PARTS: Record<string, Record<string, () => string>> = {
  "README.md": { configuration: drawVariables, map: drawMap },
  "docs/architecture.md": { map: drawMap },
  "docs/contributing.md": {
    "example-source": () => quote("source.ts"),
    "example-channel": () => quote("channel.ts"),
    "example-template": () => quote("template.ts"),
  },
};

const quote = (file: string): string =>
  `\`\`\`ts\n${readFileSync(join(ROOT, "docs/examples", file), "utf8").trimEnd()}\n\`\`\``;

function drawVariables(): string {
  const rows = Object.entries(variables).map(([name, variable]) => {
    const { says, example, schema } = variable;
    const unset = "unset" in variable ? variable.unset : showDefault(schema.safeParse(undefined).data);
    return `| \`${name}\` | ${unset} | ${says.replaceAll("|", "\\|")} | ${/^\(/.test(example) ? example : `\`${example}\``} |`;
  });
  return ["| variable | unset | meaning | example |", "|---|---|---|---|", ...rows].join("\n");
}

const showDefault = (value: unknown): string =>
  value === undefined || value === "" || (Array.isArray(value) && value.length === 0) ? "" : `\`${String(value)}\``;

/** Each file with its parts written anew. */
export function writeDocuments(): Map<string, { before: string; after: string }> {
  return new Map(
    Object.entries(PARTS).map(([file, parts]) => {
      const before = readFileSync(join(ROOT, file), "utf8");
      let after = before;
      for (const [name, draw] of Object.entries(parts)) {
        const place = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
        if (!place.test(after)) throw new Error(`${file} has no place for ${name}`);
        after = after.replace(place, (_, begin: string, end: string) => `${begin}${draw()}\n${end}`);
      }
      return [file, { before, after }];
    }),
  );
}

if (import.meta.main)
  for (const [file, { before, after }] of writeDocuments()) {
    if (before !== after) writeFileSync(join(ROOT, file), after);
    console.log(`${before === after ? "as it was" : "written"}  ${file}`);
  }
