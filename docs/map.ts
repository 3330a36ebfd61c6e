/** The map of the code, drawn from the source: folders and files by level, each with its first sentence, and who imports whom. */
import { readdirSync, readFileSync } from "node:fs";
import { join, normalize, relative } from "node:path";
import { LEVELS } from "../test/levels.ts";

const SRC = join(import.meta.dirname, "../src");
const WIDTH = 118;

const FOLDERS: Record<string, string> = {
  cli: "the command line: one file a command",
  web: "what answers over HTTP: pages, archive, feeds, API, hooks",
  slack: "what is said in Slack and answered; door/ is Bolt's side of it",
  pipeline: "intake, analyse, match, compile, deliver, recover: the steps of the service",
  membership: "subscribe, follow, feedback, settings, leave, workspaces",
  reading: "the archive, back-tests, feeds, doctor, status: what is looked up",
  keeping: "move, back up, restore, and what is forgotten when",
  db: "all SQL, in named functions",
  sources: "one folder a source, and the polite client they read through",
  render: "views become mail, text and Slack blocks",
  channels: "SMTP, Slack, outbox, webhooks",
  probes: "what doctor looks at outside the database",
  domain: "the rules, pure: identity, topics, matching, ranking, calendar, delivery",
};

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts"))
  .map((entry) => relative(SRC, join(entry.parentPath, entry.name)));
const placeOf = (file: string): string => file.split("/")[0] as string;

function listImports(place: string): string[] {
  const targets = files
    .filter((file) => placeOf(file) === place)
    .flatMap((file) =>
      [...readFileSync(join(SRC, file), "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) =>
        placeOf(normalize(join(file, "..", match[1] as string))),
      ),
    );
  return [...new Set(targets)].filter((target) => target !== place && target in FOLDERS).sort();
}

export function drawMap(): string {
  const levels = Map.groupBy(Object.keys(LEVELS), (place) => Math.floor(LEVELS[place] as number));
  const lines = [...levels.keys()]
    .sort((a, b) => b - a)
    .flatMap((level) => {
      const places = (levels.get(level) as string[]).filter((place) => files.some((file) => placeOf(file) === place));
      const folders = places.filter((place) => place in FOLDERS).sort();
      const single = places.filter((place) => !(place in FOLDERS)).sort();
      return [
        ...folders.flatMap((place) => {
          const imports = listImports(place);
          return [
            `${level}  ${`${place}/`.padEnd(14)}${FOLDERS[place]}`,
            ...(imports.length === 0 ? [] : [`${" ".repeat(17)}-> ${imports.join(", ")}`]),
          ];
        }),
        ...wrap(single, level),
      ];
    });
  return ["```", ...lines, "```"].join("\n");
}

function wrap(names: readonly string[], level: number): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length + 1 <= WIDTH) lines[lines.length - 1] = `${last} ${name}`;
    else lines.push(`${lines.length === 0 ? level : " "}  ${name}`);
  }
  return lines;
}
