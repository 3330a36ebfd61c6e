/** `paperboy migrate`, `seed` and `doctor`: bring the database up to date and look whether all is well. */
import { Command } from "commander";
import { SEEDS_FOLDER, seed } from "../app.ts";
import { migrate } from "../db/migrate.ts";
import { openDatabase } from "../db/open.ts";
import { examine } from "../reading/doctor.ts";
import { loadConfig, type SharedOptions, withApp } from "./context.ts";
import { count, createOutput, styled } from "./output.ts";
import { session } from "./session.ts";

export function migrateCommand(): Command {
  return new Command("migrate")
    .description("Bring the database up to date (every command does it at its start)")
    .action(async (_options: object, command: Command) => {
      const out = createOutput(command.optsWithGlobals<SharedOptions>().json === true);
      // A service that runs is up to date, and holds the database open.
      const database =
        session().host?.database.share() ?? (await openDatabase(loadConfig().database, { migrate: false }));
      try {
        const applied = await migrate(database.db);
        out.give({ applied });
        out.say(applied.length > 0 ? `Applied: ${applied.join(", ")}.` : "The database is up to date.");
      } finally {
        await database.close();
      }
    });
}

export function seedCommand(): Command {
  return new Command("seed")
    .description("Write the sources and the catalogue of topics (every command does it at its start)")
    .action((_options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const seeded = await seed(app.database, app.clock);
        out.give(seeded);
        out.say(
          `${count(seeded.sources, "source")} and ${count(seeded.topics, "topic")} of the catalogue from ${SEEDS_FOLDER}.`,
        );
        return 0;
      }),
    );
}

/** `slack commands`. */
const WIDEST = 14;
const COLOURS = { ok: "green", warn: "yellow", fail: "red" } as const;

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("Look whether all that Paperboy needs is well, with the next step where it is not")
    .action((_options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const findings = await examine(app.database.db, app.clock, await app.probes());
        out.give({ ok: findings.every((finding) => finding.state !== "fail"), findings });
        for (const { what, state, says } of findings)
          out.say(`${styled(COLOURS[state], state.padEnd(4))}  ${what.padEnd(WIDEST)} ${says}`);
        return findings.some((finding) => finding.state === "fail") ? 1 : 0;
      }),
    );
}
