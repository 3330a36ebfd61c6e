/** The link to one's preferences by mail, for who has no digest at hand: the page that asks for an address. */
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { givePage, type Page, type Place } from "./layout.ts";

export interface OwnLinkDoor {
  askForLink(address: string, client: string): Promise<{ ok: true } | { ok: false; message: string }>;
  /** A keyed hash of who is at the other end. */
  nameClient(c: Context): string;
}

const LONGEST = 400;

export function addOwnLink(web: Hono, place: Place, door: OwnLinkDoor): void {
  web.get("/preferences", (c) => givePage(c, place, drawForm("", null)));
  web.post("/preferences", async (c) => {
    const form = await c.req.formData().catch(() => new FormData());
    const address = String(form.get("address") ?? "").trim();
    if (c.req.header("sec-fetch-site") === "cross-site")
      return givePage(c, place, drawForm("", "That was sent by a page of another site. Ask for it here."));
    const asked = await door.askForLink(address.slice(0, LONGEST), door.nameClient(c));
    return givePage(c, place, asked.ok ? CHECK_MAIL : drawForm(address.slice(0, LONGEST), asked.message));
  });
}

/** The same whether the address is known, unknown, or was asked for too often. */
const CHECK_MAIL: Page = {
  title: "Check your mail",
  body: html`<h1>Check your mail</h1>
<p>If a digest goes to this address, the link to its preferences is on its way there.</p>
<p class="muted">Nothing within a few minutes? Then none goes to it: <a href="/">sign up</a>, or <a href="/preferences">try another address</a>. An address gets the link three times a day at most.</p>`,
};

const drawForm = (address: string, error: string | null): Page => ({
  title: "Your preferences by mail",
  status: error === null ? 200 : 400,
  body: html`<h1>Your preferences by mail</h1>
<p>Topics, hour, pauses and leaving are behind a link of your own, at the foot of every digest. Without one at hand, have it sent.</p>
${error === null ? "" : html`<p class="said wrong" role="alert">${error}</p>`}
<form method="post" action="/preferences">
<label for="address">Your mail address</label>
<input id="address" name="address" type="email" autocomplete="email" required value="${address}">
<p></p><button>Send me the link</button>
</form>`,
});
