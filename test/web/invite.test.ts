/** Signing up by invitation: the link's token goes through the form, and whoever has none is told so and leaves no trace. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeToken } from "../../src/domain/consent/token.ts";
import { invite, revoke } from "../../src/membership/invitations.ts";
import { NOON } from "../support/listings.ts";
import { openPages, type Pages, SECRET } from "../support/pages.ts";

const FORM = { do: "sign-up", address: "ada@example.org", zone: "UTC", at: "07:00", cadence: "daily" };
const tokenOf = (id: number) => makeToken(SECRET, "invite", id);
const cut = (token: string) => token.slice(0, -1);

describe("the front page where SIGNUP is invite", { timeout: 60_000 }, () => {
  let pages: Pages;
  const db = () => pages.app.database.db;
  const front = async (invite?: string) =>
    (await pages.get(invite === undefined ? "/" : `/?invite=${encodeURIComponent(invite)}`)).text();
  const inviteFor = async (uses: number) => (await invite(db(), { uses, days: 14, note: "" }, NOON)).id;
  const nextSignup = async () =>
    (await db().selectFrom("signup").select("id").orderBy("id", "desc").executeTakeFirstOrThrow()).id;

  beforeAll(async () => {
    pages = await openPages({
      PAPERBOY_URL: "https://papers.example.org",
      SIGNUP: "invite",
      PAPERBOY_OPERATOR: "Ada <ada@lab.example.org>",
    });
  }, 60_000);
  afterAll(() => pages.close());

  it("shows the form by a link that is good, and goes to a subscriber by it", async () => {
    const token = tokenOf(await inviteFor(1));
    const page = await front(token);
    expect(page).toContain("You are invited.");
    expect((await pages.get(`/?invite=${token}`)).headers.get("cache-control")).toBe("no-store");
    expect(page).toContain(`<input type="hidden" name="invite" value="${token}">`);
    const asked = await pages.post("/sign-up", { ...FORM, invite: token });
    expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining(`href="/?invite=${token}"`)]);
    const link = pages.link("confirm", await nextSignup());
    for (let i = 0; i < 2; i += 1) expect(await (await pages.post(link)).text()).toContain("You are subscribed");
    expect(await front(token)).toContain("has been used as often as it was meant to be");
  });

  it("keeps the token in a form that comes back, with an error or with a topic tried", async () => {
    const token = tokenOf(await inviteFor(1));
    const hidden = `name="invite" value="${token}"`;
    const wrong = await pages.post("/sign-up", { ...FORM, invite: token, address: "no address" });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining(hidden)]);
    const tried = await pages.post("/sign-up", { ...FORM, invite: token, do: "try" });
    expect([tried.status, await tried.text()]).toEqual([200, expect.stringContaining(hidden)]);
  });

  it.each<[string, string, () => Promise<string> | string]>([
    ["no token", "Signing up here is by invitation", () => ""],
    ["a token that was cut off", "is not valid. Its link may have been cut off", () => cut(tokenOf(1))],
    ["a token of another purpose", "is not valid", () => makeToken(SECRET, "confirm", 1)],
    ["a token of another secret", "is not valid", () => makeToken("x".repeat(32), "invite", 1)],
    ["a token of no invitation", "is not valid", () => tokenOf(999)],
    ["markup for a token", "is not valid", () => '"><script>alert(1)</script>'],
    ["far more than a token", "is not valid", () => tokenOf(1).repeat(1_000)],
    [
      "one that was taken back",
      "was taken back",
      async () => {
        const id = await inviteFor(1);
        await revoke(db(), id, NOON);
        return tokenOf(id);
      },
    ],
    [
      "one that is too old",
      "is too old",
      async () => tokenOf((await invite(db(), { uses: 1, days: 1, note: "" }, NOON.subtract({ hours: 24 }))).id),
    ],
  ])(
    "has no form for %s, says where invitations come from, and keeps nothing of what is posted",
    async (_, says, make) => {
      const token = await make();
      const before = await pages.snapshot();
      const page = await front(token);
      const posted = await pages.post("/sign-up", { ...FORM, invite: token });
      expect(posted.status).toBe(403);
      for (const text of [page, await posted.text()]) {
        expect(text).toContain(says);
        expect(text).toContain("Ask the operator, Ada &lt;ada@lab.example.org&gt;,");
        expect(text).not.toMatch(/<form|<script/);
        expect(text.split(says)).toHaveLength(2);
      }
      expect(await pages.snapshot()).toBe(before);
    },
  );

  it("says when somebody else was first, and subscribes nobody more", async () => {
    const token = tokenOf(await inviteFor(1));
    const links: string[] = [];
    for (const address of ["first@example.org", "second@example.org"]) {
      await pages.post("/sign-up", { ...FORM, address, invite: token });
      links.push(pages.link("confirm", await nextSignup()));
    }
    const answers = await Promise.all(links.map((link) => pages.post(link)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    const refused = await answers.find(({ status }) => status === 410)?.text();
    expect(refused).toContain("has been used as often as it was meant to be");
    const rows = await db()
      .selectFrom("subscriber")
      .select("id")
      .where("address_key", "like", "%@example.org")
      .execute();
    expect(rows).toHaveLength(2); // this one and the first test's
  });
});

it("an invitation does nothing where none is needed: it is neither asked for nor used", async () => {
  const pages = await openPages({ PAPERBOY_URL: "https://papers.example.org", SIGNUP: "open" });
  const { db } = pages.app.database;
  const { id } = await invite(db, { uses: 1, days: 1, note: "" }, NOON);
  for (const token of [tokenOf(id), "made up"])
    expect(await (await pages.get(`/?invite=${encodeURIComponent(token)}`)).text()).toContain("<form");
  await pages.post("/sign-up", { ...FORM, invite: tokenOf(id) });
  await pages.post(pages.link("confirm", 1));
  expect(await db.selectFrom("signup").select(["invitation_id", "subscriber_id"]).execute()).toEqual([
    { invitation_id: null, subscriber_id: 1 },
  ]);
  expect(await db.selectFrom("invitation").select("uses").execute()).toEqual([{ uses: 0 }]);
  await pages.close();
}, 60_000);
