/** The catalogue and the sources out of one installation and into another, by the command line. */
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openProgram, type Program, SEEDS } from "../support/program.ts";

describe("an installation in files", { timeout: 120_000 }, () => {
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
  const give = (file: string) => copyFile(join(ours.folder, file), join(theirs.folder, file));

  it("brings its catalogue over, and who follows an entry goes with it", async () => {
    const [topics, again] = ["topics.csv", "again.csv"];
    const own = [
      { slug: "catalysis", name: '=Catalysis, "solid"', group: "Chemistry", query: "cataly*", description: "ü, too" },
      { slug: "agents", name: "Agents", group: "Ours", query: "agents -survey", description: "" },
    ];
    await ours.write("own.json", JSON.stringify(own));
    expect((await ours.run(["subscribe", "ada@example.org", "--topic", "#agents"])).code).toBe(0);
    const dry = await ours.run(["import", "topics", "own.json", "--dry-run"]);
    expect(dry.stdout).toMatch(
      /^Nothing was written.*\n#catalysis {2}new\n#agents {2}changed, and 1 subscription with it/,
    );
    const done = await ours.run(["import", "topics", "own.json", "--json"]);
    expect(done.json, done.stderr).toEqual({
      topics: [
        { slug: "catalysis", change: "new", moved: 0 },
        { slug: "agents", change: "changed", moved: 1 },
      ],
      dryRun: false,
    });
    const [reader] = (await ours.run(["subscribers", "--json"])).json.subscribers;
    expect(reader.topics).toMatchObject([{ name: "Agents", reading: expect.stringContaining("survey") }]);

    const written = await ours.run(["export", "topics", topics, "--json"]);
    const seeds = JSON.parse(await readFile(join(SEEDS, "topics.json"), "utf8")) as unknown[];
    expect(written.json, written.stderr).toEqual({ file: topics, topics: seeds.length + 1 });
    expect(await ours.run(["export", "topics", topics])).toMatchObject({ code: 2, stderr: /is there already/ });
    await give(topics);
    expect((await theirs.run(["import", "topics", topics, "--replace"])).code).toBe(0);
    expect((await theirs.run(["export", "topics", again])).code).toBe(0);
    expect(await theirs.read(again)).toBe(await ours.read(topics));
    expect((await theirs.run(["topic", "list"])).stdout).toContain("#catalysis");
  });

  it("brings its sources over, and says what is wrong with a file before it changes anything", async () => {
    await ours.run(["source", "add", "arxiv", "cs.CL"]);
    await ours.run(["source", "add", "https://journal.example.org/feed.xml"]);
    await ours.run(["source", "pause", "arxiv", "cs.CL"]);
    expect((await ours.run(["export", "sources", "sources.yaml"])).code).toBe(0);
    expect(await ours.read("sources.yaml")).toBe(
      [
        "- source: arxiv cs.CL\n  state: paused",
        "- source: https://journal.example.org/feed.xml\n  state: on",
        "- source: huggingface\n  state: on\n",
      ].join("\n"),
    );
    await give("sources.yaml");
    const first = await theirs.run(["import", "sources", "sources.yaml"]);
    expect(first.stdout).toBe("arxiv/cs.CL  paused\nfeed/journal.example.org  added\nhuggingface  was on\n");
    expect((await theirs.run(["export", "sources", "again.yaml"])).code).toBe(0);
    expect(await theirs.read("again.yaml")).toBe(await ours.read("sources.yaml"));
    expect((await theirs.run(["import", "sources", "sources.yaml", "--json"])).json).toEqual({
      sources: [
        { name: "feed/journal.example.org", change: "was on" },
        { name: "huggingface", change: "was on" },
      ],
    });
  });

  it("takes nothing of a file with a wrong entry, and of none removes nothing", async () => {
    const wrong = [
      { slug: "x", name: "X", query: "(open" },
      { slug: "Y z", name: "Y", query: "y" },
    ];
    await ours.write("wrong.json", JSON.stringify(wrong));
    const answer = await ours.run(["import", "topics", "wrong.json"]);
    expect(answer).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/nothing was written[\s\S]*#x:[\s\S]*#Y z:/),
    });
    await ours.write("wrong.yaml", "- source: https://user:secret@example.org/feed\n");
    expect(await ours.run(["import", "sources", "wrong.yaml"])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/entry 1: the address holds a password/),
    });
    await ours.write("none.yaml", "[]");
    expect(await ours.run(["import", "topics", "none.yaml", "--replace"])).toMatchObject({ code: 2 });
    expect((await ours.run(["import", "topics", "none.yaml"])).stdout).toContain("0 topics as before");
  });
});
