/** Signing up by invitation in a real browser, without scripts: from the link that the operator gives out to the warning of an address that will end. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Home, hasChromium, inspect, NOW, openHome } from "./pages.ts";

describe.skipIf(!hasChromium)("somebody who is invited", { timeout: 120_000 }, () => {
  let home: Home;
  const links: string[] = [];

  beforeAll(async () => {
    const env = { SIGNUP: "invite", PAPERBOY_OPERATOR: "Ada Lovelace, papers@lab.example.org" };
    home = await openHome(env, async (program) => {
      for (let i = 0; i < 2; i += 1) links.push((await program.run(["invite", "--json", "--now", NOW])).json.link);
      await program.run(["invitations", "revoke", "2", "--now", NOW]);
    });
  }, 120_000);
  afterAll(() => home.close());

  test("finds a form behind the link and none without, keeps the invitation after a slip, and is warned", async () => {
    const context = await home.browser.newContext({ javaScriptEnabled: false, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${home.url}/`);
    await page.getByText("Signing up here is by invitation").waitFor();
    expect(await page.locator("form").count()).toBe(0);
    await page.goto(links[1] ?? "");
    await page.getByText("This invitation was taken back. Ask the operator, Ada Lovelace").waitFor();
    await page.goto(links[0] ?? "");
    await page.getByText("You are invited.").waitFor();
    await page.getByLabel("A topic of your own").fill('"never closed');
    await page.getByLabel("Your mail address").fill("ada@mailinator.com");
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("A topic of your own").fill("agents");
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.getByText("mailinator.com gives addresses that end after a while").waitFor();
    await page.getByRole("link", { name: "try again" }).click();
    await page.getByText("You are invited.").waitFor();
    await context.close();
  });

  test("meets no barrier on the pages: without an invitation, with one taken back, with a good one, and warned", async () => {
    const context = await home.browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${home.url}/`);
    await inspect(page, "uninvited");
    await page.goto(links[1] ?? "");
    await inspect(page, "invitation-revoked");
    await page.goto(links[0] ?? "");
    await inspect(page, "invited");
    await page.getByLabel("Your mail address").fill("grace@mailinator.com");
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.getByRole("heading", { name: "Check your mail" }).waitFor();
    await inspect(page, "check-mail-warned");
    await context.close();
  });
});
