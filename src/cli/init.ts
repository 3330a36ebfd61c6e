/** `paperboy init`: asks the few questions that a new installation has, and writes `.env`. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseEnv } from "node:util";
import { Command } from "commander";
import { readConfig } from "../config.ts";
import { variables } from "../config-variables.ts";
import { messageOf, OperatorError } from "../errors.ts";
import { findSecret } from "../secret.ts";
import type { SharedOptions } from "./context.ts";
import { readEnv, writeEnv } from "./env-file.ts";
import { createOutput, faint, heading } from "./output.ts";
import { pathOf, session } from "./session.ts";

type Name = keyof typeof variables;
type Answers = Map<string, string>;

interface Question {
  name: Name;
  asks: string;
  /** What it means to leave it out. */
  without: string;
  /** Asked only then. */
  when?: (answers: Answers) => boolean;
}

const sendsElsewhere = (answers: Answers): boolean => answers.has("SMTP_URL");

const QUESTIONS: Question[] = [
  { name: "PAPERBOY_NAME", asks: "What is it called, in mails and on its pages?", without: "Paperboy" },
  { name: "PAPERBOY_OPERATOR", asks: "Who runs it, and how are you reached?", without: "not said" },
  {
    name: "PAPERBOY_URL",
    asks: "Where do readers reach its pages?",
    without: "nowhere: mails have no links to change, pause and leave",
  },
  {
    name: "SIGNUP",
    asks: "Who may sign up there: open, closed, invite, or domains:example.org?",
    without: "nobody but this machine",
  },
  {
    name: "SMTP_URL",
    asks: "Which mail server takes messages?",
    without: "none: mails go to the outbox, shown at /outbox",
  },
  { name: "MAIL_FROM", asks: "Who are mails from?", without: "an address that nobody reads", when: sendsElsewhere },
  {
    name: "PAPERBOY_ADDRESS",
    asks: "Your postal address, for the foot of mails?",
    without: "none: then no mail goes through a server elsewhere",
    when: sendsElsewhere,
  },
  { name: "SLACK_BOT_TOKEN", asks: "The token of the Slack app's bot (README, Connect Slack)?", without: "no Slack" },
  {
    name: "SLACK_SIGNING_SECRET",
    asks: "The Slack app's signing secret, where Slack reaches your pages?",
    without: "digests only, no commands",
    when: (answers) => answers.has("SLACK_BOT_TOKEN"),
  },
  {
    name: "SLACK_APP_TOKEN",
    asks: "The Slack app's app-level token, where Slack does not reach you?",
    without: "digests only, no commands",
    when: (answers) => answers.has("SLACK_BOT_TOKEN") && !answers.has("SLACK_SIGNING_SECRET"),
  },
  { name: "DATABASE_URL", asks: "Which Postgres keeps its data?", without: "an embedded database in the data folder" },
];

interface InitOptions {
  set: string[];
  yes?: boolean;
}

export function initCommand(): Command {
  return new Command("init")
    .description("Ask the few questions of a new installation and write .env, with a secret of its own")
    .option(
      "--set <NAME=value>",
      "give an answer beforehand; may be said again",
      (text: string, before: string[]) => [...before, text],
      [],
    )
    .option("--yes", "ask nothing: what is not given stays as it is")
    .action(async (options: InitOptions, command: Command) => {
      const out = createOutput(command.optsWithGlobals<SharedOptions>().json === true);
      const file = pathOf(".env");
      const text = await readStart(file);
      const answers = new Map([...readEnv(text, parseEnv), ...readGiven(options.set)]);
      if (options.yes !== true) await ask(answers);
      // What was signed and sealed by the one of an earlier start goes on being read.
      const made = findSecret(null, pathOf(answers.get("PAPERBOY_DATA") ?? "data"));
      if (!answers.has("PAPERBOY_SECRET")) answers.set("PAPERBOY_SECRET", made ?? randomBytes(32).toString("hex"));
      readConfig(Object.fromEntries(answers)); // says what does not go together, before anything is written
      const kept = new Map<string, string | null>(answers);
      for (const { name } of QUESTIONS) if (!answers.has(name)) kept.set(name, null);
      await replaceFile(file, writeEnv(text, kept));
      out.give({ file, set: [...answers.keys()].sort() });
      out.say(`Written: ${file}, which holds secrets: keep it out of the repository.`);
      out.say("Next: npm start, then look whether all is well: paperboy doctor");
    });
}

/** A new file begins as the example, so that each value stands below what it means. */
async function readStart(file: string): Promise<string> {
  if (!existsSync(file)) return readFile(join(import.meta.dirname, "../../.env.example"), "utf8").catch(() => "");
  return readFile(file, "utf8").catch((error) => {
    throw new OperatorError(`${file} cannot be read, and nothing was written: ${messageOf(error)}`, {
      exitCode: 2,
      cause: error,
    });
  });
}

function readGiven(given: readonly string[]): [string, string][] {
  return given.map((text) => {
    const [, name = "", value = ""] = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(text) ?? [];
    if (!Object.hasOwn(variables, name))
      throw new OperatorError(
        `--set: "${text.split("=")[0]}" is no variable of Paperboy. Example: --set SMTP_URL=smtp://127.0.0.1:1025`,
        { exitCode: 2 },
      );
    return [name, value];
  });
}

async function ask(answers: Answers): Promise<void> {
  if (!session().watched || process.stdin.isTTY !== true)
    throw new OperatorError("init asks questions, and nobody can answer here. Use --yes with --set NAME=value.", {
      exitCode: 2,
    });
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    await askAll(answers, (prompt) => lines.question(prompt));
  } catch (error) {
    if ((error as { code?: string }).code !== "ABORT_ERR") throw error;
    throw new OperatorError("\nNothing was written.", { cause: error });
  } finally {
    lines.close();
  }
}

/** Asks until each answer can be used. `answer` shows a prompt and gives what is typed. */
export async function askAll(answers: Answers, answer: (prompt: string) => Promise<string>): Promise<void> {
  session().err(`${heading("A few questions. Enter keeps what is shown, - leaves it out.")}\n`);
  for (const question of QUESTIONS) if (question.when?.(answers) ?? true) await askOne(answer, question, answers);
}

async function askOne(
  ask: (prompt: string) => Promise<string>,
  { name, asks, without }: Question,
  answers: Answers,
): Promise<void> {
  const { schema, example } = variables[name];
  const before = answers.get(name);
  session().err(
    `\n${asks}\n${faint(before === undefined ? `  such as ${example}; without: ${without}` : `  now: ${hide(name, before)}`)}\n`,
  );
  for (;;) {
    const answer = (await ask(`  ${name}: `)).trim();
    if (answer === "-") answers.delete(name);
    if (answer === "" || answer === "-") return;
    const read = schema.safeParse(answer);
    if (read.success) {
      answers.set(name, answer);
      return;
    }
    session().err(`  It ${read.error.issues[0]?.message ?? "cannot be used"}. Such as: ${example}\n`);
  }
}

const hide = (name: string, value: string): string =>
  /SECRET|TOKEN|_URL$/.test(name) && name !== "PAPERBOY_URL" ? "••••" : value;

/** Nobody else may read it, and nobody sees half of it. */
async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.part`, text, { mode: 0o600 });
  await rename(`${file}.part`, file);
}
