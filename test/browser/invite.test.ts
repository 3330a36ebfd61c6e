/** Signing up by invitation in a real browser, without scripts: from the link that the operator gives out to the warning of an address that will end. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openProgram, type Program } from "../support/program.ts";
import { answering, findPort, hasChromium, inspect, openBrowser } from "./pages.ts";

const NOW = "2026-05-15T09:00:00Z";

describe.skipIf(!hasChromium)("somebody who is invited", { timeout: 120_000 }, () => {
  let browser: Browser;
  let program: Program;
  let service: ReturnType<Program["start"]>;
  let home = "";
  const links: string[] = [];

  beforeAll(async () => {
    const port = await findPort();
    home = `http://127.0.0.1:${port}`;
    program = await openProgram({
      PAPERBOY_URL: home,
      SIGNUP: "invite",
      PAPERBOY_OPERATOR: "Ada Lovelace, papers@lab.example.org",
      PAPERBOY_HUGGINGFACE_URL: "http://127.0.0.1:9",
    });
    for (let i = 0; i < 2; i += 1) links.push((await program.run(["invite", "--json", "--now", NOW])).json.link);
    await program.run(["invitations", "revoke", "2", "--now", NOW]);
    service = program.start(["serve", "--listen", `127.0.0.1:${port}`, "--now", NOW]);
    browser = await openBrowser();
    await answering(`${home}/healthz`);
  }, 120_000);
  afterAll(async () => {
    service.child.kill("SIGTERM");
    await service.answer;
    await browser.close();
    await program.remove();
  });

  test("finds a form behind the link and none without, keeps the invitation after a slip, and is warned", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${home}/`);
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
    const context = await browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${home}/`);
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
