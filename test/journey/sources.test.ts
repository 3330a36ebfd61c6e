/** An operator turns sources on, reads what is due, sees what is missing and why, and back-fills: by the command line only. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProgram, type Program } from "../support/program.ts";
import { give } from "../support/reading-room.ts";
import { arxivApiText, arxivFeedText, arxivPageText, huggingFaceText, makePapers } from "../support/source-texts.ts";
import { openWebStandIn, type WebStandIn } from "../support/web-stand-in.ts";

describe("an operator", { timeout: 180_000 }, () => {
  let web: WebStandIn;
  let program: Program;
  const NOW = "2026-05-13T12:00:00Z";
  const run = (...args: string[]) => program.run([...args, "--json", "--now", NOW]);
  beforeAll(async () => {
    const agents = new Set<string | undefined>();
    web = await openWebStandIn((request, response) => {
      agents.add(request.headers["user-agent"]);
      const url = new URL(request.url ?? "", "http://x");
      if (url.pathname === "/api/daily_papers") return give(response, "json", huggingFaceText(makePapers(2, {}, 50)));
      if (url.pathname.startsWith("/rss/")) return give(response, "xml", arxivFeedText("2026-05-13", makePapers(3)));
      if (url.pathname.startsWith("/list/"))
        return give(response, "html", arxivPageText("2026-05-13", makePapers(3), 5));
      if (url.pathname === "/agents") return give(response, "json", JSON.stringify([...agents]));
      give(response, "xml", arxivApiText(makePapers(1, {}, 900), 1));
    });
    program = await openProgram({
      PAPERBOY_HUGGINGFACE_URL: web.url,
      PAPERBOY_ARXIV_URL: web.url,
      PAPERBOY_CONTACT: "papers@lab.example.org",
    });
  });
  afterAll(async () => {
    await program.remove();
    await web.close();
  });

  it("adds a source, and is helped where one is misspelt", async () => {
    const wrong = await program.run(["source", "add", "arxiv", "csCL"]);
    expect(wrong).toMatchObject({ code: 2, stderr: '"csCL" is not a category of arXiv. Did you mean cs.CL?\n' });
    expect(await run("source", "add", "arxiv", "cs.CL")).toMatchObject({
      code: 0,
      json: { sources: [{ name: "arxiv/cs.CL", change: "added" }] },
    });
  });

  it("reads what is due, introducing the installation", async () => {
    const { code, json } = await run("intake", "due");
    expect(code).toBe(0);
    const days = json.days.map(
      ({ source, day, state }: { source: string; day: string; state: string }) => `${source} ${day} ${state}`,
    );
    expect(days.toSorted()).toEqual([
      "arxiv/cs.CL 2026-05-12 complete",
      "arxiv/cs.CL 2026-05-13 partial",
      "huggingface 2026-05-12 partial",
      "huggingface 2026-05-13 partial",
    ]);
    const agents = (await (await fetch(`${web.url}/agents`)).json()) as string[];
    expect(agents[0]).toBe("Paperboy/0.1 (self-hosted paper digest; papers@lab.example.org)");
  });

  it("sees the calendar with what is missing and why", async () => {
    const { stdout } = await program.run(["intake", "--status", "--days", "3", "--now", NOW]);
    expect(stdout).toMatch(/source +11M +12T +13W/);
    expect(stdout).toMatch(/arxiv\/cs\.CL +· +1 +3\/5/);
    expect(stdout).toMatch(
      /arxiv\/cs\.CL {2}2026-05-13 {2}partial, next look 2026-05-13 12:15 UTC\n +3 of 5 declared listings read\n/,
    );
  });

  it("back-fills a category", async () => {
    expect(await run("intake", "arxiv", "cs.CL", "--from", "2026-04-01", "--to", "2026-04-01")).toMatchObject({
      code: 0,
      json: {
        route: "api",
        backfills: [{ source: "arxiv/cs.CL", done: 1, of: 1, listings: 1, new: 0, failure: null }],
      },
    });
  });

  it("removes a source: it is not read any more, and its papers stay", async () => {
    await run("source", "remove", "arxiv", "cs.CL");
    const { json } = await run("source", "list");
    expect(json.sources.map(({ name, state }: { name: string; state: string }) => `${name} ${state}`)).toEqual([
      "huggingface on",
      "page brought by hand",
    ]);
    const merge = await run("papers", "merge", "2605.00001", "2605.00050");
    expect(merge).toMatchObject({ code: 1, json: { error: expect.stringContaining("two arXiv ids are never one") } });
  });
});
