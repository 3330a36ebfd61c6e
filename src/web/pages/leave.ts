/** Leaving by a signed link: GET shows one button, POST acts and may be repeated; a mail provider posts it without a page (RFC 8058). */
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { givePage, type Page, type Place } from "./layout.ts";

export interface LeaveDoor {
  /** The subscriber's topics by name; null for a token that is none. */
  findLeaving(token: string): Promise<{ topics: string[] } | null>;
  /** `farewell`: one last letter from which it can be taken back. */
  leave(token: string, farewell: boolean): Promise<void>;
  findLeavingTopic(token: string): Promise<{ name: string; ended: boolean; preferences: string } | null>;
  leaveTopic(token: string): Promise<void>;
}

export interface BackDoor {
  /** What a farewell told; null for a token that is none. */
  findLeft(token: string): Promise<{ topics: string[]; done: boolean; expired: boolean } | null>;
  takeBack(
    token: string,
  ): Promise<{ ok: true; topics: string[]; preferences: string } | { ok: false; message: string }>;
}

const UNKNOWN: Page = {
  title: "This link is not valid",
  status: 404,
  body: html`<h1>This link is not valid</h1>
<p>It may have been cut off. Use the whole link at the foot of any mail, or answer the mail: its operator can end it too.</p>`,
};

const GONE: Page = {
  title: "You will get nothing more",
  body: html`<h1>You will get nothing more</h1>
<p>All your topics have ended, also for what was already on its way to being sent. Should a mail cross this page within the next minute, it is the last.</p>
<p class="muted">Changed your mind? <a href="/">Subscribe again</a> whenever you like.</p>`,
};

export function addLeaving(web: Hono, place: Place, door: LeaveDoor): void {
  web.get("/leave/:token", async (c) => {
    const found = await door.findLeaving(c.req.param("token"));
    if (!found) return givePage(c, place, UNKNOWN);
    if (found.topics.length === 0) return givePage(c, place, GONE);
    return givePage(c, place, askLeaving(c, found.topics));
  });
  // A token that is none is answered alike: who posts it learns nothing, and a provider has nothing to retry.
  web.post("/leave/:token", async (c) => {
    const form = await c.req.formData().catch(() => new FormData());
    await door.leave(c.req.param("token"), form.get("by") === "page");
    return givePage(c, place, GONE);
  });
  web.get("/leave-topic/:token", async (c) => {
    const found = await door.findLeavingTopic(c.req.param("token"));
    if (!found) return givePage(c, place, UNKNOWN);
    return givePage(c, place, found.ended ? tellEnded(found) : askLeavingTopic(c, found.name));
  });
  web.post("/leave-topic/:token", async (c) => {
    const token = c.req.param("token");
    await door.leaveTopic(token);
    return givePage(c, place, tellEnded(await door.findLeavingTopic(token)));
  });
}

/** Taking a leaving back, by the link of the farewell. */
export function addBack(web: Hono, place: Place, door: BackDoor): void {
  web.get("/back/:token", async (c) => {
    const found = await door.findLeft(c.req.param("token"));
    if (!found) return givePage(c, place, UNKNOWN);
    return givePage(c, place, found.expired ? TOO_LATE : askBack(c, found));
  });
  web.post("/back/:token", async (c) => {
    const taken = await door.takeBack(c.req.param("token"));
    return givePage(c, place, taken.ok ? tellBack(taken) : { ...TOO_LATE, status: 410 });
  });
}

const TOO_LATE: Page = {
  title: "This link is too old",
  status: 410,
  body: html`<h1>This link is too old</h1><p>It was good for 30 days. <a href="/">Sign up again</a>: it takes a minute.</p>`,
};

const askBack = (c: Context, { topics, done }: { topics: string[]; done: boolean }): Page => ({
  title: "Take it back",
  body: html`<h1>${done ? "You have taken it back" : "Take your leaving back?"}</h1>
<p>${done ? "These go on:" : "These would go on as before:"}</p>
<ul>${topics.map((topic) => html`<li>${topic}</li>`)}</ul>
${done ? "" : html`<form method="post" action="${c.req.path}"><button>Take it back</button></form>`}`,
});

const tellBack = ({ topics, preferences }: { topics: string[]; preferences: string }): Page => ({
  title: "All is as it was",
  body: html`<h1>All is as it was</h1>
<p>What came in meanwhile is in your next digest:</p>
<ul>${topics.map((topic) => html`<li>${topic}</li>`)}</ul>
<p><a href="${preferences}">Your preferences</a></p>`,
});

const askLeaving = (c: Context, topics: string[]): Page => ({
  title: "Leave",
  body: html`<h1>Leave all topics?</h1>
<p>You follow ${topics.length === 1 ? "one topic" : `${topics.length} topics`}:</p>
<ul>${topics.map((topic) => html`<li>${topic}</li>`)}</ul>
<form method="post" action="${c.req.path}"><input type="hidden" name="by" value="page"><button>Leave all</button></form>`,
});

const askLeavingTopic = (c: Context, name: string): Page => ({
  title: "Leave a topic",
  body: html`<h1>Leave “${name}”?</h1>
<p>Your other topics stay as they are.</p>
<form method="post" action="${c.req.path}"><button>Leave this topic</button></form>`,
});

const tellEnded = (found: { name: string; preferences: string } | null): Page => ({
  title: "This topic has ended",
  body: html`<h1>${found ? html`“${found.name}” has ended` : "This topic has ended"}</h1>
<p>It brings nothing more. ${found ? html`Your other topics are <a href="${found.preferences}">as they were</a>.` : ""}</p>`,
});
