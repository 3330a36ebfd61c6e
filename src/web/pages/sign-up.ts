/** Signing up: a form that asks, a page that says to check the mail, and a link whose button confirms. */
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import type { TypedTopic } from "../../reading/backtest.ts";
import { plainText } from "../../render/escape.ts";
import { givePage, givePublic, type Page, type Place } from "./layout.ts";
import { type Asking, drawFront, type Listed } from "./sign-up-page.ts";

export interface SignUpDoor {
  /** Whether one may sign up, by the token of an invitation or with none (""); `says` stands on the page. */
  tellPolicy(invite: string): Promise<{ open: boolean; says: string | null }>;
  listCatalogue(): Promise<Listed[]>;
  tryTyped(query: string): Promise<TypedTopic>;
  /** `warning` is said beside the answer, which is the same whoever the address is of. */
  ask(
    asking: Asking,
    client: string,
  ): Promise<{ ok: true; warning: string | null } | { ok: false; status: 400 | 403 | 429; message: string }>;
  /** What a link would confirm; null for one that is none. */
  findAsked(token: string): Promise<{ topics: string[]; when: string; confirmed: boolean; expired: boolean } | null>;
  confirm(token: string): Promise<{ ok: true; topics: string[]; preferences: string } | { ok: false; message: string }>;
  /** A keyed hash of who is at the other end. */
  nameClient(c: Context): string;
}

export function addSignUp(web: Hono, place: Place, door: SignUpDoor): void {
  const draw = async (asking: Asking, more: Partial<Parameters<typeof drawFront>[1]>) => {
    const frame = {
      catalogue: await door.listCatalogue(),
      policy: await door.tellPolicy(asking.invite),
      error: null,
      tried: null,
    };
    return drawFront(asking, { ...frame, ...more });
  };
  const front = async (
    c: Context,
    asking: Asking,
    more: Partial<Parameters<typeof drawFront>[1]> = {},
    status: Page["status"] = 200,
  ) => givePage(c, place, { ...(await draw(asking, more)), status });
  // A search or a topic of the archive may lead here.
  web.get("/", async (c) => {
    const topic = plainText((c.req.query("topic") ?? "").slice(0, 2_000));
    const slugs = c.req.queries("slug")?.slice(0, 100) ?? [];
    const invite = (c.req.query("invite") ?? "").slice(0, INVITE_MOST);
    if (invite !== "") return front(c, { ...EMPTY, topic, slugs, invite }); // nobody else's, and not to be kept
    const feeds = [{ title: "New papers", path: "/feeds/all.atom" }];
    return givePublic(c, place, await draw({ ...EMPTY, topic, slugs }, {}), { path: "/", feeds });
  });
  web.post("/sign-up", async (c) => {
    if (c.req.header("sec-fetch-site") === "cross-site") return givePage(c, place, ELSEWHERE);
    const form = await c.req.formData().catch(() => new FormData());
    const asking = readAsking(form);
    if (form.get("do") === "try")
      return front(c, asking, { tried: asking.topic === "" ? null : await door.tryTyped(asking.topic) });
    const asked = await door.ask(asking, door.nameClient(c));
    if (asked.ok) return givePage(c, place, askToCheckMail(asking, asked.warning));
    return front(c, asking, { error: asked.message }, asked.status);
  });
  web.get("/confirm/:token", async (c) => {
    const asked = await door.findAsked(c.req.param("token"));
    if (!asked) return givePage(c, place, UNKNOWN);
    if (asked.expired) return givePage(c, place, EXPIRED);
    return givePage(c, place, askToConfirm(c, asked));
  });
  web.post("/confirm/:token", async (c) => {
    const confirmed = await door.confirm(c.req.param("token"));
    if (confirmed.ok) return givePage(c, place, tellConfirmed(confirmed));
    return givePage(c, place, {
      title: "Not confirmed",
      status: 410,
      body: html`<h1>Not confirmed</h1><p>${confirmed.message}</p><p><a href="/">Sign up</a></p>`,
    });
  });
}

const EMPTY: Asking = { address: "", topic: "", slugs: [], zone: "UTC", at: "08:00", cadence: "daily", invite: "" };
/** A token is shorter; what is longer is none. */
const INVITE_MOST = 100;

function readAsking(form: FormData): Asking {
  const text = (name: string, most: number): string =>
    String(form.get(name) ?? "")
      .trim()
      .slice(0, most);
  return {
    address: text("address", 400),
    topic: text("topic", 2_000),
    slugs: form.getAll("slug").map(String).slice(0, 100),
    zone: text("zone", 60) || EMPTY.zone,
    at: text("at", 10) || EMPTY.at,
    cadence: text("cadence", 20) || EMPTY.cadence,
    invite: text("invite", INVITE_MOST),
  };
}

/** The same whether the address is known, new, or not to be written to. */
const askToCheckMail = ({ invite }: Asking, warning: string | null): Page => ({
  title: "Check your mail",
  body: html`<h1>Check your mail</h1>
<p>If this address can be written to, a mail is on its way to it. Press the button it links to, and it starts; without that, nothing comes.</p>
${warning === null ? "" : html`<p class="said">${warning}</p>`}
<p class="muted">No mail within a few minutes? Look among the unwanted ones, then <a href="${invite === "" ? "/" : `/?invite=${encodeURIComponent(invite)}`}">try again</a>.</p>`,
});
const UNKNOWN: Page = {
  title: "This link is not valid",
  status: 404,
  body: html`<h1>This link is not valid</h1><p>It may have been cut off. Use the whole link of the mail, or <a href="/">sign up again</a>.</p>`,
};
const EXPIRED: Page = {
  title: "This link is too old",
  status: 410,
  body: html`<h1>This link is too old</h1><p>It was good for two days. <a href="/">Sign up again</a>: it takes a minute.</p>`,
};
const ELSEWHERE: Page = {
  title: "Sign up here",
  status: 400,
  body: html`<h1>Sign up here</h1><p>That was sent by a page of another site. <a href="/">Sign up on this one</a>.</p>`,
};

const askToConfirm = (
  c: Context,
  { topics, when, confirmed }: { topics: string[]; when: string; confirmed: boolean },
): Page => ({
  title: "Confirm",
  body: html`<h1>${confirmed ? "This is confirmed already" : "Start your digest?"}</h1>
<p>${when}, on:</p>
<ul>${topics.map((topic) => html`<li>${topic}</li>`)}</ul>
${confirmed ? "" : html`<form method="post" action="${c.req.path}"><button>Yes, send them to me</button></form>`}`,
});

const tellConfirmed = ({ topics, preferences }: { topics: string[]; preferences: string }): Page => ({
  title: "You are subscribed",
  body: html`<h1>You are subscribed</h1>
<p>Your first digest is made right now, of the last day's papers, if any match:</p>
<ul>${topics.map((topic) => html`<li>${topic}</li>`)}</ul>
<p><a href="${preferences}">Your preferences</a> have the hour, pauses and more. The same link stands at the foot of every mail.</p>`,
});
