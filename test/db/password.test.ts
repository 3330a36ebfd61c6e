/** A password that stands in no address: it comes by what libpq's own programs read, for the pool and for the queue. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { openDatabase } from "../../src/db/open.ts";
import { createPostgresDatabase } from "../support/databases.ts";

const PASSWORD = "a/b@c:d?e#f%41 \\g";
const ROLE = `keyholder_${process.pid}`;
let url = "";

async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${inject("postgresServer")}postgres` });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

beforeAll(async () => {
  const place = new URL(await createPostgresDatabase());
  await asOwner(`create role ${ROLE} login password ${pg.escapeLiteral(PASSWORD)}`);
  place.username = ROLE;
  place.password = "";
  url = place.href;
});
afterAll(() => asOwner(`drop role ${ROLE}`));
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Who one is, by the pool and by the queue's connections. */
async function enter(): Promise<unknown[]> {
  const { db, queue, close } = await openDatabase({ kind: "postgres", url }, { migrate: false, unfinished: true });
  const client = new pg.Client(queue as pg.ClientConfig);
  try {
    const { rows } = await sql<{ name: string }>`select current_user as name`.execute(db);
    await client.connect();
    return [rows[0]?.name, (await client.query("select current_user as name")).rows[0]?.name];
  } finally {
    await client.end();
    await close();
  }
}

describe("a password with any signs, and none in the address", () => {
  it("is read of PGPASSWORD", async () => {
    vi.stubEnv("PGPASSWORD", PASSWORD);
    expect(await enter()).toEqual([ROLE, ROLE]);
    vi.stubEnv("PGPASSWORD", "another");
    await expect(enter()).rejects.toThrow(/password authentication failed/);
  });

  it("is read of a .pgpass", async () => {
    const folder = await mkdtemp(join(tmpdir(), "paperboy-pgpass-"));
    const file = join(folder, ".pgpass");
    const { hostname, port } = new URL(url);
    await writeFile(file, `${hostname}:${port}:*:${ROLE}:${PASSWORD.replace(/[\\:]/g, "\\$&")}\n`, { mode: 0o600 });
    vi.stubEnv("PGPASSWORD", undefined);
    vi.stubEnv("PGPASSFILE", file);
    expect(await enter()).toEqual([ROLE, ROLE]);
    await rm(folder, { recursive: true });
  });
});
