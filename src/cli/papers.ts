/** `paperboy papers`: look at what is stored. */
import { Command } from "commander";
import { findModel } from "../db/corpus-models.ts";
import { OperatorError } from "../errors.ts";
import { findPaper } from "../pipeline/merge.ts";
import { listPapers, type PaperList } from "../reading/papers.ts";
import { type FoundPapers, searchPapers } from "../reading/search.ts";
import { listSimilar } from "../reading/similar.ts";
import { type Context, parseCount, parseDay, withApp } from "./context.ts";
import { addIdentityCommands } from "./identity.ts";
import { count, faint, plain } from "./output.ts";
import { drawPapers } from "./paper-lines.ts";
import { readTopic } from "./topic.ts";

const MOST = 10_000;

export function papersCommand(): Command {
  const papers = new Command("papers")
    .description("List the papers that are stored, newest first; search them; find more like some")
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
        const list = topic
          ? await searchPapers(db, { ast: topic.ast, since, limit, model: await readModel(app) })
          : await listPapers(db, since, limit);
        out.give(list);
        for (const line of linesOf(list)) out.say(line);
        return 0;
      });
    });
  papers
    .command("similar")
    .argument("<paper...>", "our number, an arXiv id or a DOI")
    .description("List papers like these, most alike first, with the words they share")
    .action(async (names: string[], _options: object, command: Command) => {
      const limit = parseCount("--limit", command.optsWithGlobals<{ limit: string }>().limit, MOST);
      await withApp(command, (context) => tellSimilar(context, names, limit));
    });
  return addIdentityCommands(papers);
}

const readModel = async (app: Context["app"]) => (await findModel(app.database.db))?.model ?? null;

async function tellSimilar({ app, out }: Context, names: string[], limit: number): Promise<number> {
  const { db } = app.database;
  const ids: number[] = [];
  for (const name of names) {
    const paper = await findPaper(db, name);
    if (!paper) throw new OperatorError(`No paper goes by "${plain(name)}". See: paperboy papers --search`);
    ids.push(paper.survivor);
  }
  const papers = await listSimilar(db, ids, limit, await readModel(app));
  out.give({ count: papers.length, papers });
  if (papers.length === 0) out.say("No paper shares a telling word with that.");
  for (const line of papers.length > 0 ? drawPapers(papers.map((each) => ({ ...each, words: each.shared }))) : [])
    out.say(line);
  return 0;
}

function linesOf(list: PaperList | FoundPapers): string[] {
  const { count: all, papers } = list;
  if (papers.length === 0) return ["No paper."];
  const exact = !("exact" in list) || list.exact;
  const more = all > papers.length ? [faint(`${exact ? "" : "about "}${all - papers.length} more: raise --limit`)] : [];
  const lines = papers.map((paper) => ({ ...paper, words: "reason" in paper ? paper.reason.words : [] }));
  return [`${exact ? "" : "about "}${count(all, "paper")}`, ...drawPapers(lines), ...more];
}
