/** `paperboy move` by the command line: into Postgres and back, with the proof, the next steps, and refusals that say what to do. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPostgresDatabase } from "../support/databases.ts";
import { openProgram, type Program, SEEDS } from "../support/program.ts";

const NOW = ["--now", "2026-05-14T05:00:00Z"];

describe("paperboy move", { timeout: 120_000 }, () => {
  let paperboy: Program;
  beforeEach(async () => {
    paperboy = await openProgram();
  });
  afterEach(() => paperboy.remove());

  it("takes a folder's database to Postgres and back, where the morning goes on as it would have", async () => {
    await paperboy.run(["intake", "recorded", join(SEEDS, "listings"), ...NOW]);
    await paperboy.run(["subscribe", "ada@example.org", "--topic", "*", "--no-try", ...NOW]);
    const first = await paperboy.run(["run", "--on", "2026-05-14", ...NOW]);
    expect(first.code, first.stderr).toBe(0);
    const place = new URL(await createPostgresDatabase("empty"));
    const whole = place.href;
    const secret = { PGPASSWORD: place.password };
    place.password = "";
    const url = place.href;

    const moved = await paperboy.run(["move", "--to", url], secret);
    expect(moved.code, moved.stderr).toBe(0);
    expect(moved.stdout).toMatch(/paper +\d+ +\d+ +[0-9a-f]{16} +[0-9a-f]{16} +equal/);
    expect(moved.stdout).toMatch(/Equal: \d+ rows/);
    expect(moved.stdout).toContain("PAPERBOY_SECRET=$(cat ");
    expect(moved.stderr).toMatch(/paper: \d+ rows/);
    expect(moved.stdout + moved.stderr).not.toContain("postgres@");

    const there = { DATABASE_URL: url, ...secret };
    const again = await paperboy.run(["run", "--on", "2026-05-14", "--json", ...NOW], there);
    expect(again.code, again.stderr).toBe(0);
    expect(again.json.books.planned).toBe(1);
    expect(again.json.handed ?? {}).toEqual({});

    const refused = await paperboy.run(["move", "--to", whole]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/not empty/);
    expect(refused.stderr).not.toContain("postgres:postgres");

    const back = await paperboy.run(["move", "--to", "folder:./other", "--json"], there);
    expect(back.code, back.stderr).toBe(0);
    expect(back.json).toMatchObject({ equal: true });
    const verified = await paperboy.run(["move", "--to", "folder:./other", "--verify"], there);
    expect(verified.code, verified.stderr).toBe(0);
    await paperboy.run(["subscribe", "bob@example.org", "--topic", "*", "--no-try", ...NOW], {
      PAPERBOY_DATA: "./other",
    });
    const differing = await paperboy.run(["move", "--to", "folder:./other", "--verify"], there);
    expect(differing.code).toBe(1);
    expect(differing.stdout).toMatch(/subscriber +1 +2 .*DIFFERS/);
  });

  it("says what is wrong with what was typed, and makes nothing of it", async () => {
    const nowhere = await paperboy.run(["move", "--to", "mysql://x"]);
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toMatch(/folder:PATH/);
    const itself = await paperboy.run(["move", "--to", "folder:./data"]);
    expect(itself.code).toBe(2);
    const missing = await paperboy.run(["move", "--to", "folder:./target"], { PAPERBOY_DATA: "./none" });
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/There is no embedded database/);
    expect(existsSync(join(paperboy.folder, "none"))).toBe(false);
    expect(existsSync(join(paperboy.folder, "target"))).toBe(false);
  });
});
