/** `paperboy topic`: try a topic on the last 30 days, list the catalogue, learn the language. */
import { Command } from "commander";
import { listCatalogue } from "../db/catalogue.ts";
import { type Address, parseAddress } from "../domain/subscription/address.ts";
import { renderTopicError, repairTopic } from "../domain/topic/errors.ts";
import type { ParsedTopic, TopicError } from "../domain/topic/language.ts";
import { parseTopic } from "../domain/topic/parse.ts";
import { OperatorError } from "../errors.ts";
import { listUnknownLibraries } from "../membership/libraries.ts";
import { findReaderTopics, readGround, tryTopic } from "../reading/backtest.ts";
import { drawBacktest } from "./backtest.ts";
import { type Context, parseCount, type SharedOptions, withApp } from "./context.ts";
import { explainUnknownLibrary } from "./orders.ts";
import { createOutput, heading, plain, table, terminalColumns } from "./output.ts";
import { drawPapers } from "./paper-lines.ts";
import { session } from "./session.ts";
import { addTopicHelp } from "./topic-help.ts";

const MOST = 10_000;

export function topicCommand(): Command {
  const topic = new Command("topic").description(
    "Try a topic on what is stored, list the catalogue, learn the language",
  );
  addTopicHelp(topic);
  topic
    .command("try")
    .argument("<query>", "in the topic language")
    .option("--for <address>", "a reader: how much of it their topics bring already")
    .option("--limit <number>", "show at most so many papers", "10")
    .description("Say how a query is read, and what it would have found in the last 30 days; saves nothing")
    .action(async (query: string, options: { for?: string; limit: string }, command: Command) => {
      const limit = parseCount("--limit", options.limit, MOST);
      const reader = options.for === undefined ? null : parseReader(options.for);
      const parsed = readTopic(query, command);
      if (parsed === "bad") return;
      await withApp(command, (context) => tryIt(context, parsed, reader, limit));
    });
  topic
    .command("list")
    .description("List the catalogue: subscribe to one with --topic '#its-slug'")
    .action((_options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const topics = await listCatalogue(app.database.db);
        out.give({
          topics: topics.map(({ slug, name, heading: group, query, description }) => ({
            slug,
            name,
            group,
            query,
            description,
          })),
        });
        for (const line of table(
          ["slug", "group", "query"],
          topics.map((each) => [`#${each.slug}`, each.heading, each.query]),
        ))
          out.say(line);
        return 0;
      }),
    );
  return topic;
}

async function tryIt(
  { app, out }: Context,
  topic: ParsedTopic,
  reader: Address | null,
  limit: number,
): Promise<number> {
  const { db } = app.database;
  const follows = reader === null ? null : await findReaderTopics(db, reader);
  if (reader !== null && follows === null)
    throw new OperatorError(`${plain(reader.address)} is not subscribed. See who is: paperboy subscribers`);
  const [unknown] = await listUnknownLibraries(db, [{ topics: [topic] }]);
  if (unknown !== undefined) throw new OperatorError(explainUnknownLibrary(unknown), { exitCode: 2 });
  out.say(`Read as  ${plain(topic.reading)}`);
  for (const warning of topic.warnings) out.say(`Note     ${plain(warning.message)}`);
  const tried = await tryTopic(db, await readGround(db, app.clock.today()), topic.ast, { limit, follows });
  out.give({ reading: topic.reading, warnings: topic.warnings, ...tried });
  for (const line of drawBacktest(tried, terminalColumns())) out.say(line);
  if (tried.papers.length === 0) return 0;
  out.say();
  out.say(heading(tried.papers.length < tried.hits ? `The last ${tried.papers.length}` : "All of them"));
  for (const line of drawPapers(tried.papers.map((each) => ({ ...each, words: each.reason.words })))) out.say(line);
  return 0;
}

function parseReader(text: string): Address {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new OperatorError(`--for: ${parsed.message}`, { exitCode: 2 });
  return parsed.address;
}

/** A query that cannot be read is answered with its column and exit code 2, before anything is opened. */
export function readTopic(query: string, command: Command): ParsedTopic | "bad" {
  const parsed = parseTopic(query);
  if (parsed.ok) return parsed.topic;
  const { json } = command.optsWithGlobals<SharedOptions>();
  if (!json) throw new OperatorError(renderTopicError(query, parsed.error), { exitCode: 2 });
  createOutput(true).give({ error: describe(query, parsed.error) });
  session().exitCode = 2;
  return "bad";
}

const describe = (query: string, error: TopicError) => ({ ...error, try: repairTopic(query, error) });
