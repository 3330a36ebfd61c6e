/** A source that cannot be read: the command says why, fails, and the operator finds it later. */
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProgram, type Program, SEEDS } from "../support/program.ts";
import { openWebStandIn, type WebStandIn } from "../support/web-stand-in.ts";

const DAY = readFileSync(join(SEEDS, "listings/2026-05-13.json"), "utf8");

describe("a source that cannot be read", { timeout: 120_000 }, () => {
  let web: WebStandIn;
  let program: Program;
  const now = ["--json", "--now", "2026-05-14T05:00:00Z"];
  const readDay = (date: string) => program.run(["intake", "huggingface", "--date", date, ...now]);
  beforeAll(async () => {
    web = await openWebStandIn((request, response) => {
      const json = (status: number, body: string, headers = {}) =>
        response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
      const date = new URL(request.url ?? "", "http://x").searchParams.get("date");
      if (date === "2026-05-10") return json(500, "{}");
      if (date === "2026-05-11") return json(429, "{}", { "retry-after": "120" });
      if (date === "2026-05-12") return json(200, "[{ broken");
      return json(200, DAY);
    });
    program = await openProgram({ PAPERBOY_HUGGINGFACE_URL: `${web.url}/` });
  });
  afterAll(async () => {
    await program.remove();
    await web.close();
  });

  it.each([
    ["an error 500", "2026-05-10", /500/],
    ["a 429", "2026-05-11", /429.*(120|2 min)/],
    ["an answer that is no JSON", "2026-05-12", /JSON/],
  ])("fails with the cause of %s", async (_, date, cause) => {
    const { code, json } = await readDay(date);
    expect(code).toBe(1);
    expect(json).toMatchObject({
      listings: 0,
      failures: [{ in: `huggingface ${date}`, cause: expect.stringMatching(cause) }],
    });
  });

  it("is found again by doctor, while other days are read as ever", async () => {
    expect(await readDay("2026-05-13")).toMatchObject({ code: 0, json: { listings: 31, new: 31, failures: [] } });
    expect(web.asked.at(-1)).toBe("/api/daily_papers?date=2026-05-13");
    const { code, json } = await program.run(["doctor", ...now]);
    expect(code).toBe(0);
    const intake = json.findings.find((each: { what: string }) => each.what === "intake");
    expect(intake.state).toBe("warn");
    for (const date of ["2026-05-10", "2026-05-11", "2026-05-12"]) expect(intake.says).toContain(`huggingface ${date}`);
  });

  it("names a page's file that is not there, and reads the others", async () => {
    const page = join(import.meta.dirname, "../fixtures/page-with-metadata.txt");
    const { code, json } = await program.run(["intake", "page", "missing.txt", page, ...now]);
    expect(code).toBe(1);
    expect(json.failures).toEqual([{ in: "missing.txt", cause: "it does not exist" }]);
    expect(json.listings).toBeGreaterThan(0);
    expect(json.new + json.updated + json.seen + json.failed).toBe(json.listings);
  });

  it("asks for another folder where there is none, or where no day is in it", async () => {
    const { code, stderr } = await program.run(["intake", "recorded", "no-such-folder", ...now]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/no-such-folder cannot be read: it does not exist\. Name a folder.*2026-05-13\.json/);
    await mkdir(join(program.folder, "empty"));
    const empty = await program.run(["intake", "recorded", "empty"]);
    expect(empty).toMatchObject({ code: 0, stdout: "There was nothing to read.\n" });
  });
});
