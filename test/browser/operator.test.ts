/** An operator's morning in a real browser, without scripts: from the link of the command line to a digest that goes out again. */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Home, hasChromium, inspect, NOW, openHome, takeSeeds } from "./pages.ts";

describe.skipIf(!hasChromium)("an operator", { timeout: 240_000 }, () => {
  let home: Home;

  beforeAll(async () => {
    home = await openHome({}, async (program) => {
      await takeSeeds(program);
      const readers = ["ada@example.org", "grace@example.org", "emmy@example.org", "slack:T0123ABCD/C0123ABCD"];
      for (const address of readers) {
        const order = ["subscribe", address, "--topic", "agents", "--topic", "#trending", "--at", "08:00"];
        expect((await program.run([...order, "--now", "2026-05-14T05:00:00Z"])).code).toBe(0);
      }
      expect((await program.run(["run", "--on", "2026-05-14", "--now", "2026-05-14T20:00:00Z"])).code).toBe(0);
    });
  }, 240_000);
  afterAll(() => home.close());

  /** By a link, as the command line prints it within the service. */
  async function enter(context: BrowserContext): Promise<Page> {
    const { json } = await home.program.run(["operator", "link", "--name", "Ada", "--json", "--now", NOW]);
    const page = await context.newPage();
    await page.goto(json.link);
    await page.getByRole("button", { name: "Open the desk" }).click();
    await page.getByRole("heading", { name: "The operator’s desk" }).waitFor();
    return page;
  }

  test("finds a reader, sees why a paper came, stops writing to them and takes it back, and logs out", async () => {
    const context = await home.browser.newContext({ javaScriptEnabled: false });
    const page = await enter(context);
    await page.getByRole("link", { name: "Readers" }).click();
    await page.getByLabel("Address, Slack id or number").fill("ADA@example.org");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByRole("heading", { name: "ada@example.org" }).waitFor();
    await page.getByRole("link", { name: "Thu 14 May" }).first().click();
    await page.getByText("From what was frozen when it was made.").waitFor();
    const title = (await page.locator(".table td a").first().textContent()) ?? "";
    const number =
      /paper\/p(\d+)/.exec((await page.locator(".table td a").first().getAttribute("href")) ?? "")?.[1] ?? "";
    await page.getByRole("link", { name: "Look at it" }).click();
    await page.getByText(title).first().waitFor();
    await page.goBack();
    await page.getByRole("link", { name: "ada@example.org" }).click();
    await page.getByLabel("Paper: our number").fill(number);
    await page.getByRole("button", { name: "Why, or why not" }).click();
    await page.getByText("It was in the digest of Thu 14 May").waitFor();
    await page.getByRole("link", { name: "ada@example.org" }).click();
    await page.getByRole("link", { name: "Do not write to it…" }).click();
    await page.getByLabel("Why, for the log").fill("asked by phone");
    await page.getByRole("button", { name: "Do not write to it" }).click();
    await page.getByRole("status").getByText("Nothing goes to ada@example.org any more.").waitFor();
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("link", { name: "Release it…" }).click();
    await page.getByText("the operator: asked by phone").waitFor();
    await page.getByRole("button", { name: "Release it" }).click();
    await page.getByRole("status").getByText("ada@example.org is written to again.").waitFor();
    await page.getByRole("link", { name: "Log", exact: true }).click();
    await page.getByText("why: asked by phone").first().waitFor();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("heading", { name: "Logged out" }).waitFor();
    await page.goto(`${home.url}/operator`);
    await page.getByRole("heading", { name: "Nothing is here" }).waitFor();
    await context.close();
  });

  test("meets no barrier on any page, on a phone and in the dark", async () => {
    const context = await home.browser.newContext({ bypassCSP: true });
    const page = await enter(context);
    const paths: [string, string][] = [
      ["front", ""],
      ["days", "/days"],
      ["day", "/days/of?source=huggingface&on=2026-05-14"],
      ["runs", "/runs"],
      ["run", "/runs/2026-05-14"],
      ["recipients", "/runs/2026-05-14"],
      ["readers", "/readers"],
      ["reader", "/readers/1"],
      ["digest", "/readers/1/digest?on=2026-05-14"],
      ["thread", "/readers/4/digest?on=2026-05-14"],
      ["why", "/readers/1/why?paper=1"],
      ["letters", "/letters"],
      ["papers", "/papers"],
      ["topics", "/topics"],
      ["log", "/log"],
      ["ask", "/acts/suppress?address=ada%40example.org"],
    ];
    for (const [name, path] of paths) {
      await page.goto(`${home.url}/operator${path}`);
      if (name === "recipients")
        await page
          .getByRole("link", { name: /accepted/ })
          .first()
          .click();
      await inspect(page, `operator-${name}`);
    }
    await context.close();
  });
});
