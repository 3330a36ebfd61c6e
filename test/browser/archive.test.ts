/** The archive in a real browser: browse, open, go on to a paper like it, search, subscribe to the search; with scripts and without. */
import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Home, hasChromium, inspect, openHome, takeSeeds } from "./pages.ts";

let home: Home;

beforeAll(async () => {
  if (!hasChromium) return;
  home = await openHome({}, takeSeeds);
}, 120_000);
afterAll(async () => {
  await home?.close();
});

async function walk(context: BrowserContext, looks: boolean): Promise<void> {
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(message.text());
  });
  page.on("pageerror", (error) => wrong.push(String(error)));
  const look = (name: string) => (looks ? inspect(page, name) : Promise.resolve());
  await page.goto(`${home.url}/`);
  await page.getByRole("navigation", { name: "Whole site" }).getByRole("link", { name: "Papers" }).click();
  await page.getByRole("heading", { level: 1, name: /^Papers of / }).waitFor();
  await look("list");
  await page.getByRole("link", { name: /^← / }).click();
  await page.getByText("Order and narrow").click();
  await page.getByLabel("Order", { exact: true }).selectOption("trending");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByText("trending first").waitFor();
  await page.getByRole("link", { name: "the month" }).click();
  await page.getByRole("heading", { level: 1, name: /^Papers of May 2026/ }).waitFor();
  await look("month");
  const title = (await page.locator("article h2 a").first().textContent()) ?? "";
  await page.getByText("Abstract").first().click();
  await page.getByRole("link", { name: title }).click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  await look("paper");
  const similar = page.getByRole("heading", { name: "Similar papers" }).locator("~ p a").first();
  const other = (await similar.textContent()) ?? "";
  await similar.click();
  await page.getByRole("heading", { level: 1, name: other }).waitFor();
  await page.getByRole("link", { name: "Search", exact: true }).click();
  await page.getByRole("searchbox").fill("agents OR reasoning");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("Read as").waitFor();
  await page.getByRole("img", { name: /papers from/ }).waitFor();
  await look("search");
  await page.getByRole("link", { name: "Subscribe to this search" }).click();
  expect(await page.getByLabel("A topic of your own").inputValue()).toBe("agents OR reasoning");
  await page.getByLabel("Your mail address").fill("ada@example.org");
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
  await page.getByRole("link", { name: "Topics", exact: true }).click();
  await look("topics");
  await page.getByRole("link", { name: "Agents", exact: true }).click();
  await page.getByRole("link", { name: "Subscribe to this topic" }).waitFor();
  await look("topic");
  expect(wrong).toEqual([]);
  for (const [name, path] of [
    ["missing", "/nowhere"],
    ["no-paper", "/paper/2699.00001"],
    ["wrong-search", "/search?q=%22open"],
    ["trending", "/about/trending"],
    ["api", "/api"],
  ] as const) {
    await page.goto(home.url + path);
    await look(name);
  }
  await page.close();
}

describe.skipIf(!hasChromium)("the archive in a browser", { timeout: 180_000 }, () => {
  test("is browsed, opened, gone on from, searched and subscribed to", async () => {
    const context = await home.browser.newContext({ timezoneId: "Europe/Berlin", bypassCSP: true });
    await walk(context, true);
    await context.close();
  });

  test("does all of it without JavaScript", async () => {
    const context = await home.browser.newContext({ javaScriptEnabled: false });
    await walk(context, false);
    await context.close();
  });
});
