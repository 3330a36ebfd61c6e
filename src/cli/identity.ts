/** `paperboy papers merge|split|log`: an operator's word on which papers are one, and what was decided so far. */
import type { Command } from "commander";
import { listDecisions } from "../db/archive-names.ts";
import { OperatorError } from "../errors.ts";
import { mergeOnOrder, splitOnOrder } from "../pipeline/identity-orders.ts";
import { findPaper } from "../pipeline/merge.ts";
import { parseCount, parseDay, withApp } from "./context.ts";
import { plain, table } from "./output.ts";

const NAME = "our number, an arXiv id or a DOI";

export function addIdentityCommands(papers: Command): Command {
  papers
    .command("merge")
    .argument("<a>", `the paper that stays: ${NAME}`)
    .argument("<b>", "the same work under another number")
    .description("Make one paper of two; readers who had either do not get it again")
    .action((a: string, b: string, _options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const { db } = app.database;
        const now = app.clock.now();
        const merged = await mergeOnOrder(db, [a, b], "command line", now);
        if (!merged.ok) throw new OperatorError(capital(merged.cause));
        out.give({ merged: merged.other, into: merged.into });
        out.say(
          `Paper ${merged.other} is now paper ${merged.into}. Take it back: paperboy papers split ${merged.other}`,
        );
        return 0;
      }),
    );
  papers
    .command("split")
    .argument("<paper>", `${NAME}; or a listing: its source, with the key and day behind it`)
    .argument("[key]", "the source's key of a listing that joined by title or text")
    .argument("[day]", "the listing's day")
    .description(
      "Take a merge back, or split a listing off that joined a paper by title or text; the rules do not join them again",
    )
    .action((name: string, key: string | undefined, day: string | undefined, _options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const { db } = app.database;
        const now = app.clock.now();
        if (key !== undefined && day === undefined)
          throw new OperatorError("A listing needs its day: papers split page thetitle 2026-05-14", { exitCode: 2 });
        const listing =
          key === undefined ? null : { source: name, sourceKey: key, listedOn: parseDay("day", day as string) };
        const split = await splitOnOrder(db, listing ?? name, "command line", now);
        if (!split.ok) throw new OperatorError(capital(split.cause));
        out.give({ paper: split.paperId, from: split.from });
        out.say(`Paper ${split.paperId} is a paper of its own again, apart from ${split.from}.`);
        return 0;
      }),
    );
  papers
    .command("log")
    .argument("[paper]", NAME)
    .option("--limit <number>", "at most so many", "20")
    .description("Show which papers were taken for one, and why")
    .action((name: string | undefined, options: { limit: string }, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const found = name === undefined ? null : await findPaper(app.database.db, name);
        if (name !== undefined && !found) throw new OperatorError(`There is no paper ${name}`);
        const decisions = await listDecisions(
          app.database.db,
          found?.id ?? null,
          parseCount("--limit", options.limit, 10_000),
        );
        out.give({ decisions });
        if (decisions.length === 0) out.say("Nothing was decided: every listing had its own paper or named it.");
        else
          for (const line of table(
            ["when", "decision", "paper", "other", "why"],
            decisions.map((each) => [
              each.decidedAt.slice(0, 16).replace("T", " "),
              each.undoneAt ? `${each.decision} (undone)` : each.decision,
              each.paperId,
              each.otherId ?? each.listing ?? "",
              `${each.rule}: ${plain(each.detail)}`,
            ]),
          ))
            out.say(line);
        return 0;
      }),
    );
  return papers;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
