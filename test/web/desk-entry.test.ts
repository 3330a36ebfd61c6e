/** Who gets to the operator's desk: a link once, a session for a while, forms of its own pages alone; all others see nothing there. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { endOperators } from "../../src/membership/operators.ts";
import { makeLink, sit } from "../support/desk.ts";
import { makeForgedLink, PATHS } from "../support/desk-paths.ts";
import { NOON } from "../support/listings.ts";
import { openPages, type Pages } from "../support/pages.ts";

describe("the operator's desk", () => {
  let pages: Pages;
  beforeAll(async () => {
    pages = await openPages({ PAPERBOY_URL: "https://papers.example.org" });
  }, 60_000);
  afterAll(() => pages.close());
  beforeEach(() => pages.at(NOON));

  const unknown = async () => (await pages.get("/no-such-page")).text();

  it("gives nothing away without a session: every path answers as one that is not there", async () => {
    const missing = await unknown();
    for (const path of [...PATHS, "/operator/none", "/operator/login", "/operator/login/none"]) {
      for (const cookie of ["", "paperboy_operator=none", `paperboy_operator=${"x".repeat(5_000)}`]) {
        const answer = await pages.get(path, { cookie });
        expect([answer.status, await answer.text()], path).toEqual([404, missing]);
      }
      expect((await pages.post(path, { key: "none" })).status, path).toBe(404);
    }
  });

  it("opens by a link once: looking at it uses nothing up, and a second post finds it over", async () => {
    const link = await makeLink(pages);
    const before = await pages.snapshot();
    const door = await pages.get(link);
    expect(await door.text()).toContain("Open the desk");
    expect(await pages.snapshot()).toBe(before);
    const entered = await pages.post(link);
    expect([entered.status, entered.headers.get("location")]).toEqual([303, "/operator"]);
    const cookie = entered.headers.get("set-cookie") ?? "";
    for (const part of ["HttpOnly", "Secure", "SameSite=Strict", "Path=/operator", "Max-Age=43200"])
      expect(cookie).toContain(part);
    const again = await pages.post(link);
    expect([again.status, again.headers.get("set-cookie")]).toEqual([410, null]);
    expect(await again.text()).toContain("This link is over");
    expect((await pages.get(link)).status).toBe(410);
  });

  it("keeps no key of a session, only its hash", async () => {
    const { cookie } = await sit(pages);
    expect(await pages.snapshot()).not.toContain(cookie.split("=")[1]);
  });

  it("knows no link that is older than a quarter of an hour, nor one that another purpose signed", async () => {
    const link = await makeLink(pages);
    pages.at(NOON.add({ minutes: 15 }));
    expect((await pages.post(link)).status).toBe(410);
    expect((await pages.post(pages.link("preferences", 1).replace("/preferences", "/operator/login"))).status).toBe(
      404,
    );
    expect((await pages.post(makeForgedLink())).status).toBe(404);
  });

  it("is not opened by a form of another site", async () => {
    const link = await makeLink(pages);
    for (const site of ["cross-site", "same-site"])
      expect((await pages.post(link, {}, { "sec-fetch-site": site })).status).toBe(403);
    expect((await pages.post(link, {}, { "sec-fetch-site": "same-origin" })).status).toBe(303);
  });

  it("is kept by no cache and in no index", async () => {
    const operator = await sit(pages);
    for (const path of PATHS) {
      const { headers } = await operator.get(path);
      expect([headers.get("cache-control"), headers.get("x-robots-tag")], path).toEqual(["no-store", "noindex"]);
    }
  });

  it("ends a session after twelve hours, by the button, and by the command line", async () => {
    const [late, leaving] = [await sit(pages), await sit(pages)];
    expect(await (await leaving.post("/operator/logout")).text()).toContain("Logged out");
    expect((await leaving.get("/operator")).status).toBe(404);
    expect((await late.get("/operator")).status).toBe(200);
    const ended = await sit(pages);
    const unused = await makeLink(pages);
    const all = await endOperators(pages.app.database.db, "all", "command line", NOON);
    expect([all.sessions > 1, all.links > 0]).toEqual([true, true]);
    for (const each of [ended, late]) {
      expect((await each.get("/operator")).status).toBe(404);
      expect((await each.post("/operator/logout")).status).toBe(404);
    }
    expect((await pages.post(unused)).headers.get("set-cookie")).toBeNull();
    const last = await sit(pages);
    pages.at(NOON.add({ hours: 12 }));
    expect((await last.get("/operator")).status).toBe(404);
  });

  it("takes no form without the session's key, with another session's, or from another site", async () => {
    const [one, other] = [await sit(pages), await sit(pages)];
    const before = await pages.snapshot();
    const post = (key: Record<string, string>, site: string) =>
      pages.post("/operator/logout", key, { cookie: one.cookie, "sec-fetch-site": site });
    for (const [key, site] of [
      [{}, "same-origin"],
      [{ key: other.key }, "same-origin"],
      [{ key: one.key }, "cross-site"],
      [{ key: one.key }, "same-site"],
    ] as const) {
      const answer = await post(key, site);
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("Nothing was done")]);
    }
    for (const method of ["PUT", "DELETE", "PATCH"])
      expect((await pages.ask("/operator", { method, headers: { cookie: one.cookie } })).status).toBe(404);
    expect(await pages.snapshot()).toBe(before);
    expect((await one.get("/operator")).status).toBe(200);
  });

  it("changes nothing by being looked at", async () => {
    const operator = await sit(pages);
    const before = await pages.snapshot();
    for (const path of PATHS) await operator.get(path);
    expect(await pages.snapshot()).toBe(before);
  });

  it("says first what needs attention: here, that nobody subscribed and nothing was read", async () => {
    const front = await (await sit(pages)).read("/operator");
    expect(front).toContain("nobody has subscribed");
    expect(front).toContain("no day of any source is complete yet");
    expect(front.indexOf("need you")).toBeLessThan(front.indexOf("Latest run"));
    expect(front).toContain("Nothing has run yet.");
  });
});
