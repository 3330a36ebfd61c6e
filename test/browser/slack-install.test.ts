/** Installing the app in a workspace in a real browser: from the operator's link over Slack's consent and back, and every other end. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SECRET } from "../support/pages.ts";
import { openSlackApi, type SlackApi } from "../support/slack-api.ts";
import { type Home, hasChromium, inspect, NOW, openHome } from "./pages.ts";

describe.skipIf(!hasChromium)("somebody who installs the app", { timeout: 120_000 }, () => {
  let home: Home;
  let api: SlackApi;
  let link = "";

  beforeAll(async () => {
    api = await openSlackApi();
    const env = {
      ...{ SLACK_CLIENT_ID: "1234.5678", SLACK_CLIENT_SECRET: "y".repeat(32), SLACK_SIGNING_SECRET: "z".repeat(32) },
      ...{ SLACK_API_URL: api.url.replace("127.0.0.1", "localhost"), PAPERBOY_SECRET: SECRET, SIGNUP: "closed" }, // another site
    };
    home = await openHome(env, async (program) => {
      link = (await program.run(["slack", "invite", "--json", "--now", NOW])).json.link;
    });
  }, 120_000);
  afterAll(async () => {
    await home?.close();
    await api?.close();
  });

  test("gets there by the link, agrees on Slack's page, and is told what to type; a no changes nothing", async () => {
    const context = await home.browser.newContext({ javaScriptEnabled: false, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(link);
    await page.getByRole("link", { name: "Add to Slack" }).click();
    await page.getByRole("link", { name: "Cancel" }).click();
    await page.getByRole("heading", { name: "Nothing was installed" }).waitFor();
    await page.getByRole("link", { name: "Try again" }).click();
    await page.getByRole("link", { name: "Add to Slack" }).click();
    api.grants.set("consented", {
      ...{ access_token: "xoxb-T0LAB-1", token_type: "bot", scope: "chat:write", bot_user_id: "U0BOT", app_id: "A0" },
      ...{ team: { id: "T0LAB", name: "The <Lab>" }, authed_user: { id: "U0ADA" }, is_enterprise_install: false },
    });
    await page.getByRole("link", { name: "Allow" }).click();
    await page.getByRole("heading", { name: "Paperboy is in The <Lab>" }).waitFor();
    expect(await page.getByRole("link", { name: "Open Slack" }).getAttribute("href")).toContain("team=T0LAB");
    await page.reload();
    await page.getByRole("heading", { name: "This installation was not begun here" }).waitFor();
    await context.close();
  });

  test("meets no barrier on the pages", async () => {
    const context = await home.browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${home.url}/slack/install`);
    await inspect(page, "slack-closed");
    await page.goto(link);
    await inspect(page, "slack-install");
    await page.getByRole("link", { name: "Add to Slack" }).click();
    const allow = (await page.getByRole("link", { name: "Allow" }).getAttribute("href")) ?? "";
    api.grants.set("consented", {
      ...{ access_token: "xoxb-T0LAB-2", token_type: "bot", scope: "chat:write", bot_user_id: "U0BOT", app_id: "A0" },
      ...{ team: { id: "T0LAB", name: "The Lab" }, authed_user: { id: "U0ADA" }, is_enterprise_install: false },
    });
    await page.goto(allow);
    await inspect(page, "slack-installed");
    await page.goto(allow);
    await inspect(page, "slack-not-begun");
    await context.close();
  });
});
