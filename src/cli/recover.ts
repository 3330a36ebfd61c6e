/** `paperboy recover`: takes up once what dead processes left, as a service does by itself, and says what it did. */
import { Command } from "commander";
import { type RecoverReport, recover } from "../pipeline/recover.ts";
import { withApp } from "./context.ts";
import { count } from "./output.ts";

export function recoverCommand(): Command {
  return new Command("recover")
    .description("Take up what dead processes left, close what is too old, find missed dates; sends nothing")
    .action((_options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const imbalance: string[] = [];
        const order = app.orderRecovery();
        const report = await recover(app.database.db, {
          ...order,
          onImbalance: (run, problems) => {
            order.onImbalance(run, problems);
            imbalance.push(...problems.map((problem) => `${run}: ${problem}`));
          },
        });
        out.give({ ...report, imbalance });
        const lines = linesOf(report);
        for (const line of lines.length > 0 ? lines : ["There was nothing to recover."]) out.say(line);
        for (const problem of imbalance) out.say(`The books do not balance: ${problem}.`);
        return imbalance.length === 0 ? 0 : 1;
      }),
    );
}

function linesOf(report: RecoverReport): string[] {
  const lines: [number, string][] = [
    [
      report.again,
      `${count(report.again, "delivery", "deliveries")} of a dead process: handed over with the next run.`,
    ],
    [
      report.found,
      `${count(report.found, "post", "posts")} of a dead process found in Slack: delivered, and its thread goes on.`,
    ],
    [
      report.unknown,
      `${count(report.unknown, "delivery", "deliveries")} unknown: handed over or not, nobody can tell. Not repeated; see paperboy resend --only unknown.`,
    ],
    [
      report.expired,
      `${count(report.expired, "delivery", "deliveries")} expired: their papers come with the next digest.`,
    ],
    [
      report.cancelled,
      `${count(report.cancelled, "delivery", "deliveries")} cancelled: the reader left or must not be written to.`,
    ],
    [report.missed, `${count(report.missed, "missed date")} found: one catch-up digest a reader makes up for them.`],
    [report.reckoned, `${count(report.reckoned, "due time")} reckoned.`],
    [report.finished, `${count(report.finished, "run")} finished: nothing of it is open any more.`],
  ];
  return lines.flatMap(([number, line]) => (number > 0 ? [line] : []));
}
