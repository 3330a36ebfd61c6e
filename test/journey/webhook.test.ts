/** The operator and a program of the lab: a webhook is added on the command line, and the next run posts what matches. */
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProgram, type Program, SEEDS } from "../support/program.ts";

const NOW = "2026-05-14T05:00:00Z";

describe("a webhook", { timeout: 120_000 }, () => {
  let program: Program;
  const bodies: { data: { topic: { name: string }; papers: unknown[] } }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    bodies.push(JSON.parse(body));
    response.writeHead(204).end();
  });
  let host = "";
  const at = (...args: string[]) => program.run([...args, "--now", NOW]);
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    host = `127.0.0.1:${(server.address() as { port: number }).port}`;
    program = await openProgram({ PAPERBOY_PRIVATE_HOSTS: host });
    await at("subscribe", "ada@example.net", "--topic", "*", "--no-try");
  }, 120_000);
  afterAll(async () => {
    server.close();
    await program.remove();
  });

  it("posts what a run matched, is listed, and posts nothing once it is removed", async () => {
    const added = await at("webhook", "add", "ada@example.net", "1", `http://${host}/papers`);
    expect(added).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Webhook 1 posts[\s\S]*whsec_[A-Za-z0-9+/]{43}=/),
    });
    await at("intake", "recorded", join(SEEDS, "listings"), "--to", "2026-05-13");
    expect(await at("run", "--on", "2026-05-14")).toMatchObject({ code: 0 });
    expect(bodies).toHaveLength(1);
    expect(bodies[0]?.data.topic.name).toBe("Trending");
    expect(bodies[0]?.data.papers.length).toBeGreaterThan(10);
    const listed = await at("webhook", "list", "ada@example.net", "--json");
    expect(listed.json.webhooks).toMatchObject([{ id: 1, number: 1, url: `http://${host}/papers`, suppressed: null }]);
    expect(await at("webhook", "remove", "1")).toMatchObject({ code: 0 });
    expect(await at("webhook", "remove", "1")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no webhook 1"),
    });
    await program.run(["intake", "recorded", join(SEEDS, "listings"), "--now", "2026-05-15T05:00:00Z"]);
    await program.run(["run", "--on", "2026-05-15", "--now", "2026-05-15T05:00:00Z"]);
    expect(bodies).toHaveLength(1);
  });

  it.each([
    [["add", "ada@example.net", "7", "https://x.example/"], "has no topic 7"],
    [["add", "ada@example.net", "x", "https://x.example/"], '"x" is no number'],
    [["add", "bob@example.net", "1", "https://x.example/"], "is not subscribed"],
    [["add", "ada@example.net", "1", "javascript:alert(1)"], "is no web address"],
    [["list", "bob@example.net"], "is not subscribed"],
  ])("is refused with what to do: %j", async (args, says) => {
    const answer = await at("webhook", ...args);
    expect([answer.code === 0, answer.stderr]).toEqual([false, expect.stringContaining(says)]);
  });
});
