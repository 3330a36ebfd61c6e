/** A machine dies in the middle of a morning's mails: its backup, on an empty machine, brings the others theirs and nobody two. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createPostgresDatabase } from "../support/databases.ts";
import { openProgram, type Program, SEEDS } from "../support/program.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const MORNING = ["--now", "2026-05-14T05:00:00Z"];
const READERS = 40;
const BEFORE_DEATH = 15;

describe("a restored backup", { timeout: 180_000 }, () => {
  let old: Program;
  let fresh: Program;
  let sink: SmtpSink;
  beforeEach(async () => {
    old = await openProgram();
    fresh = await openProgram({}, { fresh: true });
    sink = await openSmtpSink();
  });
  afterEach(async () => {
    await sink.close();
    await old.remove();
    await fresh.remove();
  });

  /** Mails of fifteen are answered; the others' stand at the answer, or were not begun, when the process is killed. */
  async function dieHalfWay(): Promise<void> {
    const lines = Array.from({ length: READERS }, (_, i) =>
      JSON.stringify({ address: `reader${i}@example.org`, topics: ["*"] }),
    );
    await old.run(["subscribe", "--file", await old.write("readers.jsonl", lines.join("\n")), ...MORNING]);
    await old.run(["intake", "recorded", join(SEEDS, "listings"), "--to", "2026-05-13", ...MORNING]);
    const never = new Promise(() => {});
    sink.answer = (_, before) => (before < BEFORE_DEATH ? undefined : { hold: never });
    const { child, answer } = old.start(["run", "--on", "2026-05-14", ...MORNING], { SMTP_URL: sink.url });
    await sink.whenAccepted(BEFORE_DEATH + 2);
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    await answer;
    sink.answer = () => undefined;
  }

  it.each(["an empty folder", "an empty Postgres database"])(
    "in %s continues the morning without a double or a loss",
    async (where) => {
      await dieHalfWay();
      const given = await old.run(["backup", "morning.backup", ...MORNING]);
      expect(given.code, given.stderr).toBe(0);
      expect(given.stdout).toMatch(/Without the secret/);
      await copyFile(join(old.folder, "morning.backup"), join(fresh.folder, "morning.backup"));
      await old.remove();

      const env: Record<string, string> = { SMTP_URL: sink.url };
      if (where.includes("Postgres")) env.DATABASE_URL = await createPostgresDatabase("empty");
      const restored = await fresh.run(["restore", "morning.backup", "--json"], env);
      expect(restored.code, restored.stderr).toBe(0);
      expect(restored.json).toMatchObject({ equal: true });
      expect(restored.json.open).toBeGreaterThan(0);

      const taken = sink.accepted.length;
      expect(taken).toBeLessThan(READERS);
      // Some mails were taken and their answer died with the machine: unknown, never sent again, and so the exit code is 1.
      const ran = await fresh.run(["run", "--on", "2026-05-14", "--json", "--now", "2026-05-14T05:10:00Z"], env);
      expect(ran.json, ran.stderr).toBeDefined();
      const got = sink.accepted.map(({ to }) => to).sort();
      expect(new Set(got).size, "a double").toBe(got.length);
      const status = await fresh.run(["status", "--run", "2026-05-14", "--export", "books.json"], env);
      expect(status.code, status.stdout).toBe(0); // the books balance
      const books = JSON.parse(await fresh.read("books.json")) as { address: string; state: string }[];
      const unknown = books.filter(({ state }) => state === "unknown").map(({ address }) => address);
      expect(books).toHaveLength(READERS);
      expect(books.filter(({ state }) => state !== "unknown" && state !== "accepted")).toEqual([]);
      expect(new Set([...got, ...unknown]).size, "a loss").toBe(READERS);
      expect(sink.accepted.length).toBeGreaterThan(taken);
    },
  );

  it("is taken while serve holds the folder, and nothing is moved away from under it", async () => {
    await old.run(["subscribe", "ada@example.org", "--topic", "*", "--no-try"]);
    const { child, answer } = old.start(["serve", "--listen", "127.0.0.1:0"], {
      PAPERBOY_HUGGINGFACE_URL: "http://127.0.0.1:9",
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    let heard = "";
    const listening = Promise.withResolvers<void>();
    child.stderr?.on("data", (text: string) => {
      heard += text;
      if (/http:\/\//.test(heard)) listening.resolve();
    });
    child.once("exit", () => listening.reject(new Error("serve ended")));
    await listening.promise;
    const taken = await old.run(["backup", "served.backup", "--json"]);
    expect(taken.code, taken.stderr).toBe(0);
    const moved = await old.run(["move", "--to", "folder:./elsewhere"]);
    expect(moved.code).toBe(1);
    expect(moved.stderr).toMatch(/Stop serve, then move/);
    child.removeAllListeners("exit");
    child.kill("SIGTERM");
    await answer;
    const checked = await old.run(["restore", "served.backup", "--check", "--json"]);
    expect(checked.json).toMatchObject({ whole: true, rows: taken.json.rows });
  });

  it("brings the secret when it was asked to, and a file that is there is not written over", async () => {
    const url = { PAPERBOY_URL: "http://127.0.0.1:8080" };
    await old.run(["status"], url); // makes the secret
    const first = await old.run(["backup", "x.backup", "--with-secret"], url);
    expect(first.stdout).toMatch(/It holds the secret/);
    const again = await old.run(["backup", "x.backup"], url);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/--force/);
    await copyFile(join(old.folder, "x.backup"), join(fresh.folder, "x.backup"));
    const checked = await fresh.run(["restore", "x.backup", "--check", "--json"]);
    expect(checked.json).toMatchObject({ whole: true, secret: true });
    expect(existsSync(join(fresh.folder, "data"))).toBe(false);
    const restored = await fresh.run(["restore", "x.backup"]);
    expect(restored.code, restored.stderr).toBe(0);
    expect(await fresh.read("data/secret")).toBe(await old.read("data/secret"));
    const refused = await fresh.run(["restore", "x.backup"]);
    expect(refused.code).toBe(0); // nothing but what each start writes: as good as empty
    await fresh.run(["subscribe", "ada@example.org", "--topic", "*", "--no-try"]);
    const inUse = await fresh.run(["restore", "x.backup"]);
    expect(inUse.code).toBe(1);
    expect(inUse.stderr).toMatch(/not empty/);
  });
});
