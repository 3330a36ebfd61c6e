/** `paperboy follow author|organisation|papers`: follow people, places, and papers like a list of the reader's own. */
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { Command } from "commander";
import type { Address } from "../domain/subscription/address.ts";
import { writeAuthorQuery, writeOrganisationQuery } from "../domain/subscription/follow.ts";
import type { LibraryEntry } from "../domain/subscription/library.ts";
import { messageOf, OperatorError } from "../errors.ts";
import { type MadeLibrary, makeLibrary } from "../membership/follow-papers.ts";
import { analyseWaiting } from "../pipeline/analyse.ts";
import { type Counted, listNamesakes } from "../reading/namesakes.ts";
import { type Context, withApp } from "./context.ts";
import { saveOrder } from "./orders.ts";
import { count, faint, plain } from "./output.ts";
import { pathOf } from "./session.ts";
import { readAddress } from "./subscription.ts";

interface When {
  zone?: string;
  at?: string;
  cadence?: string;
}

export function followCommand(): Command {
  const follow = new Command("follow").description(
    "Follow an author, an organisation, or papers like a list of your own",
  );
  const add = (name: string): Command =>
    follow
      .command(name)
      .argument("<address>", "ada@example.org or slack:C0123ABCD")
      .option("--zone <zone>", "the reader's time zone, such as Europe/Berlin")
      .option("--at <hour>", "when the digest is due there, such as 08:00")
      .option("--cadence <cadence>", "daily, weekdays, weekly, weekly:fri, monthly or monthly:15");
  add("author")
    .argument("<name>", '"Wei Li" or "Li, Wei"')
    .option("--with <name...>", "only papers that one of these wrote too: tells namesakes apart")
    .option("--org <name...>", "or that come from one of these organisations")
    .description("Follow an author; says who goes by that name, with whom and where they write")
    .action((text: string, name: string, options: When & { with?: string[]; org?: string[] }, command: Command) => {
      const address = readAddress(text);
      return withApp(command, async (context) => {
        const query = writeAuthorQuery({ name, with: options.with ?? [], at: options.org ?? [] });
        const code = await saveOrder(context, { ...options, address: text, topics: [query] });
        if (code === 0 && !options.with && !options.org) await tellNamesakes(context, address, name);
        return code;
      });
    });
  add("organisation")
    .argument("<name>", "DeepSeek, however it is spaced")
    .description("Follow an organisation")
    .action((text: string, name: string, options: When, command: Command) =>
      withApp(command, (context) =>
        saveOrder(context, { ...options, address: text, topics: [writeOrganisationQuery(name)] }),
      ),
    );
  add("papers")
    .argument("[id...]", "arXiv ids or DOIs")
    .option("--file <file>", "a list: BibTeX, RIS, CSL JSON (Zotero: Export Library), or ids one a line")
    .option("--name <name>", "what the topic is called")
    .description("Follow papers like these: about three a day, fewer on slow days")
    .action((text: string, ids: string[], options: When & { file?: string; name?: string }, command: Command) => {
      readAddress(text);
      return withApp(command, (context) => followPapers(context, text, ids, options));
    });
  return follow;
}

async function followPapers(
  context: Context,
  address: string,
  ids: string[],
  { file, name, ...when }: When & { file?: string; name?: string },
): Promise<number> {
  const { app, out } = context;
  const entries = await readEntries(context, ids, file);
  await analyseWaiting(app.database.db);
  const made = await app.database.db.transaction().execute((tx) => makeLibrary(tx, entries, app.clock.now()));
  if (!made.ok) throw new OperatorError(made.message.replace(/^./, (first) => first.toUpperCase()));
  for (const line of describe(made.library)) out.say(line);
  const called =
    name ??
    `Like ${file ? basename(file) : entries.length === 1 ? ids[0] : `${ids[0]} and ${entries.length - 1} more`}`;
  return saveOrder(
    context,
    { ...when, address, topics: [`like:${made.library.key}`] },
    { name: called, library: made.library },
  );
}

async function readEntries({ out }: Context, ids: string[], file: string | undefined): Promise<LibraryEntry[]> {
  // Loaded when it is needed: it takes longer to load than most commands to run.
  const { parseBibliography, BYTES_MOST } = await import("../sources/bibliography/parse.ts");
  const texts = ids.length > 0 ? [{ from: "the ids", text: ids.join("\n") }] : [];
  if (file !== undefined) texts.push({ from: file, text: await readList(file, BYTES_MOST) });
  if (texts.length === 0)
    throw new OperatorError(
      "Name papers or a list: paperboy follow papers ada@example.org 2605.00001 (or --file refs.bib)",
      {
        exitCode: 2,
      },
    );
  return texts.flatMap(({ from, text }) => {
    const read = parseBibliography(text);
    if (!read.ok) throw new OperatorError(`${from} cannot be used: ${plain(read.cause)}`, { exitCode: 2 });
    for (const unread of read.bibliography.unread.slice(0, UNREAD_SHOWN)) out.say(faint(`unread  ${plain(unread)}`));
    const more = read.bibliography.unread.length - UNREAD_SHOWN;
    if (more > 0) out.say(faint(`unread  ${more} more`));
    return read.bibliography.entries;
  });
}

const UNREAD_SHOWN = 10;

async function readList(file: string, most: number): Promise<string> {
  try {
    const { size } = await stat(pathOf(file));
    if (size > most) throw new Error(`it has ${size} bytes, ${most} is the most`);
    return await readFile(pathOf(file), "utf8");
  } catch (error) {
    throw new OperatorError(`${file} cannot be read: ${messageOf(error)}`, { exitCode: 2, cause: error });
  }
}

function describe({ stored, own, missing, recent }: MadeLibrary): string[] {
  const parts = [
    ...(stored > 0 ? [`${count(stored, "paper")} of it stored here`] : []),
    ...(own > 0 ? [`${own} by the list's own titles and abstracts`] : []),
    ...(missing.length > 0 ? [`${missing.length} left out: not stored, and the list has no title`] : []),
  ];
  return [
    `Read     ${parts.join(", ")}`,
    recent.of === 0
      ? "Found    nothing is stored of the last 30 days yet"
      : `Found    ${recent.like} of ${count(recent.of, "paper")} of the last 30 days are like it`,
  ];
}

async function tellNamesakes({ app, out }: Context, address: Address, name: string): Promise<void> {
  const found = await listNamesakes(app.database.db, name);
  if (out.json || found.papers === 0) return;
  const list = (counted: Counted[]) => counted.map((each) => `${plain(each.name)} (${each.papers})`).join(", ");
  out.say(`  ${count(found.papers, "paper")} here by ${list(found.spellings)}`);
  if (found.with.length > 0) out.say(`  with ${list(found.with)}`);
  if (found.at.length > 0) out.say(`  at ${list(found.at)}`);
  const [other] = found.with;
  if (found.papers > 1 && other)
    out.say(
      faint(
        `  Several people of one name? Narrow it: paperboy follow author ${plain(address.address)} "${plain(name)}" --with "${plain(other.name)}"`,
      ),
    );
}
