/** `paperboy papers` and `paperboy topic`: look at what is stored, and try a topic on it. */
import { Command } from "commander";
import { listCatalogue } from "../db/topics.ts";
import { renderTopicError, repairTopic } from "../domain/topic/errors.ts";
import type { ParsedTopic, TopicError } from "../domain/topic/language.ts";
import { parseTopic } from "../domain/topic/parse.ts";
import { OperatorError } from "../errors.ts";
import { listPapers, type PaperList, searchPapers } from "../reading/papers.ts";
import { parseCount, parseDay, type SharedOptions, withApp } from "./context.ts";
import { addIdentityCommands } from "./identity.ts";
import { count, createOutput, cut, faint, table } from "./output.ts";
import { addTopicHelp } from "./topic-help.ts";

const MOST = 10_000;

export function papersCommand(): Command {
  const papers = new Command("papers")
    .description("List the papers that are stored, newest first")
    .option("--since <date>", "first listed on that day or later")
    .option("--search <query>", "only papers that satisfy a query of the topic language, best first")
    .option("--limit <number>", "at most so many", "20")
    .action(async (options: { since?: string; search?: string; limit: string }, command: Command) => {
      const since = options.since ? parseDay("--since", options.since) : null;
      const limit = parseCount("--limit", options.limit, MOST);
      const topic = options.search === undefined ? null : readTopic(options.search, command);
      if (topic === "bad") return;
      await withApp(command, async ({ app, out }) => {
        const { db } = app.database;
        const list = topic ? await searchPapers(db, topic, since, limit) : await listPapers(db, since, limit);
        out.give(list);
        for (const line of linesOf(list)) out.say(line);
        return 0;
      });
    });
  return addIdentityCommands(papers);
}

export function topicCommand(): Command {
  const topic = new Command("topic").description(
    "Try a topic on what is stored, list the catalogue, learn the language",
  );
  addTopicHelp(topic);
  topic
    .command("try")
    .argument("<query>", "in the topic language")
    .option("--limit <number>", "at most so many papers", "10")
    .description("Say how a query is read, and which stored papers it finds")
    .action(async (query: string, options: { limit: string }, command: Command) => {
      const limit = parseCount("--limit", options.limit, MOST);
      const parsed = readTopic(query, command);
      if (parsed === "bad") return;
      await withApp(command, async ({ app, out }) => {
        const found = await searchPapers(app.database.db, parsed, null, limit);
        out.give({ reading: parsed.reading, warnings: parsed.warnings, hits: found.count, papers: found.papers });
        out.say(`Read as  ${parsed.reading}`);
        for (const warning of parsed.warnings) out.say(`Note     ${warning.message}`);
        for (const line of linesOf(found)) out.say(line);
        return 0;
      });
    });
  topic
    .command("list")
    .description("List the catalogue: subscribe to one with --topic '#its-slug'")
    .action((_options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const topics = await listCatalogue(app.database.db);
        out.give({
          topics: topics.map(({ slug, name, heading, query, description }) => ({
            slug,
            name,
            group: heading,
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

/** A query that cannot be read is answered with its column and exit code 2, before anything is opened. */
function readTopic(query: string, command: Command): ParsedTopic | "bad" {
  const parsed = parseTopic(query);
  if (parsed.ok) return parsed.topic;
  const { json } = command.optsWithGlobals<SharedOptions>();
  if (!json) throw new OperatorError(renderTopicError(query, parsed.error), { exitCode: 2 });
  createOutput(true).give({ error: describe(query, parsed.error) });
  process.exitCode = 2;
  return "bad";
}

const describe = (query: string, error: TopicError) => ({ ...error, try: repairTopic(query, error) });

function linesOf({ count: all, papers }: PaperList): string[] {
  if (all === 0) return ["No paper."];
  const rows = papers.map((paper) => [
    paper.firstListedOn,
    paper.arxivId ?? "",
    paper.upvotes ?? "",
    cut(paper.withdrawn ? `Withdrawn: ${paper.title}` : paper.title, 72) +
      (paper.reason && paper.reason.words.length > 0 ? faint(`  ${cut(paper.reason.words.join(", "), 40)}`) : ""),
  ]);
  const more = all > papers.length ? [faint(`${all - papers.length} more: raise --limit`)] : [];
  return [count(all, "paper"), ...table(["listed", "id", "votes", "title"], rows), ...more];
}
