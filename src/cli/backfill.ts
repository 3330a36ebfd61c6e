/** `paperboy intake arxiv`: back-fills categories of arXiv with a progress bar. */
import { Command } from "commander";
import { listSources, type SourceRow } from "../db/sources.ts";
import { OperatorError } from "../errors.ts";
import { analyseWaiting } from "../pipeline/analyse.ts";
import { type BackfillOutcome, type BackfillProgress, backfillArxiv } from "../pipeline/backfill.ts";
import { openArxivAddresses } from "../sources/open.ts";
import { parseDay, withApp } from "./context.ts";
import { count, plain } from "./output.ts";
import { session } from "./session.ts";

interface BackfillOptions {
  from: string;
  to: string;
  route?: string;
}

/** Longer spans are harvested unless told otherwise: a request a day at one in three seconds takes its time. */
const API_DAYS = 62;
const BAR_WIDTH = 24;

export function arxivCommand(): Command {
  return new Command("arxiv")
    .argument("[category...]", "else all categories that are on")
    .requiredOption("--from <date>", "first day of submission")
    .requiredOption("--to <date>", "last day of submission")
    .option("--route <route>", "api (day by day) or oai (quicker for months); else by the span")
    .description(
      "Take in old papers of arXiv without sending them to readers as new; run again to go on where it stopped",
    )
    .action((categories: string[], options: BackfillOptions, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const [from, to] = [parseDay("--from", options.from), parseDay("--to", options.to)];
        if (from > to) throw new OperatorError("--from lies after --to", { exitCode: 2 });
        const route = readRoute(options.route, from, to);
        const wanted = chooseCategories(await listSources(app.database.db), categories);
        const bar = createBar(out.json);
        const outcomes: BackfillOutcome[] = [];
        for (const category of wanted) {
          const tools = {
            clock: app.clock,
            http: app.http,
            addresses: openArxivAddresses(app.config.sources),
            onStep: bar.draw,
          };
          outcomes.push(await backfillArxiv(app.database.db, { category, from, to, route }, tools));
          bar.clear();
          const last = outcomes.at(-1) as BackfillOutcome;
          out.say(
            `${last.source}  ${count(last.listings, "listing")}, ${last.new} new${last.failure ? `  stopped: ${plain(last.failure)}` : ""}`,
          );
        }
        await analyseWaiting(app.database.db, { onPage: bar.tellAnalysed });
        bar.clear();
        out.give({ route, backfills: outcomes });
        return outcomes.some(({ failure }) => failure !== null) ? 1 : 0;
      }),
    );
}

function readRoute(said: string | undefined, from: string, to: string): "api" | "oai" {
  if (said === "api" || said === "oai") return said;
  if (said !== undefined) throw new OperatorError(`--route: "${said}" is none. Use api or oai`, { exitCode: 2 });
  return Temporal.PlainDate.from(from).until(to, { largestUnit: "days" }).days < API_DAYS ? "api" : "oai";
}

function chooseCategories(rows: SourceRow[], asked: string[]): string[] {
  const known = rows.flatMap((row) => (row.kind === "arxiv" && row.key !== null ? [row.key] : []));
  const missing = asked.find((category) => !known.includes(category));
  if (missing !== undefined)
    throw new OperatorError(`arXiv's ${missing} is not read here. Add it first: paperboy source add arxiv ${missing}`);
  if (known.length === 0)
    throw new OperatorError("No category of arXiv is read here. Add one: paperboy source add arxiv cs.CL");
  return asked.length > 0 ? asked : known;
}

/** On a terminal one line that is drawn over; elsewhere nothing, the result says all. */
function createBar(json: boolean): {
  draw(progress: BackfillProgress): void;
  tellAnalysed(papers: number): void;
  clear(): void;
} {
  const shown = session().watched && !json;
  return {
    draw: ({ source, done, of, listings, new: made }) => {
      if (!shown) return;
      const full = Math.round((BAR_WIDTH * done) / Math.max(of, 1));
      session().err(
        `\r\x1b[K${source}  ${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)}  ${done} of ${of} days, ${listings} listings, ${made} new`,
      );
    },
    tellAnalysed: (papers) => {
      if (shown) session().err(`\r\x1b[Kanalysing for search: ${count(papers, "paper")}`);
    },
    clear: () => {
      if (shown) session().err("\r\x1b[K");
    },
  };
}
