/** The command line itself: help, mistakes, configuration, and one process a data folder. */
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { openProgram, type Program } from "../support/program.ts";
import { openSmtpSink } from "../support/smtp-sink.ts";

const COMMANDS = [
  ["demo"],
  ["intake"],
  ["intake", "page"],
  ["intake", "recorded"],
  ["intake", "huggingface"],
  ["papers"],
  ["topic", "try"],
  ["topic", "list"],
  ["topic", "help"],
  ["subscribe"],
  ["unsubscribe"],
  ["subscribers"],
  ["subscriber", "set"],
  ["invite"],
  ["invitations", "list"],
  ["invitations", "revoke"],
  ["run"],
  ["serve"],
  ["worker"],
  ["status"],
  ["resend"],
  ["recover"],
  ["preview"],
  ["migrate"],
  ["seed"],
  ["doctor"],
];

describe("the command line", { timeout: 120_000 }, () => {
  let program: Program;
  beforeAll(async () => {
    program = await openProgram();
  });
  afterAll(() => program.remove());

  it("helps with every command, and lists them all", async () => {
    const { code, stdout } = await program.run(["--help"]);
    expect(code).toBe(0);
    for (const [name] of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    const one = await program.run(["topic", "try", "--help"]);
    expect(one).toMatchObject({ code: 0, stderr: "" });
    for (const words of COMMANDS) {
      const help = findCommand(words).helpInformation();
      expect(help).toMatch(new RegExp(`^Usage: paperboy ${words.join(" ")}`));
      expect(help).toContain("--json");
      if (words.join(" ") === "topic try") expect(one.stdout).toBe(help);
    }
  });

  it.each([
    ["an unknown command", ["subscibe", "a@example.org"], /did you mean subscribe\?/i],
    ["an unknown option", ["run", "--on", "2026-05-14", "--dryrun"], /did you mean --dry-run\?/i],
    ["a missing option", ["run"], /--on/],
    ["a date that is none", ["run", "--on", "14.5.2026"], /--on: "14\.5\.2026" is no date.*2026-05-14/],
    ["a clock that is none", ["papers", "--now", "noon"], /--now: "noon" is no instant.*2026-05-14T05:00:00Z/],
    ["no address", ["subscribe", "--topic", "agents"], /Name an address/],
    ["a number that is none", ["papers", "--limit", "0"], /--limit: "0" is not a whole number/],
  ])("ends with 2 for %s, and says what to type", async (_, words, help) => {
    const { code, stderr, json } = await program.run([...words, "--json"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(help);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(json).toEqual({ error: expect.stringMatching(help) });
  });

  it("reports every problem of the configuration together, and shows no secret", async () => {
    const { code, stderr, json } = await program.run(["papers", "--json"], {
      DATABASE_URL: "mysql://root:hunter2@db/x",
      SMTP_URL: "mail://user:hunter3@relay",
      SLACK_BOT_TOKEN: "hunter4",
      PAPERBOY_DATTA: "./x",
      LOG_LEVEL: "loud",
    });
    expect(code).toBe(1);
    for (const variable of ["DATABASE_URL", "SMTP_URL", "SLACK_BOT_TOKEN", "LOG_LEVEL"])
      expect(stderr).toMatch(new RegExp(`^  ${variable} .*Example: ${variable}=`, "m"));
    expect(stderr).toMatch(/PAPERBOY_DATTA is not a variable of Paperboy: did you mean PAPERBOY_DATA\?/);
    expect(stderr + JSON.stringify(json)).not.toMatch(/hunter/);
    expect(json.error).toBe(stderr.trimEnd());
  });

  it("says what to look at when the database server or a folder cannot be reached, without the password", async () => {
    const none = await program.run(["papers"], { DATABASE_URL: "postgres://paperboy:hunter2@127.0.0.1:1/paperboy" });
    expect(none).toMatchObject({ code: 1, stdout: "" });
    expect(none.stderr).toMatch(/The database cannot be used: .*ECONNREFUSED.*Check DATABASE_URL/);
    expect(none.stderr).not.toMatch(/hunter2|\n\s+at /);
    await program.write("file", "");
    const taken = await program.run(["papers"], { PAPERBOY_DATA: "./file" });
    expect(taken).toMatchObject({ code: 1, stdout: "" });
    expect(taken.stderr).toMatch(/file.*PAPERBOY_DATA/s);
    expect(taken.stderr).not.toMatch(/\n\s+at /);
  });

  it("lets only one process use a data folder, and tells the second one the ways out", async () => {
    let release = () => {};
    const sink = await openSmtpSink(() => ({ hold: new Promise<void>((done) => (release = done)) }));
    await program.run(["subscribe", "ada@example.org", "--topic", "agents"]);
    const running = program.start(["run", "--on", "2026-05-16"], { SMTP_URL: sink.url });
    await sink.whenAccepted(1);
    const second = await program.run(["subscribers", "--json"]);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(new RegExp(`in use by process ${running.child.pid}\\b`));
    expect(second.stderr).toMatch(/PAPERBOY_DATA to another folder.*DATABASE_URL=postgres/);
    expect(second.json).toEqual({ error: second.stderr.trimEnd() });
    release();
    expect((await running.answer).code).toBe(0);
    expect((await program.run(["subscribers", "--json"])).json.count).toBe(1);
    await sink.close();
  });
});

function findCommand(words: string[]): Command {
  return words.reduce((command, word) => {
    const next = command.commands.find((each) => each.name() === word);
    if (!next) throw new Error(`there is no command ${words.join(" ")}`);
    return next;
  }, buildProgram());
}
