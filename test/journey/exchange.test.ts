/** Subscribers out of one installation and into another by the command line, and in from listmonk, in each format. */
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openProgram, type Program } from "../support/program.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
const MANY = LONG ? 100_000 : 3_000;

describe("subscribers in files", { timeout: LONG ? 30 * 60_000 : 180_000 }, () => {
  let ours: Program;
  let theirs: Program;
  beforeEach(async () => {
    ours = await openProgram();
    theirs = await openProgram();
  });
  afterEach(async () => {
    await ours.remove();
    await theirs.remove();
  });

  it.each(["yaml", "csv", "json"])("come over whole in %s, and again change nothing", async (kind) => {
    const lines = [
      { address: "ada@example.org", topics: ['"mixture of experts" OR MoE', "*"], zone: "Europe/Berlin", at: "07:30" },
      { address: "+bob@example.org", topics: ["agents -survey"], cadence: "weekly:fri" },
      { address: "slack:T0123ABCD/C0123ABCD", topics: ["#agents"] },
    ];
    const file = await ours.write("readers.jsonl", lines.map((each) => JSON.stringify(each)).join("\n"));
    await ours.run(["subscribe", "--file", file]);
    const set = (...args: string[]) => ours.run(args);
    expect(
      (await set("subscriber", "set", "ada@example.org", "--quiet", "always", "--pause-until", "2099-01-01")).code,
    ).toBe(0);
    const name = 'a "name", with\'s ü';
    expect(
      (
        await set(
          "subscription",
          "set",
          "ada@example.org",
          "1",
          "--threshold",
          "clear",
          "--cap",
          "7",
          "--votes",
          "no",
          "--name",
          name,
        )
      ).code,
    ).toBe(0);
    const first = await ours.run(["export", "subscribers", `a.${kind}`]);
    expect(first.code, first.stderr).toBe(0);
    expect((await ours.run(["export", "subscribers", `a.${kind}`])).code).toBe(2);

    await copyFile(join(ours.folder, `a.${kind}`), join(theirs.folder, `a.${kind}`));
    const asks = await theirs.run(["import", "subscribers", `a.${kind}`]);
    expect(asks.code).toBe(1);
    expect(asks.stderr).toMatch(/PAPERBOY_URL/);
    const taken = await theirs.run(["import", "subscribers", `a.${kind}`, "--confirmed", "--json"]);
    expect(taken.json, taken.stderr).toMatchObject({ lines: 3, new: 3, invalid: 0 });
    const again = await theirs.run(["import", "subscribers", `a.${kind}`, "--confirmed", "--json"]);
    expect(again.json).toMatchObject({ lines: 3, new: 0, known: 3 });
    expect((await theirs.run(["export", "subscribers", `b.${kind}`])).code).toBe(0);
    expect(await theirs.read(`b.${kind}`)).toBe(await ours.read(`a.${kind}`));
    expect(await ours.read(`a.${kind}`)).toContain("2099-01-01");
  });

  it("many of listmonk's come in by batches, with a report of each line", async () => {
    const header = "uuid,email,name,attributes,status,created_at,updated_at";
    const row = (i: number) =>
      `u${i},reader${i % (MANY - 10)}@example.org,"Reader, ${i}","{""team"": ""${i % 2 ? "vision" : "nlp"}""}",${i % 100 === 7 ? "blocklisted" : "enabled"},t,t`;
    const text = [header, ...Array.from({ length: MANY }, (_, i) => row(i)), "u,nobody,N,{},enabled,t,t"].join("\r\n");
    await ours.write("list.csv", text);
    const args = [
      "import",
      "subscribers",
      "list.csv",
      "--topic",
      "*",
      "--map",
      "attributes.team:vision=video",
      "--confirmed",
      "--json",
    ];
    const trial = await ours.run([...args, "--dry-run"]);
    const begun = performance.now();
    const taken = await ours.run([...args, "--report", "report.csv"]);
    if (LONG) console.log(`${MANY} lines in ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
    // One of the ten that stand twice is blocked the first time: then the second time too it is not subscribed.
    const left = Math.ceil((MANY - 7) / 100) + 1;
    const sums = { lines: MANY + 1, unsubscribed: left, duplicate: 9, invalid: 1, new: MANY - left - 9 };
    expect(taken.json, taken.stderr).toMatchObject({ ...sums, dryRun: false });
    expect(taken.code).toBe(1);
    expect(taken.stderr).toMatch(/line \d+ \(nobody\): .*no @/);
    expect(trial.json).toEqual({ ...taken.json, dryRun: true });
    const report = (await ours.read("report.csv")).trimEnd().split("\r\n");
    expect(report).toHaveLength(MANY + 2);
    expect(report[8]).toMatch(/^"list.csv","9","reader7@example.org","unsubscribed","blocked where/);
    const again = await ours.run(args);
    expect(again.json).toMatchObject({ ...sums, new: 0, known: sums.new });
  });
});
