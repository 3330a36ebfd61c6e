/** A Slack message as it roughly looks: the blocks that we make, for whoever looks at the outbox. */
import { html, raw } from "hono/html";
import type { SlackContent } from "../../domain/delivery/channel.ts";
import type { Markup } from "./layout.ts";

interface AnyText {
  type: string;
  text: string | { text: string };
  style?: string;
}
interface AnyBlock {
  type: string;
  text?: AnyText;
  elements?: AnyText[];
}

export const drawSlackMessage = ({ blocks, text }: SlackContent): Markup =>
  blocks.length === 0 ? html`<p>${drawMrkdwn(text)}</p>` : html`${(blocks as AnyBlock[]).map(drawBlock)}`;

function drawBlock({ type, text, elements = [] }: AnyBlock): Markup {
  switch (type) {
    case "header":
      return html`<h3>${textOf(text)}</h3>`;
    case "section":
      return html`<p>${drawMrkdwn(textOf(text))}</p>`;
    case "context":
      return html`<p class="muted">${elements.map((each) => drawMrkdwn(textOf(each)))}</p>`;
    case "actions":
      return html`<p class="slack-buttons">${elements.map((each) => html`<span>${textOf(each)}</span>`)}</p>`;
    default:
      return html`<hr>`;
  }
}

const textOf = (text: AnyText | undefined): string =>
  typeof text?.text === "string" ? text.text : (text?.text.text ?? "");

const TOKEN = /<(https?:\/\/[^|>\s]+)\|([^>]*)>|```\n?([\s\S]*?)\n?```|`([^`\n]+)`|\*([^*\n]+)\*|\n/g;

/** Links, bold, code and line ends, which are what we write; all else is text, with & < > as entities already. */
export function drawMrkdwn(text: string): Markup {
  const parts: Markup[] = [];
  let last = 0;
  for (const found of text.matchAll(TOKEN)) {
    parts.push(html`${raw(text.slice(last, found.index).replace(/[<>]/g, ""))}`);
    parts.push(drawToken(found));
    last = found.index + found[0].length;
  }
  parts.push(html`${raw(text.slice(last).replace(/[<>]/g, ""))}`);
  return html`${parts}`;
}

function drawToken([all, url, label, block, code, bold]: RegExpMatchArray): Markup {
  if (url !== undefined) return html`<a href="${plainOf(url)}">${raw((label ?? "").replace(/[<>]/g, ""))}</a>`;
  if (block !== undefined) return html`<pre>${plainOf(block)}</pre>`;
  if (code !== undefined) return html`<code>${plainOf(code)}</code>`;
  return bold === undefined || all === "\n" ? html`<br>` : html`<strong>${drawMrkdwn(bold)}</strong>`;
}

const plainOf = (text: string): string => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
