/** What a conversation in Slack set, the command line and the conversation's own page show the same. */
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { openInstallation } from "../../src/pipeline/installation.ts";
import { startService } from "../../src/service.ts";
import { openProgram, type Program } from "../support/program.ts";
import { openSlackApi, type SlackApi } from "../support/slack-api.ts";
import { SIGNING_SECRET } from "../support/slack-house.ts";
import { commandOf, FORM, send } from "../support/slack-requests.ts";

const NOW = "2026-05-14T05:00:00Z";
const ADDRESS = "slack:T0LAB/C0RESEARCH";

let [api, program]: [SlackApi, Program] = [null as never, null as never];
beforeEach(async () => {
  api = await openSlackApi();
  program = await openProgram();
});
afterEach(async () => {
  await program.remove();
  await api.close();
});

/** A service over the program's folder; what it is told, and what it shows of the conversation on the web. */
async function converse(orders: string[]): Promise<{ said: string[]; page: string }> {
  const config = readConfig({
    PAPERBOY_DATA: join(program.folder, "data"),
    PAPERBOY_URL: "https://papers.example.org",
    SLACK_BOT_TOKEN: "xoxb-test-0",
    SLACK_API_URL: api.url,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
  });
  const clock = { now: () => Temporal.Instant.from(NOW), today: () => NOW.slice(0, 10) };
  const app = await openApp(config, clock, createLog("silent"));
  const service = await startService(app, { scheduler: false, listen: { host: "127.0.0.1", port: 0 } });
  const url = service.url ?? "";
  for (const order of orders) {
    const heard = api.responses.length;
    const form = commandOf(order, { response_url: api.responseUrl() });
    expect((await send(url, SIGNING_SECRET, form, { type: FORM })).status).toBe(200);
    await api.heard(() => api.responses.length > heard);
  }
  const { id } = await app.database.db.selectFrom("subscriber").select("id").executeTakeFirstOrThrow();
  const address = new URL(openInstallation(config).links?.preferences(Number(id)) ?? "");
  const page = await (await fetch(`${url}${address.pathname}`)).text();
  await service.stop();
  await app.close();
  return { said: api.responses.map(({ text, blocks }) => `${text} ${JSON.stringify(blocks)}`), page };
}

const ask = async (...args: string[]) => {
  const answer = await program.run([...args, "--json", "--now", NOW]);
  expect(answer, answer.stderr).toMatchObject({ code: 0 });
  return answer.json;
};

it("topics, rhythm, hour, zone, quiet days and pause", { timeout: 120_000 }, async () => {
  api.zones.set("U0ADA", "Europe/Berlin");
  const { said, page } = await converse([
    "subscribe mixture of experts at 9:30",
    "subscribe agents weekly",
    "subscribe robotics",
    "unsubscribe robotics",
    "settings zone America/New_York",
    "settings quiet always",
    "pause until 2026-06-30",
    "list",
    "status",
  ]);
  const list = said.at(-2) ?? "";
  expect(list).toMatch(/1\. \*mixture of experts\* · daily/);
  expect(list).toMatch(/2\. \*agents\* · weekly/);
  expect(list).not.toContain("robotics");
  const { subscribers } = await ask("subscribers");
  expect(subscribers).toEqual([
    {
      ...{ address: ADDRESS, at: "09:30", zone: "America/New_York", paused_until: "2026-06-30", suppressed: null },
      topics: [
        { number: 1, name: "mixture of experts", reading: expect.any(String), cadence: "daily" },
        { number: 2, name: "agents", reading: "agents", cadence: "weekly:mon" },
      ],
    },
  ]);
  expect(await ask("subscriber", "set", ADDRESS)).toMatchObject({
    ...{ topics: 2, at: "09:30", zone: "America/New_York", pausedUntil: "2026-06-30", quiet: "always" },
  });
  expect(await ask("status")).toMatchObject({ due: { readers: 0 } });
  expect(said.at(-1)).toMatch(/Paused until Tue 30 Jun.*9:30 \(America\/New York\)/);
  expect(page).toMatch(/name="at"[^>]*value="09:30"/);
  expect(page).toMatch(/value="America\/New_York" selected/);
  expect(page).toMatch(/2026-06-30|30 June/);
  for (const name of ["mixture of experts", "agents"]) expect(page).toContain(name);
  expect(page).not.toContain("robotics");
  expect(page).toMatch(/value="always" selected/);
});
