/** `paperboy run` and `paperboy preview`: make the digests of a date, or look at one. */
import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import type { App } from "../app.ts";
import type { DigestWrite } from "../db/digest-writes.ts";
import { findDigestId } from "../db/digests.ts";
import { joinPieces } from "../domain/delivery/pieces.ts";
import type { DigestView } from "../domain/digest/view.ts";
import { type Address, parseAddress, showAddress } from "../domain/subscription/address.ts";
import { messageOf, OperatorError } from "../errors.ts";
import type { SettledDelivery } from "../pipeline/deliver-order.ts";
import { refitModel } from "../pipeline/refit.ts";
import { dryRun, type RunOrder, type RunReport, runDigests } from "../pipeline/run.ts";
import { viewOf } from "../pipeline/view.ts";
import { parseDay, withApp } from "./context.ts";
import { count, faint, type Output, plain, table } from "./output.ts";
import { pathOf, session } from "./session.ts";

/** What a run needs of the app; `tell` hears of each delivery. */
export async function orderRun(
  app: App,
  on: string,
  tell: Pick<RunOrder, "onCompiled" | "onSettled" | "onHeld"> = {},
): Promise<RunOrder> {
  const onSettled = (settled: SettledDelivery) => {
    app.logSettled(settled);
    tell.onSettled?.(settled);
  };
  return { ...(await app.orderDelivery()), on, living: app.database.living, closeStopped: true, ...tell, onSettled };
}

export function runCommand(): Command {
  return new Command("run")
    .description("Make the digests that bear a date and hand them over; again: only what is missing")
    .requiredOption("--on <date>", "local date the digests bear, YYYY-MM-DD")
    .option("--dry-run", "only say what would be made")
    .action((options: { on: string; dryRun?: boolean }, command: Command) => {
      const on = parseDay("--on", options.on);
      return withApp(command, async ({ app, out }) => {
        if (options.dryRun) return dry(app, on, out);
        const onHeld = onceEach((held: number) =>
          session().err(
            `Waiting for ${count(held, "delivery", "deliveries")} that another process holds (its lease ends within a minute)…\n`,
          ),
        );
        const report = await runDigests(app.database.db, await orderRun(app, on, { onHeld }));
        out.give(report);
        for (const line of linesOf(report, app, on)) out.say(line);
        await refitModel(app.database.db, app.clock.now()); // once a week some seconds, for whom no service does it
        return isWell(report) ? 0 : 1;
      });
    });
}

/** Calls again only when the number changes. */
function onceEach(tell: (held: number) => void): (held: number) => void {
  let last = 0;
  return (held) => {
    if (held !== last) tell(held);
    last = held;
  };
}

async function dry(app: App, on: string, out: Output): Promise<number> {
  const rows: (string | number)[][] = [];
  const onCompiled = (digests: DigestWrite[]) => {
    for (const digest of digests)
      rows.push([
        showAddress(digest.recipient.channel, digest.recipient.address),
        digest.sections.reduce((sum, section) => sum + section.cards.length, 0),
        digest.cause ?? digest.sections.map((section) => section.name).join(", "),
      ]);
  };
  const { digests, items, quiet } = await dryRun(app.database.db, await orderRun(app, on, { onCompiled }));
  out.give({ digests, items, quiet, deliveries: {}, dryRun: true });
  for (const line of rows.length > 0
    ? table(
        ["address", "papers", "topics, or why it is quiet"],
        rows.map(([a, n, t]) => [plain(String(a)), Number(n), plain(String(t))]),
      )
    : [])
    out.say(line);
  out.say(
    `${count(digests, "digest")} with ${count(items, "paper")} and ${count(quiet, "quiet day")} would be made for ${on}. Nothing was changed.`,
  );
  return 0;
}

/** All went well when the books balance and nothing ended otherwise than accepted. */
const isWell = (report: RunReport): boolean =>
  report.imbalance.length === 0 &&
  report.stopped.length === 0 &&
  Object.entries(report.deliveries).every(([state, number]) => state === "accepted" || number === 0);

