/** A new installation's settings: asked for or given, written beside what they mean, and never half. */
import { mkdir, stat } from "node:fs/promises";
import { parseEnv } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEnv, writeEnv } from "../../src/cli/env-file.ts";
import { askAll } from "../../src/cli/init.ts";
import { runIn, type Session } from "../../src/cli/session.ts";
import { openProgram, type Program } from "../support/program.ts";

describe("paperboy init", () => {
  let program: Program;
  beforeEach(async () => {
    program = await openProgram({}, { fresh: true });
  });
  afterEach(() => program.remove());
  const values = async () => parseEnv(await program.read(".env"));

  it("writes what is given beside what it means, with a secret of its own, for its owner alone", async () => {
    const given = ["--set", "SMTP_URL=smtp://127.0.0.1:1025", "--set", 'PAPERBOY_OPERATOR=Ada "L" #1'];
    const done = await program.run(["init", "--yes", ...given]);
    expect(done).toMatchObject({ code: 0, stderr: "" });
    expect(done.stdout).toContain("npm start");
    const text = await program.read(".env");
    expect(text).toMatch(/# The mail server that takes messages[\s\S]*\nSMTP_URL=smtp:\/\/127\.0\.0\.1:1025\n/);
    expect(await values()).toEqual({
      PAPERBOY_OPERATOR: 'Ada "L" #1',
      PAPERBOY_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/),
      SMTP_URL: "smtp://127.0.0.1:1025",
    });
    expect((await stat(`${program.folder}/.env`)).mode & 0o777).toBe(0o600);
    expect((await program.run(["status", "--json"])).code).toBe(0); // the program reads it
  });

  it("keeps the secret and every line that it does not know when it is run again", async () => {
    await program.write(".env", "# mine\nHTTP_PROXY=http://proxy\nPAPERBOY_NAME=Before\n");
    await program.run(["init", "--yes"]);
    const before = await values();
    await program.run(["init", "--yes", "--set", "PAPERBOY_NAME=The Lab's"]);
    expect(await values()).toEqual({ ...before, PAPERBOY_NAME: "The Lab's" });
    expect(await program.read(".env")).toMatch(/^# mine\nHTTP_PROXY=http:\/\/proxy\nPAPERBOY_NAME=/);
  });

  it("takes over the secret that an earlier start has made, since what it signed and sealed is about", async () => {
    const made = "a".repeat(64);
    await mkdir(`${program.folder}/data`);
    await program.write("data/secret", `${made}\n`);
    await program.run(["init", "--yes"]);
    expect((await values()).PAPERBOY_SECRET).toBe(made);
  });

  it("writes nothing over an .env that it cannot read", async () => {
    await mkdir(`${program.folder}/.env`);
    const done = await program.run(["init", "--yes"]);
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining("nothing was written") });
  });

  it.each([
    [["--set", "SLACK_APP_TOKEN=xapp-1"], 1, /SLACK_APP_TOKEN needs SLACK_BOT_TOKEN/],
    [["--set", "SMTP_URL=nowhere"], 1, /SMTP_URL/],
    [["--set", "SMPT_URL=x"], 2, /"SMPT_URL" is no variable of Paperboy/],
  ])("writes nothing where that cannot work: %#", async (given, code, says) => {
    const done = await program.run(["init", "--yes", ...given]);
    expect(done).toMatchObject({ code, stderr: expect.stringMatching(says) });
    await expect(program.read(".env")).rejects.toThrow();
  });

  it("does not wait for answers where nobody can give them", async () => {
    const done = await program.run(["init"]);
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes with --set") });
  });

  it("asks only what follows from the answers, again where one cannot be used, and keeps or clears what was", async () => {
    const typed = new Map([
      ["PAPERBOY_NAME", ["-"]],
      ["SIGNUP", ["perhaps", "invite"]],
      ["SMTP_URL", [""]],
      ["SLACK_BOT_TOKEN", ["xoxb-1"]],
      ["SLACK_SIGNING_SECRET", [""]],
    ]);
    const asked: string[] = [];
    const said: string[] = [];
    const answers = new Map([
      ["PAPERBOY_NAME", "Before"],
      ["PAPERBOY_OPERATOR", "Ada"],
    ]);
    const of = { out: () => {}, err: (text: string) => void said.push(text), coloured: false } as unknown as Session;
    await runIn(of, () =>
      askAll(answers, async (prompt) => {
        const name = prompt.trim().replace(/:$/, "");
        asked.push(name);
        return typed.get(name)?.shift() ?? "";
      }),
    );
    expect(Object.fromEntries(answers)).toEqual({
      PAPERBOY_OPERATOR: "Ada",
      SIGNUP: "invite",
      SLACK_BOT_TOKEN: "xoxb-1",
    });
    expect(asked.filter((name) => name === "SIGNUP")).toHaveLength(2);
    expect(asked).toContain("SLACK_APP_TOKEN"); // since there is no signing secret
    expect(asked).not.toContain("MAIL_FROM"); // since no mail server is named
    expect(said.join()).toContain("It must be open, closed");
  });
});

describe("lines of .env", () => {
  it("hold whatever value is written, whichever lines stand there", () => {
    const name = fc.stringMatching(/^[A-Z][A-Z_]{2,6}$/);
    const value = fc
      .string({ unit: "grapheme" })
      .filter(
        (text) =>
          !/[\r\n\0]/.test(text) &&
          !["'", '"', "`"].every((sign) => text.includes(sign)) &&
          text === text.trim() &&
          !text.includes("\\"),
      );
    const lines = fc.array(
      fc.oneof(
        fc.constant("# a comment"),
        fc.constant(""),
        name.map((each) => `#${each}=x`),
        name.map((each) => `${each}=y`),
      ),
    );
    fc.assert(
      fc.property(lines, fc.dictionary(name, value), (before, given) => {
        const text = before.map((line) => `${line}\n`).join("");
        const written = writeEnv(text, new Map(Object.entries(given)));
        const read = readEnv(written, parseEnv);
        for (const [each, of] of Object.entries(given)) expect(read.get(each)).toBe(of);
        for (const [each, of] of readEnv(text, parseEnv)) if (!(each in given)) expect(read.get(each)).toBe(of);
      }),
    );
  });
});
