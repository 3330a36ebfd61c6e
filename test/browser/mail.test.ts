/** The digest mail in a real browser: phone and desk, light and dark; contrast, headings, touch targets, no scroll sideways. */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { joinPieces } from "../../src/domain/delivery/pieces.ts";
import { createLetterRenderer } from "../../src/render/letter.ts";
import { createMailRenderer } from "../../src/render/mail.ts";
import { LETTERS } from "../render/letters.ts";
import { aMorning } from "../render/morning.ts";
import { aQuietDay, LINKED } from "../render/views.ts";

const chrome = process.env.CHROMIUM ?? "/usr/bin/chromium";
const found = existsSync(chrome);
if (!found)
  console.warn(`Skipped: no Chromium at ${chrome}. Install it (apt-get install chromium) or set CHROMIUM to its path.`);
const out = new URL("../../out/", import.meta.url).pathname;
const flags =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

let browser: Browser;
const MAILS = ["digest", "quiet", "confirm", "link", "move", "moved", "farewell"] as const;
let html: Record<(typeof MAILS)[number], string>;
beforeAll(async () => {
  if (!found) return;
  const renderer = await createMailRenderer();
  const render = await createLetterRenderer();
  html = {
    digest: joinPieces(renderer.renderMail({ ...aMorning, ...LINKED }).html),
    quiet: joinPieces(renderer.renderMail({ ...aQuietDay, ...LINKED }).html),
    confirm: joinPieces(render(LETTERS.confirm).html),
    link: joinPieces(render(LETTERS.link).html),
    move: joinPieces(render(LETTERS.move).html),
    moved: joinPieces(render(LETTERS.moved).html),
    farewell: joinPieces(render(LETTERS.farewell).html),
  };
  browser = await chromium.launch({ executablePath: chrome, args: flags.split(" ") });
  await mkdir(out, { recursive: true });
});
afterAll(() => browser?.close());

const cases = [390, 1280].flatMap((width) =>
  (["light", "dark"] as const).flatMap((scheme) => MAILS.map((mail) => ({ width, scheme, mail }))),
);

describe.skipIf(!found)("the mail in a browser", () => {
  test.each(cases)("$mail at $width px in $scheme is readable", async ({ width, scheme, mail }) => {
    const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme: scheme });
    try {
      await page.setContent(html[mail]);
      await page.screenshot({ path: `${out}mail-${mail}-${width}-${scheme}.png` });
      expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      expect(await headings(page)).toMatch(HEADINGS[mail]);
      const poor = (await contrasts(page)).filter(({ ratio }) => ratio < 4.5);
      expect(poor).toEqual([]);
      expect(await smallTargets(page)).toEqual([]);
      expect(await axeFindings(page)).toEqual([]);
      const paper = await page.evaluate<string>(
        "getComputedStyle(document.querySelector('[role=article]')).backgroundColor",
      );
      expect(paper).toBe(scheme === "dark" ? "rgb(22, 23, 26)" : "rgb(251, 250, 247)");
    } finally {
      await page.close();
    }
  });
});

const LETTER = /^12$/;
const HEADINGS = {
  digest: /^1(?:23+)+$/,
  quiet: /^1$/,
  confirm: LETTER,
  link: LETTER,
  move: LETTER,
  moved: LETTER,
  farewell: LETTER,
};

/** Serious and critical findings of axe-core, each with where it is. */
async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 200))))`);
}

/** Levels of all headings in order: `12333233`. */
function headings(page: Page): Promise<string> {
  return page.evaluate<string>("[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => h.tagName[1]).join('')");
}

/** Links smaller than 44 by 44 px, but for the last pixel of rounding. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll("a")]
    .map((a) => ({ text: a.textContent, box: a.getBoundingClientRect() }))
    .filter(({ box }) => box.width < 43.5 || box.height < 43.5)
    .map(({ text, box }) => text + " " + box.width + "x" + box.height)`);
}

/** WCAG 2.2 contrast of every visible text against the nearest painted background behind it. */
function contrasts(page: Page): Promise<{ text: string; ratio: number }[]> {
  return page.evaluate<{ text: string; ratio: number }[]>(`(() => {
    const parse = (color) => color.match(/[\\d.]+/g).map(Number);
    const channel = (c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const behind = (element) => {
      for (let e = element; e; e = e.parentElement) {
        const color = parse(getComputedStyle(e).backgroundColor);
        if (color[3] !== 0) return color;
      }
      return [255, 255, 255];
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || element.getClientRects().length === 0) continue;
      const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))];
      found.push({ text: walker.currentNode.data.trim().slice(0, 40), ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) });
    }
    return found;
  })()`);
}
