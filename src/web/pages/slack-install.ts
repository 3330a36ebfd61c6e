/** Installing the app in a Slack workspace: a page that says what it asks for, the way to Slack, and the way back. */
import type { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { givePage, type Page, type Place } from "./layout.ts";

export interface SlackInstallDoor {
  /** `key`: of a link that the operator made; without one, where anybody may install. */
  mayInstall(key: string): boolean;
  /** Slack's page, and what has to come back from there. */
  begin(): { url: string; state: string };
  finish(back: { code: string; state: string; cookie: string; error: string }): Promise<Installed>;
}

export type Installed =
  | { ok: true; workspace: string; openUrl: string; resumed: number }
  | { ok: false; why: "cancelled" | "state" | "organisation" | "refused" | "unreachable" };

const STATE_COOKIE = "paperboy_slack_state";
const COOKIE_SECONDS = 15 * 60;
const LONGEST = 500;

export function addSlackInstall(web: Hono, place: Place, door: SlackInstallDoor): void {
  const keyOf = (text: string | undefined) => (text ?? "").slice(0, LONGEST);
  web.get("/slack/install", (c) => {
    const key = keyOf(c.req.query("key"));
    return givePage(c, place, door.mayInstall(key) ? drawInvitation(place, key) : CLOSED);
  });
  web.get("/slack/install/begin", (c) => {
    const key = keyOf(c.req.query("key"));
    if (!door.mayInstall(key)) return givePage(c, place, CLOSED);
    const { url, state } = door.begin();
    const secure = place.base?.startsWith("https:") ?? false;
    // Lax: Slack's page leads back by a link, and no other site's form or picture brings it along.
    setCookie(c, STATE_COOKIE, `${state}~${key}`, {
      ...{ path: "/slack", httpOnly: true, sameSite: "Lax", secure, maxAge: COOKIE_SECONDS },
    });
    c.header("Cache-Control", "no-store");
    c.header("Referrer-Policy", "no-referrer");
    return c.redirect(url, 302);
  });
  web.get("/slack/oauth_redirect", async (c) => {
    const asked = (name: string) => keyOf(c.req.query(name));
    const [cookie = "", key = ""] = (getCookie(c, STATE_COOKIE) ?? "").split("~");
    setCookie(c, STATE_COOKIE, "", { path: "/slack", httpOnly: true, sameSite: "Lax", maxAge: 0 }); // good once
    const back = { code: asked("code"), state: asked("state"), cookie, error: asked("error") };
    const installed = await door.finish(back);
    return givePage(c, place, installed.ok ? drawInstalled(place, installed) : drawFailed(installed.why, key));
  });
}

const drawInvitation = ({ name }: Place, key: string): Page => ({
  title: "Add it to Slack",
  body: html`<h1>Add ${name} to your Slack workspace</h1>
<p>Each conversation gets the day’s papers on the topics it follows: one message, the papers in its thread, and never one twice.</p>
<p><a class="button" href="/slack/install/begin${drawKey(key)}">Add to Slack</a></p>
<p class="muted">Slack shows what the app may do before you agree: post messages, answer <code>/papers</code>, read what is written to it directly, and people’s time zones. It does not read your conversations.</p>`,
});

const CLOSED: Page = {
  title: "Workspaces come by invitation",
  status: 403,
  body: html`<h1>Workspaces come by invitation</h1>
<p>Ask who runs this site for a link to install the app in your workspace. A link is good for a week: yours may be older, or cut off.</p>`,
};

const drawInstalled = ({ name }: Place, { workspace, openUrl, resumed }: Extract<Installed, { ok: true }>): Page => ({
  title: "It is in your workspace",
  body: html`<h1>${name} is in ${workspace}</h1>
${resumed === 0 ? "" : html`<p>It was there before: ${resumed === 1 ? "the conversation that followed topics gets its digests" : `the ${resumed} conversations that followed topics get their digests`} again.</p>`}
<p>Next, type this in any conversation:</p>
<p><code>/papers subscribe mixture of experts</code></p>
<p>Private channels also need <code>/invite @Paperboy</code> once. <code>/papers help</code> shows all there is.</p>
<p><a class="button" href="${openUrl}">Open Slack</a></p>`,
});

/** By the link that it was begun by, where there was one. */
function drawFailed(why: Extract<Installed, { ok: false }>["why"], key: string): Page {
  const { title, status, says } = FAILED[why];
  return {
    title,
    status,
    body: html`<h1>${title}</h1><p>${says}</p><p><a class="button" href="/slack/install${drawKey(key)}">Try again</a></p>`,
  };
}

const drawKey = (key: string) => (key === "" ? "" : html`?key=${encodeURIComponent(key)}`);

const FAILED: Record<
  Extract<Installed, { ok: false }>["why"],
  { title: string; status: 200 | 400 | 503; says: string }
> = {
  cancelled: {
    title: "Nothing was installed",
    status: 200,
    says: "You said no on Slack’s page, so your workspace is as it was.",
  },
  state: {
    title: "This installation was not begun here",
    status: 400,
    says: "It took longer than a quarter of an hour, was finished before, or began in another browser. Nothing was installed.",
  },
  organisation: {
    title: "Choose one workspace",
    status: 400,
    says: "This app is installed in single workspaces, not in a whole organisation. What Slack granted was given back. On Slack’s page choose one workspace at the top.",
  },
  refused: {
    title: "Slack did not finish the installation",
    status: 400,
    says: "Its answer says that this attempt is over; the log of who runs this site says why. Nothing was installed.",
  },
  unreachable: {
    title: "Slack could not be asked",
    status: 503,
    says: "Nothing was installed. Wait a minute, then begin again.",
  },
};
