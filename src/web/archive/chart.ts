/** Bars for counts by day, as SVG without any style of its own: the page's stylesheet colours them. */
import { html } from "hono/html";
import { count, showDay } from "../../render/wording.ts";
import type { Markup } from "../pages/layout.ts";

const WIDTH = 600;
const HEIGHT = 90;
const BAR_LEAST = 2;

/** `noun`: what is counted, in the singular. Read to who cannot see it as its highest and its sum. */
export function drawBars(days: readonly { on: string; value: number }[], noun: string): Markup | "" {
  const most = Math.max(0, ...days.map(({ value }) => value));
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined || most === 0) return "";
  const step = WIDTH / days.length;
  const sum = days.reduce((total, { value }) => total + value, 0);
  const peak = days.find(({ value }) => value === most) as { on: string };
  const said = `${count(sum, noun)} from ${showDay(first.on)} to ${showDay(last.on)}; the most, ${most}, on ${showDay(peak.on)}`;
  return html`<figure class="bars"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${said}">
${days.map(({ on, value }, i) => {
  const height = value === 0 ? 0 : Math.max(BAR_LEAST, Math.round((value / most) * (HEIGHT - 4)));
  return html`<rect x="${(i * step + 1).toFixed(1)}" y="${HEIGHT - height}" width="${Math.max(1, step - 2).toFixed(1)}" height="${height}"><title>${showDay(on)}: ${count(value, noun)}</title></rect>`;
})}
</svg><figcaption class="muted">${said}.</figcaption></figure>`;
}
