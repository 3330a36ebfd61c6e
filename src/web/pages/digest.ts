/** A digest on the web, by the link in its mail: its papers with what can be said of them, and those that the mail only counted. */
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { isShown, paperAnchor } from "../../domain/digest/anchor.ts";
import { showDay } from "../../domain/digest/quiet.ts";
import type { FeedbackKind } from "../../domain/subscription/feedback.ts";
import type { DigestPage, PagePaper } from "../../reading/digest-page.ts";
import { givePage, type Markup, type Page, type Place, said as tell, UNKNOWN_LINK } from "./layout.ts";

export interface DigestDoor {
  findDigest(token: string): Promise<DigestPage | null>;
  /** What was done, in a sentence. */
  say(token: string, of: { number: number; paperId: number; kind: FeedbackKind }): Promise<string>;
  preferencesLink(subscriberId: number): string;
}

const KINDS: Record<string, { label: string; done: string }> = {
  more: { label: "More like this", done: "More like this" },
  less: { label: "Less", done: "Less like this" },
  save: { label: "Save", done: "Saved" },
};

export function addDigest(web: Hono, place: Place, door: DigestDoor): void {
  const show = async (c: Context, token: string, says: string | null) => {
    const digest = await door.findDigest(token);
    return givePage(
      c,
      place,
      digest
        ? draw(digest, { says, action: c.req.path, preferences: door.preferencesLink(digest.subscriberId) })
        : UNKNOWN_LINK,
    );
  };
  web.get("/digest/:token", (c) => show(c, c.req.param("token"), null));
  web.post("/digest/:token", async (c) => {
    const form = await c.req.formData().catch(() => new FormData());
    const kind = String(form.get("do") ?? "");
    const [number, paperId] = [readNumber(form.get("number")), readNumber(form.get("paper"))];
    const valid = KINDS[kind] !== undefined && number !== null && paperId !== null;
    const token = c.req.param("token");
    const says = valid
      ? await door.say(token, { number, paperId, kind: kind as FeedbackKind })
      : "That could not be understood; nothing was changed.";
    return show(c, token, says);
  });
}

const readNumber = (value: unknown): number | null => (/^\d{1,15}$/.test(String(value ?? "")) ? Number(value) : null);

interface Frame {
  says: string | null;
  action: string;
  preferences: string;
}

function draw(digest: DigestPage, { says, action, preferences }: Frame): Page {
  return {
    title: `Papers of ${showDay(digest.on)}`,
    body: html`<h1>Papers of ${showDay(digest.on)}</h1>
${tell(says)}
${digest.cause === null ? "" : html`<p>${digest.cause}</p>`}
${digest.sections.filter(isShown).map(({ number, name, papers }, at) => (papers.length === 0 ? "" : html`<h2>${name}</h2>${papers.map((paper, rank) => drawPaper(paper, { number, action, anchor: paperAnchor(at, rank) }))}`))}
${digest.linked.length === 0 ? "" : html`<h2>${digest.linked.length} more that matched</h2><ul>${digest.linked.map(({ title, url }) => html`<li>${url === null ? title : html`<a href="${url}">${title}</a>`}</li>`)}</ul>`}
<p class="muted">What you say re-orders that topic and takes nothing away; it is listed, and undone, in <a href="${preferences}">your preferences</a>.</p>`,
  };
}

function drawPaper(
  paper: PagePaper,
  { number, action, anchor }: { number: number; action: string; anchor: string },
): Markup {
  return html`<article class="paper" id="${anchor}">
<h3>${paper.url === null ? paper.title : html`<a href="${paper.url}">${paper.title}</a>`}</h3>
<p class="muted">${paper.authors}${paper.why === "" ? "" : html` · because <em>${paper.why}</em>`}</p>
<p>${paper.summary}</p>
<form method="post" action="${action}#${anchor}" class="says"><input type="hidden" name="number" value="${number}"><input type="hidden" name="paper" value="${paper.id}">
${Object.entries(KINDS).map(([kind, { label, done }]) => {
  const stands = paper.said.includes(kind as FeedbackKind);
  return html`<button class="plain" name="do" value="${kind}" aria-pressed="${stands ? "true" : "false"}">${stands ? `✓ ${done}` : label}</button> `;
})}
</form>
</article>`;
}
