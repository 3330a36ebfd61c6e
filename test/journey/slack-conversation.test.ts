/** A whole conversation in Slack: subscribed by a command, delivered, and answered by the buttons of what was delivered. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Service, startService } from "../../src/service.ts";
import { openSlackApi, type SlackApi } from "../support/slack-api.ts";
import type { Element } from "../support/slack-blocks.ts";
import { SIGNING_SECRET } from "../support/slack-house.ts";
import { bodyOf, commandOf, eventOf, FORM, pressOf, send } from "../support/slack-requests.ts";
import { openStation, type Station } from "../support/station.ts";

describe("a channel", { timeout: 120_000 }, () => {
  let [api, station, service]: [SlackApi, Station, Service] = [null as never, null as never, null as never];
  beforeEach(async () => {
    api = await openSlackApi();
    api.zones.set("U0ADA", "Europe/Berlin");
    const slack = { SLACK_BOT_TOKEN: "xoxb-test-0", SLACK_API_URL: api.url, SLACK_SIGNING_SECRET: SIGNING_SECRET };
    station = await openStation(slack);
    await station.intake("2026-05-13");
    service = await startService(station.app, { scheduler: false, listen: { host: "127.0.0.1", port: 0 } });
  });
  afterEach(async () => {
    await service.stop();
    await station.close();
    await api.close();
  });

  /** What Slack shows after it, as text. */
  async function answerTo(how: () => Promise<Response>): Promise<string> {
    const before = api.responses.length;
    expect((await how()).status).toBe(200);
    await api.heard(() => api.responses.length > before);
    return JSON.stringify(api.responses.slice(before));
  }
  const say = (text: string) =>
    answerTo(() =>
      send(service.url ?? "", SIGNING_SECRET, commandOf(text, { response_url: api.responseUrl() }), { type: FORM }),
    );
  function click(button: Element | undefined): Promise<Response> {
    const action = { action_id: button?.action_id, value: button?.value, type: "button" };
    const { body, type } = bodyOf(pressOf(action, { response_url: api.responseUrl() }));
    return send(service.url ?? "", SIGNING_SECRET, body, { type });
  }
  const press = (button: Element | undefined) => answerTo(() => click(button));
  const views = (method: string) =>
    api.calls.filter((call) => call.method === method).map(({ body }) => JSON.stringify(body));

  it("follows a topic, gets its digest, and says what it thinks of it", async () => {
    expect(await say("subscribe model OR models at 9:00")).toMatch(/9:00 \(Europe\/Berlin\).*in_channel/);
    expect(await say("list")).toContain("1. *model OR models*");
    await api.heard(() => JSON.stringify(api.posts).includes("papers:save")); // the first digest comes in a moment
    expect(new Set(api.posts.map(({ channel }) => channel))).toEqual(new Set(["C0RESEARCH"]));
    const buttons = api.posts
      .flatMap(({ blocks }) => blocks)
      .flatMap((block) => (block.type === "actions" ? (block.elements ?? []) : []));
    const find = (action: string) => buttons.find(({ action_id: id }) => id === `papers:${action}`);
    expect(await press(find("save"))).toMatch(/Saved.*ephemeral/);
    expect(await press(find("more"))).toMatch(/in_channel/);
    expect(await press(find("why"))).toContain("ephemeral");
    await click(find("settings")); // opens a form, which is filled with what stands
    await api.heard(() => views("views.update").some((view) => view.includes("09:00")));
    expect(views("views.open")[0]).toContain("modal");
    expect(await say("saved")).toContain("Remove");
    const home = eventOf({ type: "app_home_opened", user: "U0ADA", channel: "D0ADA", tab: "home" });
    await send(service.url ?? "", SIGNING_SECRET, JSON.stringify(home));
    await api.heard(() => api.calls.some(({ method }) => method === "views.publish"));
  });
});
