/** A reader's whole way in a real browser with a real SMTP server: sign up, confirm, read, change, leave; with scripts and without. */
import type { BrowserContext } from "playwright-core";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";
import { type Home, hasChromium, inspect, openHome, takeSeeds } from "./pages.ts";

let home: Home;
let sink: SmtpSink;

beforeAll(async () => {
  if (!hasChromium) return;
  sink = await openSmtpSink();
  home = await openHome({ SMTP_URL: sink.url, MAIL_FROM: "Paperboy <papers@lab.example.org>" }, takeSeeds);
}, 120_000);
afterAll(async () => {
  await home?.close();
  await sink?.close();
});

async function mailTo(address: string, subject: RegExp): Promise<{ html: string; text: string }> {
  for (let seen = 0; ; seen += 1) {
    await sink.whenAccepted(seen + 1);
    const mail = sink.accepted[seen];
    if (mail?.to !== address) continue;
    const parsed = await PostalMime.parse(mail.raw);
    if (subject.test(parsed.subject ?? "")) return { html: parsed.html ?? "", text: parsed.text ?? "" };
  }
}

const pathIn = (text: string, purpose: string): string => new RegExp(`/${purpose}/[a-z2-7]{36}`).exec(text)?.[0] ?? "";

async function walk(context: BrowserContext, address: string, looks: boolean): Promise<void> {
  const page = await context.newPage();
  const look = (name: string) => (looks ? inspect(page, name) : Promise.resolve());
  await page.goto(`${home.url}/`);
  await look("front");
  await page.getByLabel("A topic of your own").fill("agents OR reasoning");
  await page.getByRole("button", { name: /Try it/ }).click();
  await page.getByText(/It would have found/).waitFor();
  await look("tried");
  await page.getByLabel("Your mail address").fill(address);
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
  await look("check-mail");

  const confirmation = await mailTo(address, /confirm/i);
  await page.goto(home.url + pathIn(confirmation.text, "confirm"));
  await look("confirm");
  await page.getByRole("button", { name: /Yes/ }).click();
  await page.getByRole("heading", { name: "You are subscribed" }).waitFor();
  await look("confirmed");

  const digest = await mailTo(address, /^(?!Please confirm).*paper/i);
  expect(digest.text).toContain("agents OR reasoning");
  expect(digest.text.replace(/\s+/g, " ")).toContain("Welcome: this is your first digest.");
  await page.goto(home.url + (/href="[^"]*(\/digest\/[^"]*#p0-0)"/.exec(digest.html)?.[1] ?? ""));
  const first = page.locator("#p0-0");
  await first.getByRole("button", { name: "Save" }).click();
  await first.getByRole("button", { name: "✓ Saved" }).waitFor();
  await look("digest");
  await page.goto(home.url + pathIn(digest.text, "preferences"));
  await look("preferences");
  await page.getByLabel("How strong a match").selectOption("clear");
  await page.getByRole("group", { name: "agents OR reasoning" }).getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();

  await page.getByRole("button", { name: "Make an API key" }).click();
  await page.getByText(/pbk_[a-z2-7]{36}/).waitFor();
  await look("api-key");
  await page.getByRole("link", { name: "Page and feed" }).click();
  await page.getByRole("heading", { level: 1, name: "agents OR reasoning" }).waitFor();
  await look("own-topic");

  await page.goto(home.url + pathIn(digest.text, "leave"));
  await look("leave");
  await page.getByRole("button", { name: "Leave all" }).click();
  await page.getByRole("heading", { name: "You will get nothing more" }).waitFor();
  await look("left");

  const farewell = await mailTo(address, /You have left/);
  await page.goto(home.url + pathIn(farewell.text, "back"));
  await look("back");
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.getByRole("heading", { name: "All is as it was" }).waitFor();
  await look("taken-back");
  await page.goto(`${home.url}/preferences`);
  await look("own-link");
  await page.getByLabel("Your mail address").fill(address);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
  const link = await mailTo(address, /Your preferences/);
  await page.goto(home.url + pathIn(link.text, "preferences"));
  await page.getByLabel("Send it to").fill(`new.${address}`);
  await page.getByRole("button", { name: "Send a mail there" }).click();
  await page.getByRole("heading", { name: "Check your mail there" }).waitFor();
  await look("move-asked");
  const move = await mailTo(`new.${address}`, /new address/);
  await page.goto(home.url + pathIn(move.text, "move"));
  await look("move");
  await page.getByRole("button", { name: "Yes" }).click();
  await page.getByText(`It goes to new.${address} from now on`).waitFor();
  await look("moved");
  await mailTo(address, /has moved/);
  await page.close();
  const clicked = await fetch(home.url + pathIn(digest.text, "leave"), {
    method: "POST",
    body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
  });
  expect(clicked.status).toBe(200);
}

describe.skipIf(!hasChromium)("a reader in a browser", { timeout: 120_000 }, () => {
  test("signs up, confirms, reads, changes a topic, leaves, comes back, moves, and leaves by one click", async () => {
    const context = await home.browser.newContext({ timezoneId: "Europe/Berlin", bypassCSP: true });
    await walk(context, "ada@example.org", true);
    await context.close();
  });

  test("does all of it without JavaScript", async () => {
    const context = await home.browser.newContext({ javaScriptEnabled: false });
    await walk(context, "grace@example.org", false);
    await context.close();
    const { json } = await stopAndAsk(["subscribers", "--json"]);
    expect(json.subscribers.map(({ topics }: { topics: unknown[] }) => topics)).toEqual([[], []]);
    // Confirm, digest, farewell, link, moved; and at the new address what asked for it: after the click nothing.
    const each = (to: string) => [...Array(5).fill(to), `new.${to}`];
    expect(sink.accepted.map(({ to }) => to).sort()).toEqual(
      [...each("ada@example.org"), ...each("grace@example.org")].sort(),
    );
  });
});

/** The embedded database is one process' at a time. */
async function stopAndAsk(args: string[]) {
  await home.stop();
  return home.program.run(args);
}
