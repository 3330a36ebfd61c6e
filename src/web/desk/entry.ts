/** Who may sit at the operator's desk: a link that is used once, a session, and forms that only its own pages post. */
import type { Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { givePage, type Page, type Place } from "../pages/layout.ts";
import type { Seat } from "./look.ts";

export interface EntryDoor {
  lookAtLink(token: string): Promise<"good" | "over" | null>;
  /** What the browser is to keep; null: the link is good for nothing. */
  openSession(token: string): Promise<string | null>;
  findSeat(key: string): Promise<Seat | null>;
  isFormKey(seat: Seat, said: string): boolean;
  leaveDesk(seat: Seat): Promise<void>;
}

export type DeskEnv = { Variables: { seat: Seat; form: FormData } };
export type Desk = Hono<DeskEnv>;

const COOKIE = "paperboy_operator";
const COOKIE_SECONDS = 12 * 60 * 60;
const KEY_MOST = 100;

/** Without a session every path answers as one that is not there. */
export function addEntry(desk: Desk, place: Place, door: EntryDoor): void {
  const secure = place.base?.startsWith("https:") ?? false;
  const cookie = { path: "/operator", httpOnly: true, sameSite: "Strict", secure } as const;
  desk.get("/login/:token", async (c) => {
    const link = await door.lookAtLink(c.req.param("token"));
    if (link === null) return c.notFound();
    return givePage(c, place, link === "good" ? drawDoor(c.req.path) : OVER);
  });
  desk.post("/login/:token", async (c) => {
    if (!isOwn(c)) return givePage(c, place, ELSEWHERE);
    const token = c.req.param("token");
    const key = await door.openSession(token);
    if (key === null) return (await door.lookAtLink(token)) === null ? c.notFound() : givePage(c, place, OVER);
    setCookie(c, COOKIE, key, { ...cookie, maxAge: COOKIE_SECONDS });
    return goTo(c, "/operator");
  });
  desk.use("*", async (c, next) => {
    const key = getCookie(c, COOKIE) ?? "";
    const seat = key === "" || key.length > KEY_MOST ? null : await door.findSeat(key);
    if (seat === null) return c.notFound();
    c.set("seat", seat);
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    if (c.req.method !== "POST") return c.notFound();
    const form = await c.req.formData().catch(() => new FormData());
    if (!isOwn(c) || !door.isFormKey(seat, String(form.get("key") ?? ""))) return givePage(c, place, ELSEWHERE);
    c.set("form", form);
    return next();
  });
  desk.post("/logout", async (c) => {
    await door.leaveDesk(c.get("seat"));
    setCookie(c, COOKIE, "", { ...cookie, maxAge: 0 });
    return givePage(c, place, LEFT);
  });
}

/** Browsers say where a form was posted from; programs say nothing. */
const isOwn = (c: Context): boolean => ["same-origin", "none", undefined].includes(c.req.header("sec-fetch-site"));

/** To a page that may be loaded again: after a search, and after logging in. */
export function goTo(c: Context, path: string): Response {
  c.header("Cache-Control", "no-store");
  c.header("X-Robots-Tag", "noindex");
  return c.redirect(path, 303);
}

const drawDoor = (path: string): Page => ({
  title: "The operator’s desk",
  body: html`<h1>The operator’s desk</h1>
<p>This link is good once. It opens the desk in this browser for 12 hours.</p>
<form method="post" action="${path}"><button>Open the desk</button></form>`,
});

const OVER: Page = {
  title: "This link is over",
  status: 410,
  body: html`<h1>This link is over</h1>
<p>It was used, or is older than a quarter of an hour. Make another: <code>paperboy operator link</code></p>`,
};

const ELSEWHERE: Page = {
  title: "Nothing was done",
  status: 403,
  body: html`<h1>Nothing was done</h1>
<p>That form was not of this session’s own pages. <a href="/operator">Go to the desk</a> and do it there.</p>`,
};

const LEFT: Page = {
  title: "Logged out",
  body: html`<h1>Logged out</h1><p>The session has ended. For another: <code>paperboy operator link</code></p>`,
};
