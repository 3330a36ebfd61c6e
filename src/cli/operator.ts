/** `paperboy operator link|sessions|end|log`: the way to the operator's desk, who is at it, and what was done. */
import { Command } from "commander";
import { listAudit } from "../db/audit.ts";
import { OperatorError } from "../errors.ts";
import { endOperators, LINK_MINUTES, listOperators, makeOperatorLink } from "../membership/operators.ts";
import { openSecret } from "../secret.ts";
import { parseCount, withApp } from "./context.ts";
import { count, cut, plain, table } from "./output.ts";

const NUMBERS_MOST = 1_000_000_000;
const LOG = { usual: "20", most: 10_000 };
const NAME_MOST = 60;

export function operatorCommand(): Command {
  const operator = new Command("operator").description("The operator's desk: pages under /operator, by a link");
  operator
    .command("link")
    .option("--name <name>", "who it is for, as the log of what was done shows it", "operator")
    .description(`Make a link to the desk: good once, for ${LINK_MINUTES} minutes`)
    .action((options: { name: string }, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const { publicUrl, secret, dataFolder } = app.config;
        if (publicUrl === null)
          throw new OperatorError(
            "A link needs PAPERBOY_URL, where these pages are reached: https://papers.example.org",
          );
        const name = plain(options.name).trim().slice(0, NAME_MOST) || "operator";
        const made = await makeOperatorLink(app.database.db, openSecret(secret, dataFolder), name, app.clock.now());
        const link = `${publicUrl.replace(/\/+$/, "")}/operator/login/${made.token}`;
        out.give({ link, until: made.until.toString() });
        out.say(link);
        out.say(`Good once, until ${showTime(made.until.toString())}. Whoever has it is in: give it to nobody else.`);
        return 0;
      }),
    );
  operator
    .command("sessions")
    .description("List who is at the desk")
    .action((_options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const sessions = (await listOperators(app.database.db, app.clock.now())).map((each) => ({
          id: each.id,
          name: each.label,
          since: each.made_at.toISOString(),
          until: each.expires_at.toISOString(),
        }));
        out.give({ sessions });
        if (sessions.length === 0) out.say("Nobody is at the desk. Make a link: paperboy operator link");
        const rows = sessions.map(({ id, name, since, until }) => [id, plain(name), showTime(since), showTime(until)]);
        for (const line of rows.length > 0 ? table(["session", "name", "since", "until"], rows) : []) out.say(line);
        return 0;
      }),
    );
  operator
    .command("end")
    .argument("<session>", "its number, as `operator sessions` lists it; or all")
    .description("End a session at once, or all")
    .action((text: string, _options: object, command: Command) => {
      const id = text === "all" ? text : parseCount("session", text, NUMBERS_MOST);
      return withApp(command, async ({ app, out }) => {
        const ended = await endOperators(app.database.db, id, "command line", app.clock.now());
        if (ended.sessions === 0 && id !== "all")
          throw new OperatorError(`There is no session ${id}. See: paperboy operator sessions`);
        out.give({ ended: ended.sessions, links: ended.links });
        const links = ended.links > 0 ? `, and ${count(ended.links, "link")} that nobody had used` : "";
        out.say(`Ended: ${count(ended.sessions, "session")}${links}.`);
        return 0;
      });
    });
  operator
    .command("log")
    .option("--limit <number>", "at most so many", LOG.usual)
    .description("List what operators did, the latest first")
    .action((options: { limit: string }, command: Command) => {
      const limit = parseCount("--limit", options.limit, LOG.most);
      return withApp(command, async ({ app, out }) => {
        const rows = await listAudit(app.database.db, { before: null, subject: null, limit });
        out.give({ log: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) });
        if (rows.length === 0) out.say("Nothing was done yet.");
        const lines = rows.map(({ at, who, act, subject, facts }) => [
          showTime(at.toISOString()),
          plain(who),
          act,
          plain(subject),
          cut(JSON.stringify(facts), 80),
        ]);
        for (const line of lines.length > 0 ? table(["when", "who", "act", "what", "facts"], lines) : []) out.say(line);
        return 0;
      });
    });
  return operator;
}

const showTime = (instant: string): string => `${instant.slice(0, 16).replace("T", " ")} UTC`;
