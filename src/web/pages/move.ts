/** Moving to another address: asked for on the preferences, done by a button behind the link that the new mailbox got. */
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { givePage, type Markup, type Page, type Place, UNKNOWN_LINK } from "./layout.ts";

export interface MoveDoor {
  /** Null for a token that is none. */
  askToMove(
    token: string,
    address: string,
    client: string,
  ): Promise<{ ok: true; address: string } | { ok: false; message: string } | null>;
  /** Where a link leads; null for one that is none. */
  findMove(token: string): Promise<{ address: string; done: boolean; expired: boolean } | null>;
  move(
    token: string,
  ): Promise<{ ok: true; address: string; preferences: string } | { ok: false; known: boolean; message: string }>;
  /** A keyed hash of who is at the other end. */
  nameClient(c: Context): string;
}

const LONGEST = 400;

export function addMove(web: Hono, place: Place, door: MoveDoor): void {
  web.post("/preferences/:token/move", async (c) => {
    const token = c.req.param("token");
    const form = await c.req.formData().catch(() => new FormData());
    const address = String(form.get("address") ?? "")
      .trim()
      .slice(0, LONGEST);
    const asked = await door.askToMove(token, address, door.nameClient(c));
    if (asked === null) return givePage(c, place, UNKNOWN_LINK);
    return givePage(c, place, asked.ok ? tellAsked(asked.address) : askAgain(token, address, asked.message));
  });
  web.get("/move/:token", async (c) => {
    const found = await door.findMove(c.req.param("token"));
    if (!found) return givePage(c, place, UNKNOWN_LINK);
    return givePage(c, place, found.expired ? EXPIRED : askToConfirm(c, found));
  });
  web.post("/move/:token", async (c) => {
    const moved = await door.move(c.req.param("token"));
    if (moved.ok) return givePage(c, place, tellMoved(moved));
    return givePage(c, place, moved.known ? { ...tellStayed(moved.message), status: 410 } : UNKNOWN_LINK);
  });
}

/** `preferences`: their path. */
export const drawMove = (
  preferences: string,
  address = "",
): Markup => html`<form method="post" action="${preferences}/move">
<fieldset><legend>Another address</legend>
<label for="new-address">Send it to</label>
<input id="new-address" name="address" type="email" required value="${address}" aria-describedby="move-hint">
<p class="hint" id="move-hint">Topics and what you have had move along, once the new mailbox has said yes.</p>
<p></p><button>Send a mail there</button>
</fieldset></form>`;

const askAgain = (token: string, address: string, message: string): Page => ({
  title: "Nothing was changed",
  status: 400,
  body: html`<h1>Nothing was changed</h1>
<p class="said wrong" role="alert">${message}</p>
${drawMove(`/preferences/${token}`, address)}`,
});

const tellAsked = (address: string): Page => ({
  title: "Check your mail there",
  body: html`<h1>Check your mail there</h1>
<p>If ${address} can be written to, a mail is on its way to it. Press the button it links to, and your digest moves; until then all stays as it is.</p>`,
});

const EXPIRED: Page = {
  title: "This link is too old",
  status: 410,
  body: html`<h1>This link is too old</h1><p>All stays as it is. Ask for a new one on <a href="/preferences">your preferences</a>.</p>`,
};

const askToConfirm = (c: Context, { address, done }: { address: string; done: boolean }): Page => ({
  title: "Your new address",
  body: html`<h1>${done ? "Your digest goes there already" : "Send your digest there?"}</h1>
<p>To ${address}, with all topics and settings.</p>
${done ? "" : html`<form method="post" action="${c.req.path}"><button>Yes, send it there</button></form>`}`,
});

const tellMoved = ({ address, preferences }: { address: string; preferences: string }): Page => ({
  title: "Your digest has moved",
  body: html`<h1>Your digest has moved</h1>
<p>It goes to ${address} from now on. <a href="${preferences}">Your preferences</a> are as they were.</p>`,
});

const tellStayed = (message: string): Page => ({
  title: "Your digest stays where it is",
  body: html`<h1>Your digest stays where it is</h1><p>${message}</p>`,
});
