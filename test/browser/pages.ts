/** Pages in a real Chromium: where it is, a port to serve them at, and a look at each by axe, in both widths and schemes. */
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { openProgram, type Program, SEEDS } from "../support/program.ts";

const chrome = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** Tests are skipped without it. */
export const hasChromium = existsSync(chrome);
if (!hasChromium)
  console.warn(`Skipped: no Chromium at ${chrome}. Install it (apt-get install chromium) or set CHROMIUM to its path.`);
const out = new URL("../../out/", import.meta.url).pathname;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The morning after the last day of the seeds. */
export const NOW = "2026-05-15T09:00:00Z";

/** A Paperboy that serves its pages, its program for the command line, and a browser. */
export interface Home {
  url: string;
  program: Program;
  browser: Browser;
  /** Ends the service: the embedded database is one process' at a time. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** `prepare`: by the command line, before it serves. */
export async function openHome(
  env: Record<string, string>,
  prepare: (program: Program) => Promise<void>,
): Promise<Home> {
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  const program = await openProgram({ PAPERBOY_URL: url, PAPERBOY_HUGGINGFACE_URL: "http://127.0.0.1:9", ...env });
  await prepare(program);
  const service = program.start(["serve", "--listen", `127.0.0.1:${port}`, "--now", NOW]);
  const browser = await chromium.launch({
    executablePath: chrome,
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  await answering(`${url}/healthz`);
  const stop = async () => {
    service.child.kill("SIGTERM");
    await service.answer;
  };
  const close = async () => {
    await stop();
    await browser.close();
    await program.remove();
  };
  return { url, program, browser, stop, close };
}

/** Takes the seeds' listings in. */
export async function takeSeeds(program: Program): Promise<void> {
  expect((await program.run(["intake", "recorded", `${SEEDS}/listings`, "--now", NOW, "--json"])).code).toBe(0);
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === "object" && address ? address.port : 0;
}

/** Asks until it is up: it is a process of its own, which tells nobody else. */
async function answering(url: string): Promise<void> {
  for (;;) if ((await fetch(url).catch(() => null))?.ok) return;
}

const LOOKS = [390, 1280].flatMap((width) => (["light", "dark"] as const).map((scheme) => [width, scheme] as const));

/** Looked at by axe in both widths and schemes; a picture of each is kept in `out/`. */
export async function inspect(page: Page, name: string): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const [width, scheme] of LOOKS) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: `${out}page-${name}-${width}-${scheme}.png`, fullPage: true });
    expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate<{ violations: { id: string; impact: string }[] }>("axe.run()");
    const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(
      grave.map(({ id }) => id),
      name,
    ).toEqual([]);
  }
}
