/** What every command starts from: options that all share, configuration, clock, and an app that is closed at the end. */
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { type App, openApp, openWithin } from "../app.ts";
import { type Clock, createClock } from "../clock.ts";
import { type Config, readConfig } from "../config.ts";
import { OperatorError } from "../errors.ts";
import { createLog } from "../log.ts";
import { createOutput, type Output } from "./output.ts";
import { session } from "./session.ts";

export interface SharedOptions {
  json?: boolean;
  now?: string;
}

export interface Context {
  app: App;
  out: Output;
}

/** Runs a command with an open app; the exit code is 0 unless the command answers otherwise. */
export async function withApp(
  command: Command,
  work: (context: Context) => Promise<number | undefined>,
  change: (config: Config) => Config = (config) => config,
): Promise<void> {
  const options = command.optsWithGlobals<SharedOptions>();
  const { host } = session();
  const config = change(host?.config ?? loadConfig());
  const app = host
    ? openWithin(host, config, clockOf(options))
    : await openApp(config, clockOf(options), createLog(config.logLevel));
  try {
    session().exitCode = (await work({ app, out: createOutput(options.json === true) })) ?? 0;
  } finally {
    await app.close();
  }
}

/** `.env` of the working folder fills what the environment does not set. */
export function loadConfig(): Config {
  if (existsSync(".env")) process.loadEnvFile(".env");
  return readConfig(process.env);
}

export function clockOf(options: SharedOptions): Clock {
  if (options.now === undefined) return createClock();
  try {
    return createClock(Temporal.Instant.from(options.now));
  } catch {
    throw new OperatorError(`--now: "${options.now}" is no instant. Use a date, time and zone: 2026-05-14T05:00:00Z`, {
      exitCode: 2,
    });
  }
}

/** A `YYYY-MM-DD` option. */
export function parseDay(option: string, text: string): string {
  try {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new RangeError();
    return Temporal.PlainDate.from(text).toString();
  } catch {
    throw new OperatorError(`${option}: "${text}" is no date. Use YYYY-MM-DD: 2026-05-14`, { exitCode: 2 });
  }
}

export function parseCount(option: string, text: string, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new OperatorError(`${option}: "${text}" is not a whole number from 1 to ${most}`, { exitCode: 2 });
}
