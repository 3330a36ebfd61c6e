/** The operator's desk by the command line: a link, who is at it, and the log of what was done. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProgram, type Program } from "../support/program.ts";

const NOW = ["--now", "2026-05-14T12:00:00Z"];

describe("paperboy operator", { timeout: 120_000 }, () => {
  let program: Program;
  beforeAll(async () => {
    program = await openProgram({ PAPERBOY_URL: "https://papers.example.org/" });
  });
  afterAll(() => program.remove());

  it("prints a link that is good once, names nobody at the desk before it is used, and writes down what was done", async () => {
    const { json } = await program.run(["operator", "link", "--name", "Ada\u001b[31m", "--json", ...NOW]);
    expect(json.link).toMatch(/^https:\/\/papers\.example\.org\/operator\/login\/[a-z2-7]{36}$/);
    expect(json.until).toBe("2026-05-14T12:15:00Z");
    expect((await program.run(["operator", "sessions", ...NOW])).stdout).toContain("Nobody is at the desk");
    const none = await program.run(["operator", "end", "7", ...NOW]);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("There is no session 7")]);
    expect((await program.run(["operator", "end", "all", ...NOW])).stdout).toContain(
      "Ended: 0 sessions, and 1 link that nobody had used.",
    );
    expect((await program.run(["subscribe", "ada@example.org", "--topic", "agents", ...NOW])).code).toBe(0);
    await program.run(["resend", "--run", "2026-05-14", "--only", "missed", ...NOW]);
    const { log } = (await program.run(["operator", "log", "--json", ...NOW])).json;
    expect(log.map(({ who, act, subject }: Record<string, string>) => `${who}: ${act} ${subject}`)).toEqual([
      "command line: resend run 2026-05-14",
      "command line: end sessions desk",
      "command line: make a link desk",
    ]);
    expect(JSON.stringify(log)).not.toContain("\\u001b");
  });

  it("says what it lacks where nobody knows where the pages are", async () => {
    const bare = await openProgram({});
    const { code, stderr } = await bare.run(["operator", "link"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("PAPERBOY_URL")]);
    await bare.remove();
  });
});
