/** `paperboy slack invite|workspaces|end`: workspaces that install the app themselves (SLACK_CLIENT_ID). */
import { Command } from "commander";
import type { App } from "../app.ts";
import { listInstallations, type StoredInstallation } from "../db/slack-installations.ts";
import { makeToken } from "../domain/consent/token.ts";
import { OperatorError } from "../errors.ts";
import { endWorkspace } from "../membership/slack-installations.ts";
import { openSecret } from "../secret.ts";
import { parseCount, withApp } from "./context.ts";
import { cut, table } from "./output.ts";

const USUAL_DAYS = "7";
const DAYS_MOST = 90;

export function slackCommand(): Command {
  const slack = new Command("slack").description("Workspaces that install the app themselves (SLACK_CLIENT_ID)");
  slack
    .command("invite")
    .description("Make a link by which the app is installed in a workspace; where SIGNUP is open nobody needs one")
    .option("--days <n>", `for how many days, 1 to ${DAYS_MOST}`, USUAL_DAYS)
    .action((options: { days: string }, command: Command) => {
      const days = parseCount("--days", options.days, DAYS_MOST);
      return withApp(command, async ({ app, out }) => {
        const until = app.clock.now().add({ hours: 24 * days });
        const secret = openSecret(app.config.secret, app.config.dataFolder);
        const key = makeToken(secret, "slack-install", Math.floor(until.epochMilliseconds / 1_000));
        const link = `${installUrlOf(app)}?key=${key}`;
        out.give({ link, until: until.toString() });
        out.say(link);
        out.say(`Whoever has it installs the app in a workspace, until ${showInstant(until.toString())}.`);
        return 0;
      });
    });
  slack
    .command("workspaces")
    .description("List the workspaces that installed the app, and what has to be mended there")
    .action((_options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const listed = (await listInstallations(app.database.db)).map(describe);
        out.give({ count: listed.length, workspaces: listed });
        if (listed.length === 0) out.say("No workspace has installed the app. Make a link: paperboy slack invite");
        const rows = listed.map(({ team, name, installedAt, state }) => [
          team,
          cut(name, 30),
          showInstant(installedAt),
          cut(state, 90),
        ]);
        for (const line of rows.length > 0 ? table(["workspace", "name", "installed (UTC)", "state"], rows) : [])
          out.say(line);
        return 0;
      }),
    );
  slack
    .command("end")
    .argument("<workspace>", "its id, as `slack workspaces` shows it: T0123ABCD")
    .description(
      "Stop all work of a workspace at once; what it follows is kept for 30 days, and comes back with the app",
    )
    .action((team: string, _options: object, command: Command) =>
      withApp(command, async ({ app, out }) => {
        const now = app.clock.now();
        const subscribers = await endWorkspace(
          app.database.db,
          team,
          { at: now, reason: "ended by the operator" },
          now,
        );
        if (subscribers === null)
          throw new OperatorError(`The app is not installed in ${team}. See: paperboy slack workspaces`);
        out.give({ team, ended: true, subscribers });
        out.say(
          `Ended: ${subscribers} of its conversations get nothing more. The app stays in Slack until an admin removes it there.`,
        );
        return 0;
      }),
    );
  return slack;
}

function installUrlOf({ config }: App): string {
  if (config.slack.oauth && config.publicUrl) return `${config.publicUrl.replace(/\/+$/, "")}/slack/install`;
  throw new OperatorError(
    "Workspaces install the app themselves only with SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and PAPERBOY_URL set. With SLACK_BOT_TOKEN there is one workspace, and nothing to install.",
  );
}

const showInstant = (text: string): string => text.slice(0, 16).replace("T", " ");

function describe(row: StoredInstallation) {
  const { team, name, scopes, trouble, installed_at, installed_by: by, ended_at, end_reason } = row;
  const ended = ended_at?.toTemporalInstant().toString() ?? null;
  const state = ended === null ? (trouble ?? "well") : `ended ${showInstant(ended)}: ${end_reason}`;
  const installedAt = installed_at.toTemporalInstant().toString();
  return { team, name, installedAt, installedBy: by, scopes: scopes.split(","), endedAt: ended, state };
}
