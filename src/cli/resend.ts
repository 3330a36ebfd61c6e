/** `paperboy resend`: hands over again, when the operator says so, what is unknown or what a date's readers missed. */
import { Command, Option } from "commander";
import type { App } from "../app.ts";
import { findRun } from "../db/runs.ts";
import type { DeliveryState } from "../domain/delivery/state.ts";
import { resendOnOrder } from "../pipeline/redeliver.ts";
import { type Reopened, type ResendOrder, type ResendReport, resend, tryResend } from "../pipeline/resend.ts";
import { parseDay, withApp } from "./context.ts";
import { count, plain } from "./output.ts";
import { orderRun } from "./run.ts";
import { session } from "./session.ts";
import { getRun } from "./status.ts";

interface ResendOptions {
  run: string;
  only: "missed" | "unknown";
  dryRun?: boolean;
}

export function resendCommand(): Command {
  return new Command("resend")
    .description(
      "Hand over again what is unknown, or make and hand over what a date's readers missed; never what they had since",
    )
    .requiredOption("--run <number|date>", "the run, as paperboy status lists it")
    .addOption(
      new Option("--only <which>", "missed: not made, expired, rejected or cancelled; unknown: each may come twice")
        .choices(["missed", "unknown"])
        .makeOptionMandatory(),
    )
    .option("--dry-run", "only say what would be handed over")
    .action((options: ResendOptions, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const { only } = options;
        const order: ResendOrder = { ...(await orderRun(app, await findDate(app, options))), only };
        if (options.dryRun) {
          const would = await tryResend(app.database.db, order);
          out.give({ ...would, dryRun: true });
          for (const line of linesOf(would, only)) out.say(line);
          out.say("Nothing was changed.");
          return 0;
        }
        order.onMayComeTwice = (number) => {
          if (number > 0)
            session().err(
              `${count(number, "delivery", "deliveries")} of which nobody can tell whether they went: each of these may come twice.\n`,
            );
        };
        const report = await resendOnOrder(app.database.db, order, "command line", resend);
        out.give(report);
        for (const line of [...linesOf(report, only), ...linesOfDelivery(report)]) out.say(line);
        return isWell(report) ? 0 : 1;
      }),
    );
}

/** A date that no run has begun for can have been missed; all else must be a run. */
async function findDate(app: App, { run, only }: ResendOptions): Promise<string> {
  if (only === "missed" && run.includes("-") && (await findRun(app.database.db, parseDay("--run", run))) === null)
    return run;
  return (await getRun(app, run)).key;
}

function linesOf(report: Reopened, only: "missed" | "unknown"): string[] {
  const { unknown, made, again, papers, nothingLeft, withheld } = report;
  const kept =
    withheld > 0 ? [`Left as they are: ${withheld}, whose readers left, paused or must not be written to.`] : [];
  if (only === "unknown")
    return [`${count(unknown, "unknown delivery", "unknown deliveries")} to hand over again.`, ...kept];
  return [
    `Made: ${count(made.digests, "digest")} with ${count(made.items, "paper")}, ${count(made.quiet, "quiet day")}.`,
    `Opened again: ${count(again, "digest")} with ${count(papers, "paper")} that nothing has shown since.`,
    ...(nothingLeft > 0
      ? [
          `Left as they are: ${nothingLeft} that own nothing any more, since later digests have shown it or it was a quiet note.`,
        ]
      : []),
    ...kept,
  ];
}

function linesOfDelivery({ deliveries, stopped, imbalance }: ResendReport): string[] {
  const states = Object.entries(deliveries).map(([state, number]) => `${number} ${state}`);
  return [
    states.length > 0 ? `Handed over now: ${states.join(", ")}.` : "Nothing was left to hand over.",
    ...stopped.map((reason) => `Stopped: ${plain(reason)}. What is left goes with the next run.`),
    ...imbalance.map((problem) => `The books do not balance: ${problem}.`),
  ];
}

const isWell = ({ deliveries, stopped, imbalance }: ResendReport): boolean =>
  imbalance.length === 0 &&
  stopped.length === 0 &&
  (Object.keys(deliveries) as DeliveryState[]).every((state) => state === "accepted");
