/** `paperboy bounces FILE|-`: reads what came back to the return path, counts it, and acts on it. */
import { join } from "node:path";
import { Command } from "commander";
import { type FoundMail, keepUnread, readMails, splitMails } from "../channels/mail-files.ts";
import { nameReceived, parseReceived } from "../channels/received-mail.ts";
import { FolderInUse } from "../db/folder-lock.ts";
import { messageOf, OperatorError } from "../errors.ts";
import { type ReceivedBounce, recordReceived } from "../membership/bounces.ts";
import { openSharedSecret } from "../pipeline/installation.ts";
import { type Context, withApp } from "./context.ts";
import { count, plain, table } from "./output.ts";
import { pathOf, session } from "./session.ts";

interface BouncesOptions {
  recipient?: string;
}

interface Tally {
  mails: number;
  /** Bounces and complaints by class, of those with a token of ours. */
  classes: Record<string, { counted: number; known: number; suppressed: number }>;
  /** No token of ours in the address that it was sent to. */
  ignored: number;
  /** A token of ours, but no such delivery in this database. */
  nobody: number;
  /** Neither bounce nor complaint. */
  none: number;
  /** Readers who left by mail. */
  left: number;
  unread: { from: string; reason: string; kept?: string }[];
}

const PIPE = "-";
const TOLD_EVERY = 1_000;

export function bouncesCommand(): Command {
  return new Command("bounces")
    .argument("<file>", "a mail, an mbox, a maildir, a folder of .eml, or - for a pipe")
    .option("--recipient <address>", "the envelope's recipient, where whoever pipes a mail knows it")
    .description("Read what came back of mails: who cannot be reached or complained is not written to any more")
    .addHelpText(
      "after",
      `
Only the signed token in the address that a bounce was sent to says whom it is about; a complaint at another address is about
whom the return path or the link to leave of the mail it brings back names. A mail whose subject is what our List-Unsubscribe
asks for ends what its reader gets. Each counts once, however often it is read. Nothing
is moved or deleted. Exit code: 0, or 1 if some could not be read; of a pipe those are kept in the data folder, and it is 75
(try later) if nothing could be counted.`,
    )
    .action(async (file: string, options: BouncesOptions, command: Command) => {
      try {
        await withApp(command, (context) => readAll(context, file, options.recipient ?? null));
      } catch (error) {
        if (file !== PIPE) throw error;
        const options = { exitCode: 75 as const, cause: error };
        const says = `The mail was not counted; try later. ${messageOf(error)}`;
        throw error instanceof FolderInUse
          ? new FolderInUse(error.folder, says, options) // the service that holds it is asked first
          : new OperatorError(says, options);
      }
    });
}

async function readAll(context: Context, file: string, recipient: string | null): Promise<number> {
  const secret = openSharedSecret(context.app.config);
  const tally: Tally = { mails: 0, classes: {}, ignored: 0, nobody: 0, none: 0, left: 0, unread: [] };
  for await (const found of open(file)) {
    tally.mails += 1;
    if (tally.mails % TOLD_EVERY === 0) context.out.say(`${count(tally.mails, "mail")} read …`);
    await readOne(context, { secret, recipient, piped: file === PIPE }, found, tally);
  }
  tell(context, tally);
  return tally.unread.length > 0 && file !== PIPE ? 1 : 0;
}

async function* open(file: string): AsyncGenerator<FoundMail> {
  if (file === PIPE) yield* splitMails(session().input(), "standard input");
  else
    try {
      yield* readMails(pathOf(file));
    } catch (error) {
      throw new OperatorError(`${plain(file)} cannot be read: ${messageOf(error)}`, { cause: error });
    }
}

async function readOne(
  { app }: Context,
  from: { secret: string; recipient: string | null; piped: boolean },
  { from: place, raw }: FoundMail,
  tally: Tally,
): Promise<void> {
  let received: { mail: Awaited<ReturnType<typeof parseReceived>>; name: string };
  try {
    const mail = await parseReceived(raw);
    received = { mail, name: nameReceived(mail, raw) };
  } catch (error) {
    const kept = from.piped ? { kept: await keepUnread(join(app.config.dataFolder, "unread-bounces"), raw) } : {};
    app.log.warn({ event: "bounce.unread", from: place, reason: messageOf(error), ...kept });
    tally.unread.push({ from: place, reason: messageOf(error), ...kept });
    return;
  }
  const { secret, recipient } = from;
  const bounce = await recordReceived(app.database.db, secret, { ...received, recipient }, app.clock.now());
  if (bounce.outcome === "recorded") {
    const { kind, status, suppressed } = bounce;
    app.log.info({ event: "bounce.recorded", provider: "mail", kind, status, suppressed });
  }
  add(tally, bounce);
}

function add(tally: Tally, { outcome, kind, suppressed }: ReceivedBounce): void {
  if (outcome === "ignored" || outcome === "nobody" || outcome === "none" || outcome === "left") {
    tally[outcome] += 1;
    return;
  }
  tally.classes[kind] ??= { counted: 0, known: 0, suppressed: 0 };
  const row = tally.classes[kind];
  row[outcome === "recorded" ? "counted" : "known"] += 1;
  if (suppressed) row.suppressed += 1;
}

function tell({ out }: Context, tally: Tally): void {
  out.give(tally);
  const rows = Object.entries(tally.classes)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([kind, row]) => [kind, row.counted, row.known, row.suppressed]);
  for (const line of rows.length > 0 ? table(["class", "counted", "known", "suppressed"], rows) : []) out.say(line);
  out.say(`${count(tally.mails, "mail")} read.`);
  if (tally.left > 0) out.say(`${tally.left} asked to leave, and left.`);
  if (tally.none > 0) out.say(`${tally.none} neither bounce nor complaint.`);
  if (tally.ignored > 0) out.say(`${tally.ignored} ignored: no token of ours in the address they were sent to.`);
  if (tally.nobody > 0) out.say(`${tally.nobody} about deliveries that this database does not hold.`);
  for (const { from, reason, kept } of tally.unread)
    out.say(`Could not be read: ${plain(from)}: ${plain(reason)}; it ${kept ? `is kept as ${kept}` : "stays there"}.`);
}
