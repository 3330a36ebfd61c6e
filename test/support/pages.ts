/** The pages of a whole Paperboy in this process, on an embedded database, with a clock that tests move. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { type App, openApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { makeToken, type Purpose } from "../../src/domain/consent/token.ts";
import { createLog } from "../../src/log.ts";
import { type Ground, readGround } from "../../src/reading/backtest.ts";
import { createWeb } from "../../src/web/server.ts";
import { createDoors } from "../../src/web-doors.ts";
import { NOON } from "./listings.ts";
import { getTemplate } from "./program.ts";

export const SECRET = "a secret of more than thirty-two characters";

export interface Pages {
  app: App;
  folder: string;
  web: ReturnType<typeof createWeb>["hono"];
  at(instant: Temporal.Instant): void;
  link(purpose: Purpose, id: number): string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** A request of any method. */
  ask(path: string, init: RequestInit): Promise<Response>;
  post(
    path: string,
    form?: Record<string, string> | [string, string][],
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** Every row of every table, as text. */
  snapshot(): Promise<string>;
  close(): Promise<void>;
}

const HEALTH = {
  findDead: () => null,
  findUnready: async () => null,
  renderMetrics: async () => ({ text: "", contentType: "text/plain" }),
};
/** What is stored, read anew for each question. */
const openStored = ({ database, clock }: App): Ground => ({
  ask: async (question) => (await readGround(database.db, clock.today())).ask(question),
});
/** As node's server tells who is connected. */
const CONNECTION = { incoming: { socket: { remoteAddress: "127.0.0.1", remotePort: 1, remoteFamily: "IPv4" } } };

export async function openPages(env: Record<string, string> = {}): Promise<Pages> {
  const folder = await mkdtemp(join(tmpdir(), "paperboy-pages-"));
  await cp(await getTemplate(), join(folder, "db"), { recursive: true });
  let now = NOON;
  const clock = { now: () => now, today: () => now.toString().slice(0, 10) };
  const app = await openApp(
    readConfig({ PAPERBOY_DATA: folder, PAPERBOY_SECRET: SECRET, ...env }),
    clock,
    createLog("silent"),
  );
  const { hono: web } = createWeb(
    HEALTH,
    createDoors(app, openStored(app), () => {}),
    { markMs: 0 },
  );
  return {
    app,
    folder,
    web,
    at: (instant) => {
      now = instant;
    },
    link: (purpose, id) => `/${purpose}/${makeToken(SECRET, purpose, id)}`,
    get: async (path, headers = {}) => web.request(path, { headers }, CONNECTION),
    ask: async (path, init) => web.request(path, init, CONNECTION),
    post: async (path, form = {}, headers = {}) =>
      web.request(path, { method: "POST", body: new URLSearchParams(form), headers }, CONNECTION),
    async snapshot() {
      const { db } = app.database;
      const tables = await sql<{ name: string }>`
        select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(db);
      const contents: string[] = [];
      for (const { name } of tables.rows) {
        const rows = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t order by 1`.execute(db);
        contents.push(...rows.rows.map(({ row }) => `${name}: ${row}`));
      }
      return contents.join("\n");
    },
    async close() {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
