/** A reader's own data by the link to the preferences: taken home as JSON, or forgotten. */
import type { Hono } from "hono";
import { html } from "hono/html";
import { givePage, type Markup, type Page, type Place, UNKNOWN_LINK } from "./layout.ts";

export interface OwnDataDoor {
  /** Null for a token that is none, and for who was forgotten; so with `forget`. */
  exportData(token: string): Promise<Record<string, unknown> | null>;
  forget(token: string): Promise<boolean>;
}

const FORGOTTEN: Page = {
  title: "You are forgotten",
  body: html`<h1>You are forgotten</h1>
<p>Your address, your topics and what you said of papers are gone, and you will get nothing more. That something was sent stays counted, not to whom.</p>
<p class="muted">Nobody can sign you up again but you, <a href="/">here</a>.</p>`,
};

export function addOwnData(web: Hono, place: Place, door: OwnDataDoor): void {
  web.get("/preferences/:token/data", async (c) => {
    const data = await door.exportData(c.req.param("token"));
    if (!data) return givePage(c, place, UNKNOWN_LINK);
    c.header("Cache-Control", "no-store");
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Content-Disposition", 'attachment; filename="paperboy.json"');
    return c.json(data);
  });
  web.post("/preferences/:token/forget", async (c) => {
    const token = c.req.param("token");
    const form = await c.req.formData().catch(() => new FormData());
    if (!form.has("sure")) return givePage(c, place, askAgain(token));
    return givePage(c, place, (await door.forget(token)) ? FORGOTTEN : UNKNOWN_LINK);
  });
}

const askAgain = (token: string): Page => ({
  title: "Nothing was forgotten",
  status: 400,
  body: html`<h1>Nothing was forgotten</h1>
<p role="alert">It cannot be taken back, so it needs the tick.</p>
${drawForget(`/preferences/${token}`)}`,
});

/** `preferences`: their path. */
export const drawOwnData = (preferences: string): Markup => html`<h2>Your data</h2>
<p><a href="${preferences}/data">All that is stored of you</a> (JSON)</p>
${drawForget(preferences)}`;

const drawForget = (preferences: string): Markup => html`<form method="post" action="${preferences}/forget">
<label class="check"><input type="checkbox" name="sure" required> Forget me: my address, my topics and what I said</label>
<p></p><button class="plain">Forget me</button>
</form>`;
