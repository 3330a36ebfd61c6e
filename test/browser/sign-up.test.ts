/** A reader's whole way in a real browser with a real SMTP server: sign up, confirm, read, change, leave; with scripts and without. */
import type { Browser, BrowserContext } from "playwright-core";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openProgram, type Program, SEEDS } from "../support/program.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";
import { answering, findPort, hasChromium, inspect, openBrowser } from "./pages.ts";

/** The morning after the last day of the seeds. */
const NOW = "2026-05-15T09:00:00Z";

let browser: Browser;
let sink: SmtpSink;
let program: Program;
let service: ReturnType<Program["start"]>;
let home = "";

beforeAll(async () => {
  if (!hasChromium) return;
  browser = await openBrowser();
  sink = await openSmtpSink();
  const port = await findPort();
  home = `http://127.0.0.1:${port}`;
  program = await openProgram({
    SMTP_URL: sink.url,
    PAPERBOY_URL: home,
    PAPERBOY_HUGGINGFACE_URL: "http://127.0.0.1:9",
    MAIL_FROM: "Paperboy <papers@lab.example.org>",
  });
  const taken = await program.run(["intake", "recorded", `${SEEDS}/listings`, "--now", NOW, "--json"]);
  expect(taken.code).toBe(0);
  service = program.start(["serve", "--listen", `127.0.0.1:${port}`, "--now", NOW]);
  await answering(`${home}/healthz`);
}, 120_000);
afterAll(async () => {
  if (!hasChromium) return;
  service.child.kill("SIGTERM");
  await service.answer;
  await browser.close();
  await sink.close();
  await program.remove();
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
  await page.goto(`${home}/`);
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
  await page.goto(home + pathIn(confirmation.text, "confirm"));
  await look("confirm");
  await page.getByRole("button", { name: /Yes/ }).click();
  await page.getByRole("heading", { name: "You are subscribed" }).waitFor();
  await look("confirmed");

  const digest = await mailTo(address, /^(?!Please confirm).*paper/i);
  expect(digest.text).toContain("agents OR reasoning");
  expect(digest.text.replace(/\s+/g, " ")).toContain("Welcome: this is your first digest.");
  await page.goto(home + (/href="[^"]*(\/digest\/[^"]*#p0-0)"/.exec(digest.html)?.[1] ?? ""));
  const first = page.locator("#p0-0");
  await first.getByRole("button", { name: "Save" }).click();
  await first.getByRole("button", { name: "✓ Saved" }).waitFor();
  await look("digest");
  await page.goto(home + pathIn(digest.text, "preferences"));
  await look("preferences");
  await page.getByLabel("How strong a match").selectOption("clear");
  await page.getByRole("group", { name: "agents OR reasoning" }).getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();

  await page.goto(home + pathIn(digest.text, "leave"));
  await look("leave");
  await page.getByRole("button", { name: "Leave all" }).click();
  await page.getByRole("heading", { name: "You will get nothing more" }).waitFor();
  await look("left");

  const farewell = await mailTo(address, /You have left/);
  await page.goto(home + pathIn(farewell.text, "back"));
  await look("back");
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.getByRole("heading", { name: "All is as it was" }).waitFor();
  await look("taken-back");
  await page.goto(`${home}/preferences`);
  await look("own-link");
  await page.getByLabel("Your mail address").fill(address);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
  const link = await mailTo(address, /Your preferences/);
  await page.goto(home + pathIn(link.text, "preferences"));
  await page.getByLabel("Send it to").fill(`new.${address}`);
  await page.getByRole("button", { name: "Send a mail there" }).click();
  await page.getByRole("heading", { name: "Check your mail there" }).waitFor();
  await look("move-asked");
  const move = await mailTo(`new.${address}`, /new address/);
  await page.goto(home + pathIn(move.text, "move"));
  await look("move");
  await page.getByRole("button", { name: "Yes" }).click();
  await page.getByText(`It goes to new.${address} from now on`).waitFor();
  await look("moved");
  await mailTo(address, /has moved/);
  await page.close();
  const clicked = await fetch(home + pathIn(digest.text, "leave"), {
    method: "POST",
    body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
  });
  expect(clicked.status).toBe(200);
}

describe.skipIf(!hasChromium)("a reader in a browser", { timeout: 120_000 }, () => {
  test("signs up, confirms, reads, changes a topic, leaves, comes back, moves, and leaves by one click", async () => {
    const context = await browser.newContext({ timezoneId: "Europe/Berlin", bypassCSP: true });
    await walk(context, "ada@example.org", true);
    await context.close();
  });

  test("does all of it without JavaScript", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
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
  service.child.kill("SIGTERM");
  await service.answer;
  return program.run(args);
}
