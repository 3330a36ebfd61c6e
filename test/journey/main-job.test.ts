/** The main job through the command line: from listings to a digest, and out again. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProgram, type Program, SEEDS } from "../support/program.ts";

const MORNING = "2026-05-14T05:00:00Z";
const NEXT = "2026-05-15T05:00:00Z";
const LISTINGS = join(SEEDS, "listings");
const ORDERS = [
  { address: "Ada@Example.org", topics: ["agent OR agents", "#no-such-slug"], zone: "Europe/Berlin", at: "8" },
  { address: "grace@example.org", topics: ["*"], cadence: "daily" },
  { address: "quiet@example.org", topics: ['"nothing is ever called this"'] },
  { address: "slack:C0RESEARCH", topics: ["model OR models"] },
];

describe("the main job on the command line", { timeout: 120_000 }, () => {
  let program: Program;
  const at = (now: string, ...args: string[]) => program.run([...args, "--json", "--now", now]);
  beforeAll(async () => {
    program = await openProgram();
  });
  afterAll(() => program.remove());

  it("takes in a recorded day and counts each listing once", async () => {
    const { code, json } = await at(MORNING, "intake", "recorded", LISTINGS, "--to", "2026-05-13");
    expect(code).toBe(0);
    expect(json).toMatchObject({ listings: 31, new: 31, seen: 0, updated: 0, failed: 0, unread: [], failures: [] });
    const { json: papers } = await at(MORNING, "papers", "--limit", "100");
    expect(papers).toMatchObject({ count: 31 });
    expect(papers.papers).toHaveLength(31);
  });

  it("tries a topic: how it is read and what it finds, or the column where it cannot be read", async () => {
    const good = await at(MORNING, "topic", "try", "agent OR agents");
    expect(good.code).toBe(0);
    expect(good.json.hits).toBeGreaterThan(0);
    expect(good.json.papers.length).toBe(Math.min(10, good.json.hits));
    const bad = await at(MORNING, "topic", "try", "agents AND (planning OR");
    expect(bad.code).toBe(2);
    expect(bad.json.error).toMatchObject({ column: expect.any(Number), message: expect.any(String) });
    const plain = await program.run(["topic", "try", "agents AND (planning OR"]);
    expect(plain).toMatchObject({ code: 2, stdout: "" });
    expect(plain.stderr).toMatch(/column \d+/i);
    expect(plain.stderr).not.toMatch(/\n\s+at /);
  });

  it("saves nothing of a file with wrong lines, and names each line and what to write instead", async () => {
    const lines = [
      ...ORDERS,
      { address: "no-address", topics: ["agents"] },
      { address: "a@example.org", topics: ["agents"], zone: "Europe/Atlantis" },
      { address: "b@example.org", topics: ["agents"], cadence: "hourly" },
      { address: "c@example.org", topics: ["agents AND ("] },
      { address: "d@example.org", topics: ["agents"], at: "25:00" },
      { address: "e@example.org", topcis: ["agents"] },
    ];
    const text = `${lines.map((line) => JSON.stringify(line)).join("\n")}\nnot json\n`;
    const { code, stderr, json } = await at(MORNING, "subscribe", "--file", await program.write("wrong.jsonl", text));
    expect(code).toBe(2);
    for (const [line, words] of [
      [1, /no topic "#no-such-slug"/],
      [5, /"no-address" is no address.*name@example\.org/],
      [6, /"Europe\/Atlantis" is no time zone.*Europe\/Berlin/],
      [7, /"hourly" is no cadence.*weekdays/],
      [8, /column/i],
      [9, /"25:00" is no hour.*08:00/],
      [10, /topics|topcis/],
      [11, /no JSON object/],
    ] as const) {
      const said = stderr.split(/^(?=line \d+: )/m).find((each) => each.startsWith(`line ${line}: `));
      expect(said, `line ${line} in ${stderr}`).toMatch(words);
    }
    expect(stderr).toMatch(/Nothing was saved\.\n$/);
    expect(json.error).toBe(stderr.trimEnd());
  });

  it("subscribes readers from a file, and saying it again changes nothing", async () => {
    const right = ORDERS.map((order, i) => (i === 0 ? { ...order, topics: ["agent OR agents"] } : order));
    const file = await program.write("right.jsonl", right.map((line) => JSON.stringify(line)).join("\r\n"));
    const first = await at(MORNING, "subscribe", "--file", file);
    expect(first).toMatchObject({ code: 0, json: { subscribers: 4, subscriptions: 4, orders: 4 } });
    const again = await at(MORNING, "subscribe", "ada@EXAMPLE.org", "--topic", "agents OR agent");
    expect(again).toMatchObject({ code: 0, json: { subscribers: 0, subscriptions: 0 } });
    const { json } = await at(MORNING, "subscribers");
    expect(json.count).toBe(4);
    expect(json.subscribers[0]).toMatchObject({ address: "Ada@Example.org", at: "08:00", zone: "Europe/Berlin" });
    expect(json.subscribers[0].topics).toHaveLength(1);
  });

  it("says what a run would make without changing anything, then makes exactly that, and never twice", async () => {
    const dry = await at(MORNING, "run", "--on", "2026-05-14", "--dry-run");
    expect(dry).toMatchObject({ code: 0, json: { digests: 3, quiet: 1, deliveries: {}, dryRun: true } });
    expect(await readdir(join(program.folder, "data"))).not.toContain("outbox");
    const run = await at(MORNING, "run", "--on", "2026-05-14");
    expect(run.code).toBe(0);
    expect(run.json).toMatchObject({ digests: 3, quiet: 1, items: dry.json.items, imbalance: [], stopped: [] });
    expect(run.json.books).toMatchObject({ planned: 4, digests: 3, notes: 1, silent: 0, items: run.json.items });
    const log = await program.read("data/outbox/email/accepted.log");
    expect(log.trim().split("\n")).toHaveLength(3);
    const again = await at(MORNING, "run", "--on", "2026-05-14");
    expect(again).toMatchObject({ code: 0, json: { digests: 0, items: 0, quiet: 0, deliveries: {} } });
    expect(again.json.books).toEqual(run.json.books);
    expect(await program.read("data/outbox/email/accepted.log")).toBe(log);
  });

  it("previews what was made, and what a later day would make, without sending it", async () => {
    const made = await at(MORNING, "preview", "ada@example.org", "--on", "2026-05-14", "--out", "ada.html");
    expect(made).toMatchObject({ code: 0, json: { address: "ada@example.org", kind: "digest", out: "ada.html" } });
    const sent = await program.read("data/outbox/email/2026-05-14-Ada@Example.org.html");
    expect(await program.read("ada.html")).toBe(sent);
    await at(NEXT, "intake", "recorded", LISTINGS, "--from", "2026-05-14");
    const next = await at(NEXT, "preview", "slack:c0research", "--on", "2026-05-15", "--out", "slack.json");
    expect(next.json).toMatchObject({ kind: "digest" });
    expect(JSON.parse(await program.read("slack.json")).parts.length).toBeGreaterThan(1);
    const stranger = await at(NEXT, "preview", "nobody@example.org", "--on", "2026-05-15", "--out", "nobody.html");
    expect(stranger.code).toBe(1);
    expect(stranger.stderr).toMatch(/nobody@example\.org gets nothing on 2026-05-15.*paperboy subscribers/);
  });

  it("sends nothing more to a reader who left, and says so when nobody left", async () => {
    expect(await at(NEXT, "unsubscribe", "grace@example.org")).toMatchObject({ code: 0, json: { ended: 1 } });
    expect(await at(NEXT, "unsubscribe", "grace@example.org")).toMatchObject({ code: 0, json: { ended: 0 } });
    const run = await at(NEXT, "run", "--on", "2026-05-15");
    expect(run).toMatchObject({ code: 0, json: { digests: 2, quiet: 1, imbalance: [] } });
    expect(run.json.books).toMatchObject({ planned: 3, notes: 0, silent: 1 });
    const log = await program.read("data/outbox/email/accepted.log");
    expect(log.split("\n").filter((line) => line.includes('"on":"2026-05-15"'))).toHaveLength(1);
    expect(log).toMatch(/"address":"Ada@Example.org","on":"2026-05-15"/);
  });
});
