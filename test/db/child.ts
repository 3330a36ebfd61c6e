/** A child process for tests of what survives processes: opens a database, says so, and does as its first argument says. */
import { sql } from "kysely";
import { holdFolder } from "../../src/db/folder-lock.ts";
import { openDatabase } from "../../src/db/open.ts";
import { saveSources } from "../../src/db/sources.ts";
import { OperatorError } from "../../src/errors.ts";

const [task, target = ""] = process.argv.slice(2);
if (task === "lock") {
  holdFolder(target);
  console.log("held");
  setInterval(() => {}, 60_000);
} else await work();

async function work(): Promise<void> {
  try {
    await useDatabase();
  } catch (error) {
    console.error(error instanceof OperatorError ? error.message : error);
    process.exitCode = error instanceof OperatorError ? error.exitCode : 3;
  }
}

async function useDatabase(): Promise<void> {
  const database = target.startsWith("postgres://")
    ? await openDatabase({ kind: "postgres", url: target })
    : await openDatabase({ kind: "folder", path: target });
  if (task === "open") await database.close();
  for (let i = 0; task === "write"; i++) {
    await saveSources(database.db, [`s${i}`], "2026-05-14T12:00:00Z");
    console.log(`s${i}`); // said only after the commit
    if (i % 10 === 0) await sql`checkpoint`.execute(database.db);
  }
}
