/** `paperboy source`: adds, lists, pauses and removes what papers are read from. */
import { Command } from "commander";
import { listSources } from "../db/sources.ts";
import { isScheduled } from "../domain/intake/habits.ts";
import { type NamedSource, parseSourceNames } from "../domain/intake/source-name.ts";
import { OperatorError } from "../errors.ts";
import { addSource, stopReading } from "../pipeline/keep-sources.ts";
import { withApp } from "./context.ts";
import { plain, table } from "./output.ts";

const WHAT = "huggingface, arxiv cs.CL, biorxiv, medrxiv, or a feed's address";

export function sourceCommand(): Command {
  const source = new Command("source").description("Add, list, pause or remove what papers are read from");
  source
    .command("add")
    .argument("<source...>", WHAT)
    .description("Read a source from now on; who is subscribed already gets nothing of it unless the topic says so")
    .action(async (words: string[], _options: object, command: Command) => {
      const names = readNames(words);
      await withApp(command, async ({ app, out }) => {
        const changes = [];
        for (const named of names) {
          const added = await addSource(app.database.db, named, app.clock.now());
          if (!added.ok) throw new OperatorError(added.message);
          changes.push(added.change);
          out.say(`${added.change.name}  ${added.change.change}`);
        }
        out.give({ sources: changes });
        out.say("Read it now: paperboy intake due");
        return 0;
      });
    });
  source
    .command("list")
    .description("List the sources")
    .action((_options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const rows = (await listSources(app.database.db)).map((row) => ({
          name: row.name,
          kind: row.kind,
          key: row.key,
          state: row.active ? (isScheduled(row.kind) ? "on" : "brought by hand") : "paused",
          readsFrom: row.reads_from,
        }));
        out.give({ sources: rows });
        for (const line of table(
          ["source", "state", "since", "reads"],
          rows.map((row) => [row.name, row.state, row.readsFrom ?? "", plain(row.key ?? "")]),
        ))
          out.say(line);
        return 0;
      }),
    );
  for (const [verb, how, says] of [
    ["pause", "paused", "Stop reading a source until it is added again; its papers stay"],
    ["remove", "removed", "Stop reading a source and do not list it any more; its papers stay"],
  ] as const)
    source
      .command(verb)
      .argument("<source...>", `its name as listed, or ${WHAT}`)
      .description(says)
      .action((words: string[], _options: object, command: Command) =>
        withApp(command, async ({ app, out }) => {
          const names = await findNames(
            words,
            (await listSources(app.database.db)).map((row) => row.name),
          );
          const changes = [];
          for (const name of names) {
            const change = await stopReading(app.database.db, name, how, app.clock.now());
            if (!change) throw new OperatorError(`There is no source "${name}". See: paperboy source list`);
            changes.push(change);
            out.say(`${name}  ${how}`);
          }
          out.give({ sources: changes });
          return 0;
        }),
      );
  return source;
}

function readNames(words: string[]): NamedSource[] {
  const parsed = parseSourceNames(words);
  if (!parsed.ok) throw new OperatorError(parsed.message, { exitCode: 2 });
  return parsed.sources;
}

/** A name that stands in the list is taken as it is. */
async function findNames(words: string[], listed: string[]): Promise<string[]> {
  if (words.every((word) => listed.includes(word))) return words;
  return readNames(words).map(({ name }) => name);
}
