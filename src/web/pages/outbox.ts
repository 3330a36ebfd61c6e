/** The outbox in a browser on this machine: what would have gone out, until mail and Slack are configured. */
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import type { OutboxMessage, OutboxReader } from "../../channels/outbox-reader.ts";
import { givePage, type Page, type Place } from "./layout.ts";
import { drawSlackMessage } from "./slack-look.ts";

const LISTED = 100;
/** Of a mail: no script, no form, no frame of another site, and nothing of ours in its reach. */
const MAIL_HEADERS = {
  "Content-Security-Policy":
    "sandbox allow-popups; default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

export function addOutbox(web: Hono, place: Place, outbox: OutboxReader): void {
  web.use("/outbox", onlyHere(place));
  web.use("/outbox/*", onlyHere(place));
  web.get("/outbox", async (c) => givePage(c, place, drawList(await outbox.list(LISTED))));
  web.get("/outbox/mail/:name", async (c) => {
    const mail = await outbox.readMail(c.req.param("name"));
    return mail === null
      ? givePage(c, place, GONE)
      : c.body(mail, 200, { "content-type": "text/html; charset=utf-8", ...MAIL_HEADERS });
  });
  web.get("/outbox/slack/:name", async (c) => {
    const found = await outbox.readSlack(c.req.param("name"));
    return givePage(c, place, found === null ? GONE : drawThread(found));
  });
}

/** Messages hold everybody's links: they are shown to a browser of this machine that asked for it by its own name, not for another site. */
const onlyHere =
  (place: Place) =>
  async (c: Context, next: () => Promise<void>): Promise<Response | undefined> => {
    const near = /^(::1|(::ffff:)?127\.)/.test(getConnInfo(c).remote.address ?? "");
    const named = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(c.req.header("host") ?? "");
    const passedOn = c.req.header("x-forwarded-for") !== undefined || c.req.header("forwarded") !== undefined;
    if (!near || !named || passedOn) return givePage(c, place, ELSEWHERE);
    await next();
    return undefined;
  };

const ELSEWHERE: Page = {
  title: "Nothing is here",
  status: 404,
  body: html`<h1>Nothing is here</h1><p>What has not gone out yet is shown to a browser on the machine itself, at its own address.</p>`,
};
const GONE: Page = {
  title: "That message is not here",
  status: 404,
  body: html`<h1>That message is not here</h1><p><a href="/outbox">All that the outbox holds</a></p>`,
};

const drawList = ({ messages, count }: { messages: OutboxMessage[]; count: number }): Page => ({
  title: "Outbox",
  body: html`<h1>Outbox</h1>
<p>What goes to nobody: mails while <code>SMTP_URL</code> is not set, or does not reach their address, and Slack messages without a token. Set them, and what is made from then on goes out.</p>
${
  count === 0
    ? html`<p>It is empty. Subscribe somebody on the <a href="/">front page</a>, or by <code>paperboy subscribe</code>; a digest is made at its hour, or now by <code>paperboy run</code>.</p>`
    : html`<p class="muted">${count === 1 ? "1 message" : `${count} messages`}${count > messages.length ? `, the latest ${messages.length}` : ""}</p>
<ul class="outbox">${messages.map(drawLine)}</ul>`
}`,
});

function drawLine({ kind, name, writtenAt }: OutboxMessage) {
  const [, on = "", to = name] = /^(\d{4}-\d{2}-\d{2})-(.+)$/.exec(name) ?? [];
  return html`<li><a href="/outbox/${kind}/${encodeURIComponent(name)}">${to}</a> <span class="muted">${kind === "mail" ? "mail" : "Slack"} of ${on}, written ${writtenAt.toString({ smallestUnit: "minute" }).replace("T", " ").replace("Z", "")} UTC</span></li>`;
}

const drawThread = ({
  conversation,
  on,
  parts,
}: NonNullable<Awaited<ReturnType<OutboxReader["readSlack"]>>>): Page => ({
  title: `Slack, ${conversation}, ${on}`,
  body: html`<h1>${conversation}</h1>
<p class="muted">The digest of ${on}, about as Slack shows it: the message, and the thread below it. <a href="/outbox">All that the outbox holds</a></p>
${parts.map((part, i) => html`<section class="slack${i === 0 ? "" : " reply"}" aria-label="${i === 0 ? "The message" : `Reply ${i}`}">${drawSlackMessage(part)}</section>`)}`,
});
