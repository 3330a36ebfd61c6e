/** Draws a reader's keys of the API: one that was just made is shown this once. */
import { html } from "hono/html";
import type { Reader } from "../../reading/reader.ts";
import { showFullDay } from "../../render/wording.ts";
import type { Markup } from "./layout.ts";

/** `action`: where the forms are posted. */
export const drawApiKeys = (keys: Reader["keys"], made: string | null, action: string): Markup => html`<h2>API keys</h2>
<p class="hint">For programs of your own: whoever has a key can read your topics and digests, and change nothing. <a href="/api">What the API gives</a></p>
${made === null ? "" : html`<p class="said" role="status">Your new key, shown this once: <code>${made}</code></p>`}
${keys.map(
  ({ id, made_on }) => html`<form method="post" action="${action}" class="row">
<span>Key ${id} <span class="muted">made ${showFullDay(made_on)}</span></span>
<input type="hidden" name="id" value="${id}"><button class="plain" name="do" value="revoke-key" aria-label="Revoke key ${id}">Revoke</button>
</form>`,
)}
<form method="post" action="${action}"><p></p><button class="plain" name="do" value="make-key">Make an API key</button></form>`;
