/** Trying a topic on the command line before following it: what it finds, what is wrong with it, what to type instead. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProgram, type Program } from "../support/program.ts";

const NOW = "2026-05-14T18:00:00Z";

/** Listings of Hugging Face by title and day. */
const TITLES: Record<string, string[]> = {
  "2026-05-12": [
    ...Array.from({ length: 12 }, (_, i) => `Agents that plan ahead, part ${i + 1}`),
    "Routing in a mixture of experts",
  ],
  "2026-05-14": [
    ...Array.from({ length: 8 }, (_, i) => `Diffusion of the kind number ${i + 1}`),
    "Scaling MoE layers for speech",
    "Reinforcement learning for robots",
  ],
};

describe("topic try", { timeout: 120_000 }, () => {
  let program: Program;
  const run = (...args: string[]) => program.run([...args, "--now", NOW]);
  beforeAll(async () => {
    program = await openProgram();
    await mkdir(join(program.folder, "days"));
    for (const [day, titles] of Object.entries(TITLES)) {
      const records = titles.map((title, i) => ({
        paper: { id: `2605.${day.slice(8)}${100 + i}`, title, upvotes: i },
      }));
      await program.write(`days/${day}.json`, JSON.stringify(records));
    }
    const { json } = await run("intake", "recorded", "days", "--json");
    expect(json).toMatchObject({ new: 23, failed: 0 });
    await run("subscribe", "ada@example.org", "--topic", "MoE");
  }, 120_000);
  afterAll(() => program.remove());

  it("draws the last 30 days within 80 columns, and says what the terms bring", async () => {
    const { code, stdout } = await run("topic", "try", 'MoE OR "mixture of experts"');
    expect(code).toBe(0);
    expect(stdout).toContain('Read as  MoE OR "mixture of experts"\n');
    expect(stdout).toContain("Found    2 of 23 papers (9 %) in 30 days, 1.0 a day on 2 days with papers\n");
    expect(stdout).toContain("Note     papers are stored from 2026-05-12 on, so not of all 30 days\n");
    expect(stdout).toMatch(/^ {2}1 {55}█ {3}█$/m);
    expect(stdout).toMatch(/^ {2}0 (· ){27}█ · █$/m);
    expect(stdout).toMatch(/^ {4}15 Apr +20 Apr +27 Apr +4 May +11 May$/m);
    expect(stdout).toMatch(/^ {2}MoE +1 +1$/m);
    expect(stdout).toMatch(/^All of them\n.*\n2026-05-14 .*Scaling MoE layers.*\n2026-05-12 .*Routing in a/m);
    const chart = stdout.slice(0, stdout.indexOf("All of them"));
    for (const line of chart.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
    expect(stdout).not.toMatch(/\u001b/);
  });

  it("gives machines the same, day by day", async () => {
    const { code, json } = await run("topic", "try", 'MoE OR "mixture of experts"', "--json", "--limit", "1");
    expect(code).toBe(0);
    expect(json).toMatchObject({
      from: "2026-04-15",
      to: "2026-05-14",
      hits: 2,
      stored: 23,
      perDay: 1,
      tooBroad: false,
    });
    expect(json.days).toHaveLength(30);
    expect(json.days.at(-1)).toEqual({ on: "2026-05-14", hits: 1, stored: 10 });
    expect(json.papers).toHaveLength(1);
    expect(json.overlap).toBeNull();
  });

  it("answers a topic that finds nothing with others, which then find what was said", async () => {
    const { code, stdout } = await run("topic", "try", "reenforcement robots");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Found {4}nothing in 30 days, of 23 papers$/m);
    expect(stdout).toMatch(
      /^Did you mean\n {2}1 paper {2}reinforcement AND robots {2}reinforcement for reenforcement$/m,
    );
    const { json } = await run("topic", "try", "reenforcement robots", "--json");
    for (const { query, hits } of json.suggestions)
      expect((await run("topic", "try", query, "--json")).json.hits, query).toBe(hits);
  });

  it("warns of a topic that is too broad", async () => {
    const { code, stdout } = await run("topic", "try", "agents");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Note {5}too broad: matches 52 % of the last 30 days$/m);
  });

  it("says what of it a reader has already, and who is no reader", async () => {
    const { stdout } = await run("topic", "try", 'MoE OR "mixture of experts"', "--for", "ada@example.org");
    expect(stdout).toMatch(/1 of 2 papers come already, 1 would be new\n {2}1 {2}MoE {2}brings 1 of them$/m);
    const { json } = await run("topic", "try", "MoE", "--for", "ADA@example.org", "--json");
    expect(json.overlap).toEqual({ covered: 1, fresh: 0, topics: [{ number: 1, name: "MoE", papers: 1, same: true }] });
    const nobody = await run("topic", "try", "MoE", "--for", "eve@example.org");
    expect(nobody).toMatchObject({ code: 1, stdout: "" });
    expect(nobody.stderr).toMatch(/eve@example\.org is not subscribed.*paperboy subscribers/);
    const wrong = await run("topic", "try", "MoE", "--for", "eve");
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toMatch(/^--for: "eve" is no address/);
  });

  it("answers a query that cannot be read with its column and repair, as everywhere", async () => {
    const { code, stdout, stderr } = await run("topic", "try", 'agents "mixture of');
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      'agents "mixture of\n       ^^^^^^^^^^^\ncolumn 8: this quote is never closed. Close it: "mixture of"\nTry: agents "mixture of"\n',
    );
  });

  it("is shown in short when subscribing, and not for a file of many", async () => {
    const { stdout } = await run("subscribe", "bob@example.org", "--topic", "difusion", "agents");
    expect(stdout).toMatch(/^ {2}difusion\n {4}nothing in 30 days, of 23 papers$/m);
    expect(stdout).toMatch(/^ {4}Did you mean:\n {6}8 papers {2}diffusion {2}diffusion for difusion$/m);
    expect(stdout).toMatch(/^ {2}agents\n {4}12 of 23 papers.*\n {4}too broad: matches 52 %/m);
    const one = await run("subscribe", "cy@example.org", "--topic", "MoE", "--json");
    expect(one.json).toMatchObject({
      subscribers: 1,
      topics: [{ reading: "MoE", hits: 1, stored: 23, tooBroad: false }],
    });
    const untried = await run("subscribe", "cy@example.org", "--topic", "bees", "--no-try");
    expect(untried.stdout).toBe("cy@example.org is subscribed (daily):\n  bees\n");
    const lines = ["di@example.org", "ed@example.org"].map((address) => JSON.stringify({ address, topics: ["MoE"] }));
    const many = await run("subscribe", "--file", await program.write("many.jsonl", lines.join("\n")), "--json");
    expect(many.json).toEqual({ subscribers: 2, subscriptions: 2, orders: 2 });
  });

  it("says that there is nothing to try on when nothing is stored of the 30 days", async () => {
    const { code, stdout } = await program.run(["topic", "try", "agents", "--now", "2027-01-01T00:00:00Z"]);
    expect(code).toBe(0);
    expect(stdout).toBe("Read as  agents\nFound    nothing is stored of the last 30 days, so this cannot be tried\n");
  });
});
