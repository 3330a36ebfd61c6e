/** `paperboy serve` and `paperboy worker`: the service, all in one process or only its working part, until a signal ends it. */
import { Command } from "commander";
import type { App } from "../app.ts";
import { OperatorError } from "../errors.ts";
import type { DayReport } from "../pipeline/record-day.ts";
import { startService } from "../service.ts";
import { openCommandSocket } from "./command-socket.ts";
import { type Context, withApp } from "./context.ts";
import { greet, tellDay } from "./greeting.ts";
import { session } from "./session.ts";

export function serveCommand(): Command {
  return new Command("serve")
    .description(
      "Run all of Paperboy: read sources, make each reader's digest at its hour, hand over, answer over HTTP",
    )
    .option("--listen <host:port>", "where health and metrics answer; else PAPERBOY_LISTEN")
    .action((options: { listen?: string }, command: Command) =>
      run(command, ({ app }) => serve(app, { scheduler: true, listen: options.listen ?? app.config.listen })),
    );
}

export function workerCommand(): Command {
  return new Command("worker")
    .description("Only work: any number of these beside a serve, on Postgres")
    .option("--listen <host:port>", "also answer health and metrics there")
    .action((options: { listen?: string }, command: Command) =>
      run(command, async ({ app }) => {
        if (app.database.alone)
          throw new OperatorError(
            "A worker shares its database with others, and the embedded one is for a single process: set DATABASE_URL=postgres://… , or run paperboy serve.",
          );
        return serve(app, { scheduler: false, listen: options.listen ?? null });
      }),
    );
}

/** One service holds the embedded database; on Postgres any number run, each in its own process. */
function refuseSecond(): void {
  if (session().host !== null)
    throw new OperatorError(
      "Paperboy is running already on this data folder. Stop it first, or set PAPERBOY_DATA to another folder.",
    );
}

/** `work` gives the number of commands of other processes that it left undone. */
async function run(command: Command, work: (context: Context) => Promise<number>): Promise<void> {
  let left = 0;
  await withApp(command, async (context) => {
    left = await work(context);
    return 0;
  });
  if (left > 0) process.exit(session().exitCode); // the database is closed: they cannot end well, and may wait for long
}

async function serve(app: App, { scheduler, listen }: { scheduler: boolean; listen: string | null }): Promise<number> {
  refuseSecond();
  const signal = Promise.withResolvers<string>();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => signal.resolve(name));
  let progress: DayReport[] | "told" | "over" = []; // until all else is said
  const onDay = (day: DayReport) => {
    if (Array.isArray(progress)) progress.push(day);
    else if (progress === "told") session().err(`${tellDay(day)}\n`);
  };
  const service = await startService(app, { scheduler, listen: listen === null ? null : parseListen(listen), onDay });
  const { database } = app.config;
  const commands = database.kind === "folder" ? await openCommandSocket(app, database.path) : null;
  for (const line of [...(await greet(app, service)), ...progress.map(tellDay)]) session().err(`${line}\n`);
  progress = "told";
  void service.firstIntake.then(() => {
    progress = "over"; // from then on the log says it
  });
  app.log.info({ event: "service.up", owner: app.database.owner, url: service.url });
  const name = await signal.promise;
  session().err(`${name}: finishing what is under way…\n`);
  const [left] = await Promise.all([commands?.close() ?? 0, service.stop()]);
  app.log.info({ event: "service.down", owner: app.database.owner });
  return left;
}

/** `127.0.0.1:8080`, `[::1]:8080` or `8080` (on this machine). */
function parseListen(text: string): { host: string; port: number } {
  const parts = /^(?:(\[[0-9a-f:]+\]|[\w.-]+):)?(\d{1,5})$/i.exec(text);
  if (!parts || Number(parts[2]) > 65_535)
    throw new OperatorError(`--listen: "${text}" is no address. Use 127.0.0.1:8080`, { exitCode: 2 });
  return { host: (parts[1] ?? "127.0.0.1").replace(/^\[|\]$/g, ""), port: Number(parts[2]) };
}
