/** The command line: one command, its options, and errors that say what to do. */
import { Command, CommanderError } from "commander";
import { demoCommand } from "./cli/demo.ts";
import { intakeCommand } from "./cli/intake.ts";
import { createOutput } from "./cli/output.ts";
import { papersCommand, topicCommand } from "./cli/papers.ts";
import { previewCommand, runCommand } from "./cli/run.ts";
import { subscribeCommand, subscribersCommand, unsubscribeCommand } from "./cli/subscribers.ts";
import { doctorCommand, migrateCommand, seedCommand } from "./cli/upkeep.ts";
import { OperatorError } from "./errors.ts";

const AFTER_HELP = `
Try it:            paperboy demo
Read papers:       paperboy intake huggingface
Subscribe:         paperboy subscribe ada@example.org --topic '"mixture of experts" OR MoE' --at 08:00 --zone Europe/Berlin
Send the day's:    paperboy run --on 2026-05-14

Without DATABASE_URL everything is kept in ./data; without SMTP_URL and SLACK_BOT_TOKEN messages go to ./data/outbox.`;

const COMMANDS = [
  demoCommand,
  intakeCommand,
  papersCommand,
  topicCommand,
  subscribeCommand,
  unsubscribeCommand,
  subscribersCommand,
  runCommand,
  previewCommand,
  migrateCommand,
  seedCommand,
  doctorCommand,
];

function buildProgram(): Command {
  const program = new Command("paperboy")
    .description("Brings each reader the new research papers that match their topics, by mail or in Slack")
    .version("0.1.0")
    .option("--json", "print one JSON object on stdout and nothing else there")
    .option("--now <instant>", "set the program's clock, such as 2026-05-14T05:00:00Z, to replay a day")
    .addHelpText("after", AFTER_HELP);
  for (const make of COMMANDS) program.addCommand(make());
  const everyCommand = (command: Command): void => {
    command
      .configureHelp({ showGlobalOptions: true })
      .showSuggestionAfterError()
      .showHelpAfterError("(add --help for what it takes)")
      .exitOverride();
    for (const each of command.commands) everyCommand(each);
  };
  everyCommand(program);
  return program;
}

/** Exit codes: 0 all went well; 1 it did not; 2 what was typed cannot be understood. */
async function main(): Promise<void> {
  try {
    await buildProgram().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof OperatorError) {
      process.stderr.write(`${error.message}\n`);
      createOutput(process.argv.includes("--json")).give({ error: error.message });
      process.exitCode = error.exitCode;
    } else throw error;
  }
}

/** A reader of our output that went away (`| head`) does not stop the work. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

await main();
