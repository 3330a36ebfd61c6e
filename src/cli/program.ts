/** The program's commands with what all of them share: options, help and suggestions. */
import { Command } from "commander";
import { backupCommand, restoreCommand } from "./backup.ts";
import { bouncesCommand } from "./bounces.ts";
import { demoCommand } from "./demo.ts";
import { exportCommand } from "./export.ts";
import { feedbackCommand } from "./feedback.ts";
import { followCommand } from "./follow.ts";
import { importCommand } from "./import.ts";
import { initCommand } from "./init.ts";
import { intakeCommand } from "./intake.ts";
import { invitationsCommand, inviteCommand } from "./invitations.ts";
import { moveCommand } from "./move.ts";
import { operatorCommand } from "./operator.ts";
import { papersCommand } from "./papers.ts";
import { recoverCommand } from "./recover.ts";
import { resendCommand } from "./resend.ts";
import { previewCommand, runCommand } from "./run.ts";
import { serveCommand, workerCommand } from "./serve.ts";
import { session } from "./session.ts";
import { slackCommand } from "./slack.ts";
import { sourceCommand } from "./source.ts";
import { statusCommand } from "./status.ts";
import { subscriberCommand } from "./subscriber.ts";
import { subscribeCommand, subscribersCommand, unsubscribeCommand } from "./subscribers.ts";
import { subscriptionCommand } from "./subscription.ts";
import { suppressionsCommand } from "./suppressions.ts";
import { topicCommand } from "./topic.ts";
import { doctorCommand, migrateCommand, seedCommand } from "./upkeep.ts";
import { webhookCommand } from "./webhook.ts";

const AFTER_HELP = `
Try it:            paperboy demo
Read papers:       paperboy intake huggingface
Subscribe:         paperboy subscribe ada@example.org --topic '"mixture of experts" OR MoE' --at 08:00 --zone Europe/Berlin
Send the day's:    paperboy run --on 2026-05-14

Without DATABASE_URL everything is kept in ./data; without SMTP_URL and SLACK_BOT_TOKEN messages go to ./data/outbox.`;

/** Of help that goes to no terminal. */
const HELP_COLUMNS = 80;

const COMMANDS = [
  demoCommand,
  initCommand,
  intakeCommand,
  sourceCommand,
  papersCommand,
  topicCommand,
  subscribeCommand,
  unsubscribeCommand,
  subscribersCommand,
  inviteCommand,
  invitationsCommand,
  followCommand,
  subscriberCommand,
  subscriptionCommand,
  feedbackCommand,
  runCommand,
  serveCommand,
  workerCommand,
  statusCommand,
  resendCommand,
  recoverCommand,
  bouncesCommand,
  suppressionsCommand,
  webhookCommand,
  slackCommand,
  operatorCommand,
  previewCommand,
  exportCommand,
  importCommand,
  moveCommand,
  backupCommand,
  restoreCommand,
  migrateCommand,
  seedCommand,
  doctorCommand,
];

export function buildProgram(): Command {
  const program = new Command("paperboy")
    .description("Brings each reader the new research papers that match their topics, by mail or in Slack")
    .version("0.1.0")
    .option("--json", "print one JSON object on stdout and nothing else there")
    .option("--now <instant>", "set the program's clock, such as 2026-05-14T05:00:00Z, to replay a day")
    .addHelpText("after", AFTER_HELP)
    .configureOutput({
      writeOut: (text) => session().out(text),
      writeErr: (text) => session().err(text),
      getOutHelpWidth: () => session().columns ?? HELP_COLUMNS,
      getErrHelpWidth: () => session().columns ?? HELP_COLUMNS,
      getOutHasColors: () => session().coloured,
      getErrHasColors: () => session().coloured,
    });
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
