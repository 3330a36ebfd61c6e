/** `paperboy move`: everything into another database, with the proof that nothing is lost. */
import { Command } from "commander";
import type { Config } from "../config.ts";
import { openDatabase } from "../db/open.ts";
import { OperatorError } from "../errors.ts";
import { type Moved, move, verify } from "../keeping/move.ts";
import { loadConfig, type SharedOptions } from "./context.ts";
import { namePlace, openExisting, parsePlace, sayProof, tellProgress } from "./copying.ts";
import { count, createOutput, type Output } from "./output.ts";
import { refuseWithinService, session } from "./session.ts";

interface MoveOptions {
  to: string;
  verify?: boolean;
  again?: boolean;
}

const AFTER_HELP = `
Stop serve and workers first. The source is the database that the settings name; it is only read.

  paperboy move --to postgres://paperboy@127.0.0.1:5432/paperboy
  paperboy move --to folder:./data                    (with DATABASE_URL set: back into a folder)

The password comes by PGPASSWORD, or stands in ~/.pgpass: what is typed here, everybody on the machine can read.
Killed in between, the same command goes on where it stopped.`;

export function moveCommand(): Command {
  return new Command("move")
    .description("Copy everything into an empty database, on Postgres or embedded, and prove that both are equal")
    .requiredOption("--to <place>", "postgres://USER@HOST/NAME, or folder:PATH as PAPERBOY_DATA names it")
    .option("--verify", "only compare the two, table by table")
    .option("--again", "empty a target that an earlier move left half filled, and begin anew")
    .addHelpText("after", AFTER_HELP)
    .action(async (options: MoveOptions, command: Command) => {
      refuseWithinService("move");
      const out = createOutput(command.optsWithGlobals<SharedOptions>().json === true);
      const config = loadConfig();
      const to = parsePlace("--to", options.to);
      if (JSON.stringify(to) === JSON.stringify(config.database))
        throw new OperatorError("--to names the database that the settings name already.", { exitCode: 2 });
      session().exitCode = await moveTo(config, to, options, out);
    });
}

async function moveTo(config: Config, to: Config["database"], options: MoveOptions, out: Output): Promise<number> {
  const from = namePlace(config.database);
  const begun = performance.now();
  const source = await openExisting(config.database);
  try {
    const target = options.verify
      ? await openExisting(to, { unfinished: true })
      : await openDatabase(to, { unfinished: true, migrate: false });
    try {
      const moved = options.verify
        ? await verify(source, target, from)
        : await move(source, target, { from, again: options.again === true, onProgress: tellProgress() });
      tell(moved, { config, to, from, options, out, seconds: (performance.now() - begun) / 1_000 });
      return moved.equal ? 0 : 1;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

interface Told {
  config: Config;
  to: Config["database"];
  from: string;
  options: MoveOptions;
  out: Output;
  seconds: number;
}

function tell({ rows, compared, equal }: Moved, { config, to, from, options, out, seconds }: Told): void {
  out.give({ equal, rows, seconds: Math.round(seconds * 10) / 10, tables: compared });
  sayProof(out, compared);
  if (!equal) {
    out.say(
      `${from} and ${namePlace(to)} differ.${options.verify ? "" : " Nothing works on the target until it is filled again: --again."}`,
    );
    return;
  }
  out.say(`Equal: ${count(rows, "row")}, ${seconds.toFixed(1)} s.`);
  if (options.verify) return;
  out.say(`${from} was left as it is. What comes next:`);
  if (to.kind === "postgres") out.say("  set DATABASE_URL to the new address");
  else if (to.kind === "folder") out.say("  unset DATABASE_URL, and set PAPERBOY_DATA to the new folder");
  sayOfSecret(config, to, out);
}

/** Links in mails that went out, forgotten readers and Slack's tokens live on the secret. */
function sayOfSecret(config: Config, to: Config["database"], out: Output): void {
  const file = `${config.dataFolder}/secret`;
  const how = to.kind === "postgres" ? `PAPERBOY_SECRET=$(cat ${file})` : `copy ${file} into the new folder`;
  if (config.secret !== null) out.say("  leave PAPERBOY_SECRET as it is: links and sealed tokens depend on it");
  else out.say(`  carry the secret along, or every link that was mailed ends: ${how}`);
}
