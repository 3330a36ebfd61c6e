/** Runs on a database that processes share: one is killed, another takes over when its claims end, and two go at once. */
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OpenDatabase, openDatabase } from "../../src/db/open.ts";
import { createPostgresDatabase } from "../support/databases.ts";
import { openProgram, type Program, SEEDS } from "../support/program.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const READERS = 60;
const RUN = ["run", "--on", "2026-05-14", "--json", "--now", "2026-05-14T05:00:00Z"];

describe("runs on Postgres", () => {
  let sink: SmtpSink;
  let program: Program;
  let database: OpenDatabase;
  beforeEach(async () => {
    sink = await openSmtpSink();
    const url = await createPostgresDatabase();
    program = await openProgram({ DATABASE_URL: url, SMTP_URL: sink.url }, { fresh: true });
    database = await openDatabase({ kind: "postgres", url });
    const lines = Array.from({ length: READERS }, (_, i) =>
      JSON.stringify({ address: `reader${i}@example.org`, topics: [i % 2 ? "agent OR agents" : "*"] }),
    );
    const file = await program.write("readers.jsonl", lines.join("\n"));
    expect(await program.run(["subscribe", "--file", file, "--now", "2026-05-13T12:00:00Z"])).toMatchObject({
      code: 0,
    });
    const read = ["intake", "recorded", join(SEEDS, "listings"), "--to", "2026-05-13"];
    expect(await program.run([...read, "--now", "2026-05-14T05:00:00Z"])).toMatchObject({ code: 0 });
  });
  afterEach(async () => {
    await database.close();
    await program.remove();
    await sink.close();
  });

  const listOnce = () => {
    const taken = sink.accepted.map((mail) => mail.to);
    expect(new Set(taken).size).toBe(taken.length);
    return taken;
  };

  it("wait for what a killed one holds, then take it up; nobody gets a mail twice", async () => {
    const first = program.start(RUN);
    await sink.whenAccepted(5);
    first.child.kill("SIGKILL");
    expect((await first.answer).code).toBeNull();
    const second = program.start(RUN);
    const waiting = new Promise<string>((said) => second.child.stderr?.once("data", (text) => said(String(text))));
    expect(await waiting).toMatch(/^Waiting for \d+ deliveries that another process holds/);
    // Its leases end in a minute or two; here they end now.
    await sql`update worker set lease_until = clock_timestamp() - interval '1 second'`.execute(database.db);
    const { code, json } = await second.answer;
    const { accepted = 0, unknown = 0, ...others } = json.books.deliveries;
    expect(others).toEqual({});
    expect(accepted + unknown).toBe(READERS);
    expect(unknown).toBeLessThanOrEqual(5);
    expect(json.recovered.unknown).toBe(unknown);
    expect(json.recovered.again).toBeGreaterThan(0);
    expect(json.imbalance).toEqual([]);
    expect(code).toBe(0);
    expect(listOnce().length).toBeGreaterThanOrEqual(accepted);
  });

  it("share the work when two go at once: every reader is planned once and gets one mail", async () => {
    const answers = await Promise.all([program.run(RUN), program.run(RUN)]);
    expect(answers.map((answer) => answer.code)).toEqual([0, 0]);
    expect(answers.reduce((sum, answer) => sum + answer.json.digests, 0)).toBe(READERS);
    expect(answers.reduce((sum, answer) => sum + (answer.json.deliveries.accepted ?? 0), 0)).toBe(READERS);
    for (const { json } of answers) expect(json.books).toMatchObject({ planned: READERS, digests: READERS });
    expect(listOnce()).toHaveLength(READERS);
  });
});
