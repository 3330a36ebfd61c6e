/** The whole service before a Slack of ours: on the embedded database, on a port of its own, by a clock that tests set. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, openApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { startService } from "../../src/service.ts";
import { NOON } from "./listings.ts";
import { getTemplate } from "./program.ts";
import { openSlackApi, type SlackApi } from "./slack-api.ts";
import { noteLog } from "./slack-house.ts";

export interface SlackService {
  api: SlackApi;
  logged: string[];
  /** What the service takes for the time of day. */
  now: Temporal.Instant;
  start(env: Record<string, string>): Promise<{ app: App; url: string }>;
  /** Takes nothing more and ends what is under way; the database stays open. */
  rest(): Promise<void>;
  /** So that it can be started again, on the same data. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export async function openSlackService(): Promise<SlackService> {
  const folder = await mkdtemp(join(tmpdir(), "paperboy-slack-"));
  await cp(await getTemplate(), join(folder, "db"), { recursive: true });
  let running: { app: App; service: Awaited<ReturnType<typeof startService>> } | null = null;
  const house: SlackService = {
    ...{ api: await openSlackApi(), logged: [], now: NOON },
    async start(env) {
      const clock = { now: () => house.now, today: () => house.now.toString().slice(0, 10) };
      const config = readConfig({ PAPERBOY_DATA: folder, SLACK_API_URL: house.api.url, ...env });
      const app = await openApp(config, clock, noteLog(house.logged));
      const service = await startService(app, { scheduler: false, listen: { host: "127.0.0.1", port: 0 } });
      running = { app, service };
      return { app, url: service.url ?? "" };
    },
    rest: async () => running?.service.stop(),
    async stop() {
      await running?.service.stop();
      await running?.app.close();
      running = null;
    },
    async remove() {
      await house.stop();
      await house.api.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return house;
}