function linesOf(report: RunReport, app: App, on: string): string[] {
  const { books } = report;
  const states = Object.entries(report.deliveries).map(([state, number]) => `${number} ${state}`);
  const left = Object.entries(books.deliveries).map(([state, number]) => `${number} ${state}`);
  return [
    `${on}: ${count(report.digests, "digest")} with ${count(report.items, "paper")}, ${count(report.quiet, "quiet day")}.`,
    states.length > 0 ? `Handed over now: ${states.join(", ")}.` : "Nothing was left to hand over.",
    ...(report.recovered.unknown + report.recovered.again + report.recovered.found > 0
      ? [
          `An earlier run was stopped: ${report.recovered.again} taken up again, ${report.recovered.found} found in Slack, ${report.recovered.unknown} unknown (not repeated).`,
        ]
      : []),
    ...report.stopped.map((reason) => `Stopped: ${plain(reason)}. What is left goes with the next run.`),
    ...report.imbalance.map((problem) => `The books do not balance: ${problem}.`),
    faint(
      `The date's books: ${books.planned} planned = ${books.digests} with papers + ${count(books.notes, "quiet note")} + ${books.silent} silent; deliveries: ${left.join(", ") || "none"}.`,
    ),
    ...(app.config.mail.smtpUrl && app.config.slack.botToken ? [] : [faint(`The outbox: ${app.outboxFolder}`)]),
  ];
}

export function previewCommand(): Command {
  return new Command("preview")
    .description("Write what an address gets on a date to a file, without sending it")
    .argument("<address>", "ada@example.org or slack:C0123ABCD")
    .requiredOption("--on <date>", "local date, YYYY-MM-DD")
    .requiredOption("--out <file>", "a file ending in .html or .txt for mail, .json for Slack")
    .action((text: string, options: { on: string; out: string }, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const parsed = parseAddress(text);
        if (!parsed.ok) throw new OperatorError(parsed.message, { exitCode: 2 });
        const on = parseDay("--on", options.on);
        const view = await findView(app, parsed.address, on);
        if (!view)
          throw new OperatorError(
            `${plain(text)} gets nothing on ${on}: not subscribed, paused, or no subscription is due that day. See: paperboy subscribers`,
          );
        const { renderMail, renderSlack } = await app.channels();
        const mail = renderMail(view);
        const content =
          parsed.address.channel === "slack"
            ? `${JSON.stringify({ parts: renderSlack(view) }, null, 2)}\n`
            : options.out.endsWith(".txt")
              ? joinPieces(mail.text)
              : joinPieces(mail.html);
        await writeFile(pathOf(options.out), content).catch((error) => {
          throw new OperatorError(`${options.out} cannot be written: ${messageOf(error)}. Name another --out`, {
            cause: error,
          });
        });
        out.give({
          address: showAddress(parsed.address.channel, parsed.address.address),
          on,
          kind: view.kind,
          items: view.itemCount,
          subject: mail.subject,
          out: options.out,
        });
        out.say(
          `${view.kind === "quiet" ? "A quiet day" : count(view.itemCount, "paper")}: "${mail.subject}" is in ${options.out}`,
        );
        return 0;
      }),
    );
}

/** The digest that was made, or the one that a run would make. */
async function findView(app: App, address: Address, on: string): Promise<DigestView | null> {
  const { installation } = app;
  const made = await findDigestId(app.database.db, address, on);
  const stored = made === null ? undefined : (await app.cards.getDigests(app.database.db, [made])).get(made);
  if (stored) return viewOf(stored, installation);
  let found: DigestView | null = null;
  const onCompiled = (digests: DigestWrite[]) => {
    const digest = digests.find(
      ({ recipient }) => recipient.channel === address.channel && recipient.address_key === address.key,
    );
    if (digest) found = viewOf(digest, installation);
  };
  await dryRun(app.database.db, await orderRun(app, on, { onCompiled }));
  return found;
}
