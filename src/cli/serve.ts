/** `paperboy serve` and `paperboy worker`: the service, all in one process or only its working part, until a signal ends it. */
import { Command } from "commander";
import type { App } from "../app.ts";
import { OperatorError } from "../errors.ts";
import { type Service, startService } from "../service.ts";
import { withApp } from "./context.ts";
import { heading } from "./output.ts";

export function serveCommand(): Command {
  return new Command("serve")
    .description(
      "Run all of Paperboy: read sources, make each reader's digest at its hour, hand over, answer over HTTP",
    )
    .option("--listen <host:port>", "where health and metrics answer; else PAPERBOY_LISTEN")
    .action((options: { listen?: string }, command: Command) =>
      withApp(command, ({ app }) => serve(app, { scheduler: true, listen: options.listen ?? app.config.listen })),
    );
}

export function workerCommand(): Command {
  return new Command("worker")
    .description("Only work: any number of these beside a serve, on Postgres")
    .option("--listen <host:port>", "also answer health and metrics there")
    .action((options: { listen?: string }, command: Command) =>
      withApp(command, ({ app }) => {
        if (app.database.alone)
          throw new OperatorError(
            "A worker shares its database with others, and the embedded one is for a single process: set DATABASE_URL=postgres://… , or run paperboy serve.",
          );
        return serve(app, { scheduler: false, listen: options.listen ?? null });
      }),
    );
}

async function serve(app: App, { scheduler, listen }: { scheduler: boolean; listen: string | null }): Promise<number> {
  const signal = Promise.withResolvers<string>();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => signal.resolve(name));
  const service = await startService(app, { scheduler, listen: listen === null ? null : parseListen(listen) });
  for (const line of greet(app, service)) process.stderr.write(`${line}\n`);
  app.log.info({ event: "service.up", owner: app.database.owner, url: service.url });
  const name = await signal.promise;
  process.stderr.write(`${name}: finishing what is under way…\n`);
  await service.stop();
  app.log.info({ event: "service.down", owner: app.database.owner });
  return 0;
}

function greet(app: App, service: Service): string[] {
  const { config, database } = app;
  return [
    heading(`${config.name} is up.`),
    `  database  ${database.kind === "embedded" ? `embedded, in ${config.dataFolder}` : "Postgres"}`,
    `  mail      ${config.mail.smtpUrl ? `by ${new URL(config.mail.smtpUrl).host}` : "to the outbox (set SMTP_URL to send)"}`,
    `  Slack     ${tellSlack(config)}`,
    `  commands  ${describeDoor(app, service)}`,
    `  health    ${service.url ? `${service.url}/readyz, metrics at /metrics` : "off"}`,
    "  Ctrl-C ends it: what is under way is finished first.",
  ];
}

function describeDoor({ config: { slack, publicUrl } }: App, { url }: Service): string {
  if (slack.door?.kind === "socket") return "from Slack by Socket Mode";
  if (slack.door && url) return `from Slack at ${publicUrl ?? url}/slack/events`;
  return "none from Slack (set SLACK_SIGNING_SECRET or SLACK_APP_TOKEN)";
}

/** `127.0.0.1:8080`, `[::1]:8080` or `8080` (on this machine). */
function parseListen(text: string): { host: string; port: number } {
  const parts = /^(?:(\[[0-9a-f:]+\]|[\w.-]+):)?(\d{1,5})$/i.exec(text);
  if (!parts || Number(parts[2]) > 65_535)
    throw new OperatorError(`--listen: "${text}" is no address. Use 127.0.0.1:8080`, { exitCode: 2 });
  return { host: (parts[1] ?? "127.0.0.1").replace(/^\[|\]$/g, ""), port: Number(parts[2]) };
}

function tellSlack({ slack: { botToken, oauth } }: App["config"]): string {
  if (oauth) return "to each workspace that installs the app at /slack/install";
  return botToken ? "by the bot's token" : "to the outbox (set SLACK_BOT_TOKEN to post)";
}
