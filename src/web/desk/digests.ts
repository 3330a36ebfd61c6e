/** A reader's digest of any date at the desk: as it was frozen, or as it would be now; the mail in a sandbox, Slack as it roughly looks. */
import { html } from "hono/html";
import type { SlackContent } from "../../domain/delivery/channel.ts";
import { showAddress } from "../../domain/subscription/address.ts";
import { count, showDay } from "../../render/wording.ts";
import { givePage, type Markup, type Page, type Place } from "../pages/layout.ts";
import { drawSlackMessage } from "../pages/slack-look.ts";
import type { Desk } from "./entry.ts";
import { drawDesk, drawTable, readDay, readNumber, type Seat } from "./look.ts";

/** A digest as its reader sees it. */
export interface RenderedDigest {
  reader: { id: number; channel: "email" | "slack"; address: string };
  /** What was made that day is not kept any more: nobody can tell. */
  forgotten: boolean;
  /** `now`: it was not made yet; null: nothing is due that day. */
  found: {
    as: "sent" | "now";
    subject: string;
    cause: string | null;
    sections: {
      name: string;
      papers: { id: number; title: string; why: string }[];
      more: number;
      weak: number;
      hidden: number;
    }[];
    /** Null: it goes to Slack. */
    mail: { html: string; text: string } | null;
    thread: SlackContent[];
  } | null;
}

export interface DigestsDoor {
  /** Null: there is no such reader. */
  renderDigest(id: number, on: string): Promise<RenderedDigest | null>;
}

/** Of a mail: nothing runs and nothing is posted. */
const MAIL_HEADERS = {
  "Content-Security-Policy":
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "X-Robots-Tag": "noindex",
  "Cache-Control": "no-store",
};

export function addDigests(desk: Desk, place: Place, door: DigestsDoor): void {
  desk.get("/readers/:id/digest", async (c) => {
    const [id, on] = [readNumber(c.req.param("id")), readDay(c.req.query("on"))];
    const rendered = id === null || on === null ? null : await door.renderDigest(id, on);
    if (rendered === null || on === null) return c.notFound();
    return givePage(c, place, drawDigest(c.get("seat"), on, rendered));
  });
  desk.get("/readers/:id/digest/mail", async (c) => {
    const [id, on] = [readNumber(c.req.param("id")), readDay(c.req.query("on"))];
    const mail = id === null || on === null ? null : (await door.renderDigest(id, on))?.found?.mail;
    return mail
      ? c.body(mail.html, 200, { "content-type": "text/html; charset=utf-8", ...MAIL_HEADERS })
      : c.notFound();
  });
}

function drawDigest(seat: Seat, on: string, { reader, forgotten, found }: RenderedDigest): Page {
  const whose = html`<a href="/operator/readers/${reader.id}?on=${on}">${showAddress(reader.channel, reader.address)}</a>`;
  return drawDesk(seat, {
    title: `Digest of ${showDay(on)}`,
    here: "/readers",
    body:
      found === null
        ? html`<p>${
            forgotten
              ? html`What ${whose} had on ${on} is not kept any more (<code>PAPERBOY_KEEP_HISTORY</code>).`
              : html`${whose} has none of ${on}, and gets none as it is now: left, paused, not to be written to, or no topic is due that day.`
          }</p>`
        : html`<p>For ${whose}. ${
            found.as === "sent"
              ? "From what was frozen when it was made."
              : html`<strong>It was not made yet</strong>: this is what a run would make now. Nothing was changed.`
          }</p>
<p>Subject: ${found.subject}</p>
${found.cause === null ? "" : html`<p>A quiet day: ${found.cause}</p>`}
${found.sections.map(drawSection)}
${found.mail === null ? drawThread(found.thread) : drawMail(reader.id, on, found.mail)}`,
  });
}

const drawSection = ({
  name,
  papers,
  more,
  weak,
  hidden,
}: NonNullable<RenderedDigest["found"]>["sections"][number]): Markup => {
  const left = [
    [more, "over the cap"],
    [weak, "below the threshold"],
    [hidden, "hidden by the reader"],
  ].filter(([n]) => Number(n) > 0);
  return html`<h2>${name}</h2>
${
  papers.length === 0
    ? html`<p>No paper.</p>`
    : drawTable(
        `Papers of ${name}`,
        [{ name: "Paper", says: true }, "Because"],
        papers.map(({ id, title, why }) => [html`<a href="/paper/p${id}">${title}</a>`, why]),
      )
}
${left.length === 0 ? "" : html`<p class="muted">Left out: ${left.map(([n, why]) => `${n} ${why}`).join(", ")}.</p>`}`;
};

const drawMail = (id: number, on: string, { text }: { text: string }): Markup => html`<h2>The mail</h2>
<p><a class="button" href="/operator/readers/${id}/digest/mail?on=${on}">Look at it</a></p>
<p class="muted">It opens on a page of its own. Its links look like the reader’s and open nothing: theirs are theirs alone.</p>
<details><summary>As plain text</summary><pre tabindex="0">${text}</pre></details>`;

const drawThread = (thread: SlackContent[]): Markup => html`<h2>The thread, ${count(thread.length, "message")}</h2>
${thread.map((part, i) => html`<section class="slack${i === 0 ? "" : " reply"}" aria-label="${i === 0 ? "The message" : `Reply ${i}`}">${drawSlackMessage(part)}</section>`)}`;
