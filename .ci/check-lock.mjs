// Says which optional (platform) packages the lock file lacks: npm leaves them out silently and `npm ci` then fails elsewhere.
import { readFileSync } from "node:fs";

const lock = JSON.parse(readFileSync(process.argv[2] ?? "package-lock.json", "utf8"));
const names = new Set(Object.keys(lock.packages).map((path) => path.split("node_modules/").pop()));
const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
  Object.keys(entry.optionalDependencies ?? {})
    .filter((name) => !names.has(name))
    .map((name) => `${path || "paperboy"} wants ${name}, which package-lock.json lacks`),
);
const fromElsewhere = Object.values(lock.packages).filter(
  (entry) => entry.resolved && !/^https:\/\/registry\.npmjs\.org\//.test(entry.resolved),
);
for (const line of missing) console.error(line);
if (fromElsewhere.length > 0)
  console.error(`${fromElsewhere.length} packages are resolved from a registry other than registry.npmjs.org`);
process.exit(missing.length + fromElsewhere.length > 0 ? 1 : 0);
