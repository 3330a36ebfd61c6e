/** `paperboy backup` and `restore`: all of the database in one file, and back into an empty one of either kind. */
import { existsSync } from "node:fs";
import { Command } from "commander";
import type { Config } from "../config.ts";
import { openDatabase } from "../db/open.ts";
import { OperatorError } from "../errors.ts";
import { backup, type CheckedBackup, checkBackup, restore } from "../keeping/backup.ts";
import { findSecret, saveSecret } from "../secret.ts";
import { clockOf, loadConfig, type SharedOptions } from "./context.ts";
import { namePlace, openExisting, sayProof, tellProgress } from "./copying.ts";
import { count, createOutput, type Output, plain } from "./output.ts";
import { pathOf, refuseWithinService, session } from "./session.ts";

interface BackupOptions {
  force?: boolean;
  withSecret?: boolean;
}

const BACKUP_HELP = `
It is taken while serve runs too; on the embedded database serve waits for it meanwhile.
It holds the readers' addresses: keep it as you keep the database.`;

export function backupCommand(): Command {
  return new Command("backup")
    .description("Write all of the database to one file, for Postgres and for embedded alike")
    .argument("<file>", "paperboy-2026-05-14.backup")
    .option("--force", "over a file that is there")
    .option(
      "--with-secret",
      "put the secret that signs links into the file too: whoever has it can act for every reader",
    )
    .addHelpText("after", BACKUP_HELP)
    .action(async (file: string, options: BackupOptions, command: Command) => {
      const shared = command.optsWithGlobals<SharedOptions>();
      const out = createOutput(shared.json === true);
      const { host } = session();
      const config = host?.config ?? loadConfig();
      if (existsSync(pathOf(file)) && !options.force)
        throw new OperatorError(`${plain(file)} is there already: name another file, or say --force.`, { exitCode: 2 });
      const secret = options.withSecret ? findSecret(config.secret, config.dataFolder) : null;
      if (options.withSecret && secret === null)
        throw new OperatorError("There is no secret yet: leave --with-secret out.");
      const source = host?.database.share() ?? (await openExisting(config.database));
      try {
        const now = clockOf(shared).now();
        const order = { file: pathOf(file), secret, now, onProgress: tellProgress() };
        const made = await backup(source, namePlace(config.database), order);
        out.give({ file, ...made, secret: secret !== null });
        out.say(`${plain(file)}: ${count(made.rows, "row")} of ${count(made.tables, "table")}.`);
        if (secret !== null) out.say("It holds the secret: whoever can read it can act for every reader.");
        else
          out.say(
            `Without the secret; keep it beside: ${secretPlace(config)}. Every link in mails that went out is signed with it.`,
          );
      } finally {
        await source.close();
      }
    });
}

const secretPlace = (config: Config): string =>
  config.secret === null ? `${config.dataFolder}/secret` : "PAPERBOY_SECRET";

interface RestoreOptions {
  again?: boolean;
  check?: boolean;
  hold?: boolean;
}

const RESTORE_HELP = `
Into the database that the settings name: an empty machine, or an empty Postgres database. The file is read and checked
whole before anything is written, and the database is compared with it before anything works there.`;

export function restoreCommand(): Command {
  return new Command("restore")
    .description("Fill an empty database from a backup, and prove that it is the same")
    .argument("<file>", "what paperboy backup wrote")
    .option("--check", "only read the file and check it")
    .option(
      "--hold",
      "the old machine worked on after the backup: what is open in it counts as unknown, and goes out only by resend --only unknown",
    )
    .option("--again", "empty a database that an earlier restore left half filled, and begin anew")
    .addHelpText("after", RESTORE_HELP)
    .action(async (file: string, options: RestoreOptions, command: Command) => {
      const shared = command.optsWithGlobals<SharedOptions>();
      const out = createOutput(shared.json === true);
      const config = loadConfig();
      const path = pathOf(file);
      const checked = await checkBackup(path);
      const { tables, madeAt } = checked.header;
      if (options.check) {
        const rows = tables.reduce((sum, table) => sum + table.rows, 0);
        out.give({ whole: true, madeAt, rows, tables: tables.length, secret: checked.header.secret !== null });
        out.say(`${plain(file)} is whole: ${count(rows, "row")} of ${count(tables.length, "table")}, made ${madeAt}.`);
        return;
      }
      const order = { again: options.again === true, holdAt: options.hold ? clockOf(shared).now().toString() : null };
      refuseWithinService("restore");
      session().exitCode = await restoreInto(config, path, checked, order, out);
    });
}

async function restoreInto(
  config: Config,
  file: string,
  checked: CheckedBackup,
  order: { again: boolean; holdAt: string | null },
  out: Output,
): Promise<number> {
  const target = await openDatabase(config.database, { unfinished: true, migrate: false });
  try {
    const restored = await restore(target, file, checked, { ...order, onProgress: tellProgress() });
    const { compared, equal, open, held } = restored;
    const { madeAt } = checked.header;
    out.give({ equal, open, held, madeAt, tables: compared });
    sayProof(out, compared);
    if (!equal) {
      out.say("The database differs from the backup, and nothing works there: restore it once more with --again.");
      return 1;
    }
    out.say(`Equal to ${checked.name}, in ${namePlace(config.database)}.`);
    if (held > 0)
      out.say(`${count(held, "delivery", "deliveries")} held back as unknown: resend --only unknown sends them.`);
    if (open > 0 && order.holdAt === null)
      out.say(
        `${count(open, "delivery", "deliveries")} open in it, to go out from here. If the old machine worked on after ${madeAt}, some may come twice: restore with --hold then.`,
      );
    bringSecret(config, checked.header.secret, out);
    return 0;
  } finally {
    await target.close();
  }
}

function bringSecret(config: Config, secret: string | null, out: Output): void {
  const here = findSecret(config.secret, config.dataFolder);
  if (secret === null) {
    if (here === null)
      out.say(
        `The backup holds no secret. Bring it (PAPERBOY_SECRET, or ${config.dataFolder}/secret): without, links that were mailed end.`,
      );
    return;
  }
  if (here === secret) return;
  if (here !== null) {
    out.say(
      `Another secret stands in ${secretPlace(config)}: with it, links that were mailed end. Take it away and restore with --again, or set that of the backup.`,
    );
    return;
  }
  saveSecret(secret, config.dataFolder);
  out.say(
    `The secret was put into ${config.dataFolder}/secret.${config.database.kind === "postgres" ? ` Processes on other machines need it too: PAPERBOY_SECRET=$(cat ${config.dataFolder}/secret)` : ""}`,
  );
}
