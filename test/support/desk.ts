/** An operator at the desk, in tests of pages: with a session, and the key that its forms carry. */
import { makeOperatorLink } from "../../src/membership/operators.ts";
import { runDigests } from "../../src/pipeline/run.ts";
import { type Pages, SECRET } from "./pages.ts";

export interface Seated {
  cookie: string;
  key: string;
  get(path: string): Promise<Response>;
  /** The page's text; fails where it is not there. */
  read(path: string): Promise<string>;
  /** As a browser posts a form of the desk. */
  post(path: string, form?: Record<string, string>): Promise<Response>;
  /** Posts, and gives the text of the page that follows. */
  act(path: string, form?: Record<string, string>): Promise<string>;
}

export async function makeLink(pages: Pages, label = "Ada"): Promise<string> {
  const { db } = pages.app.database;
  return `/operator/login/${(await makeOperatorLink(db, SECRET, label, pages.app.clock.now())).token}`;
}

export async function sit(pages: Pages, label = "Ada"): Promise<Seated> {
  const entered = await pages.post(await makeLink(pages, label));
  const cookie = (entered.headers.get("set-cookie") ?? "").split(";")[0] as string;
  const get = (path: string) => pages.get(path, { cookie });
  const key = /name="key" value="([^"]+)"/.exec(await (await get("/operator")).text())?.[1] ?? "none";
  const post = (path: string, form: Record<string, string> = {}) =>
    pages.post(path, { key, ...form }, { cookie, "sec-fetch-site": "same-origin" });
  async function read(path: string) {
    const response = await get(path);
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    return response.text();
  }
  return {
    cookie,
    key,
    get,
    post,
    read,
    async act(path, form = {}) {
      const response = await post(path, form);
      return response.status === 303 ? read(response.headers.get("location") as string) : response.text();
    },
  };
}

/** Makes the digests of a date and hands them to the outbox, as `paperboy run` does. */
export async function runDay(pages: Pages, on: string): Promise<void> {
  const { database, orderDelivery } = pages.app;
  await runDigests(database.db, { ...(await orderDelivery()), on, living: database.living, closeStopped: true });
}
