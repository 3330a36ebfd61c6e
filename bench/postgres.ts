/** A Postgres server with an empty database, for one benchmark. */
import pg from "pg";
import { startPostgres } from "../test/support/postgres-server.ts";

/** `flags`: of the server, whose log `hear` gets. */
export async function createPostgresBench(
  flags: string[] = [],
  hear?: (line: string) => void,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = await startPostgres(flags, hear);
  const admin = new pg.Client({ connectionString: `${server.url}postgres` });
  await admin.connect();
  await admin.query("create database bench");
  await admin.end();
  return { url: `${server.url}bench`, stop: () => server.stop() };
}
