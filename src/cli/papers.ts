/** `paperboy papers`: look at what is stored. */
import { Command } from "commander";
import { listPapers, type PaperList, searchPapers } from "../reading/papers.ts";
import { parseCount, parseDay, withApp } from "./context.ts";
import { addIdentityCommands } from "./identity.ts";
import { count, faint } from "./output.ts";
import { drawPapers } from "./paper-lines.ts";
import { readTopic } from "./topic.ts";

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

function linesOf({ count: all, papers }: PaperList): string[] {
  if (all === 0) return ["No paper."];
  const more = all > papers.length ? [faint(`${all - papers.length} more: raise --limit`)] : [];
  return [count(all, "paper"), ...drawPapers(papers), ...more];
}
