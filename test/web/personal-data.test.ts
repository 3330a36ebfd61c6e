/** A reader's own data: given out whole; and forgotten, while the books still balance. */
import { sql } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import { hashesOf } from "../../src/app.ts";
import { checkAll } from "../../src/cli/orders.ts";
import { listSubscribers } from "../../src/db/subscribers.ts";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { giveFeedback } from "../../src/membership/feedback.ts";
import { eraseReader, exportReader } from "../../src/membership/personal-data.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { compileAllDue } from "../../src/pipeline/compile-all.ts";
import { deliverDue } from "../../src/pipeline/deliver.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { readStatus } from "../../src/reading/status.ts";
import { makeListing, makeOrder, NOON } from "../support/listings.ts";
import { openPages, SECRET } from "../support/pages.ts";

const parsed = parseAddress("Ada@Example.org");
if (!parsed.ok) throw new Error(parsed.message);
const { address } = parsed;
const FORM = {
  do: "sign-up",
  address: "Ada@Example.org",
  topic: "quaggas",
  zone: "Europe/Berlin",
  at: "07:00",
  cadence: "daily",
};

async function openReader() {
  const pages = await openPages({ PAPERBOY_URL: "https://papers.example.org", SIGNUP: "open" });
  onTestFinished(() => pages.close());
  const { db } = pages.app.database;
  await takeIn(
    db,
    makeOrder([makeListing({ title: "Quaggas and their kin", listedOn: "2026-05-13" })], { listedOn: "2026-05-13" }),
  );
  await analyseWaiting(db);
  await pages.post("/sign-up", FORM);
  await pages.post(pages.link("confirm", 1));
  const order = { ...(await pages.app.orderDelivery()), now: NOON, late: [] };
  await compileAllDue(order, (work) => db.transaction().execute(work));
  await deliverDue(db, { ...order, closeStopped: true });
  await giveFeedback(db, { address, number: 1, kind: "more", paperId: 1 }, NOON);
  await sql`update delivery set reason = '550 no such user Ada@Example.org here'`.execute(db);
  return { pages, db };
}

it("is given out whole: the reader, topics, feedback, papers, messages and sign-ups", async () => {
  const { db } = await openReader();
  const data = await exportReader(db, address);
  expect(data).toMatchObject({
    reader: { address: "Ada@Example.org", zone: "Europe/Berlin" },
    topics: [{ name: "quaggas", number: 1 }],
    feedback: [{ kind: "more", title: "Quaggas and their kin" }],
    papers: [{ local_on: "2026-05-14", title: "Quaggas and their kin" }],
    messages: [{ kind: "confirm" }, { kind: "digest", state: "accepted" }],
    signups: [{ topics: ["quaggas"] }],
  });
  expect(await exportReader(db, { ...address, key: "nobody@example.org" })).toBeNull();
}, 60_000);

it("is forgotten: no row names the address or what it asked for, the books balance, and only its owner brings it back", async () => {
  const { pages, db } = await openReader();
  expect(await eraseReader(db, address, SECRET, NOON)).toBe(true);
  const rows = (await pages.snapshot()).replace(
    /^(paper|paper_terms|paper_revision|corpus_term|listing|topic|card)[^:]*: .*$/gm,
    "",
  );
  expect(rows).not.toMatch(/ada@example\.org/i);
  expect(rows).not.toMatch(/quagga/i);
  const { runs } = await readStatus(db, NOON, 5);
  expect(runs.map(({ imbalance, books }) => [imbalance, books.deliveries])).toEqual([[[], { accepted: 1 }]]);
  const order = { address: "ada@example.org", topics: ["*"] };
  await expect(checkAll(db, [{ at: "", order }], hashesOf(pages.app))).rejects.toThrow(/asked to be forgotten/);
  expect(await eraseReader(db, address, SECRET, NOON)).toBe(false);
  expect(await listSubscribers(db)).toEqual([]);
  await pages.post("/sign-up", FORM);
  const { id } = await db.selectFrom("signup").select("id").executeTakeFirstOrThrow();
  await pages.post(pages.link("confirm", id));
  await checkAll(db, [{ at: "", order }], hashesOf(pages.app));
  expect(await exportReader(db, address)).toMatchObject({ topics: [{ name: "quaggas" }], papers: [] });
}, 60_000);

it("of who complained stays barred after it was forgotten, also to its owner's own wish, without saying so", async () => {
  const { pages, db } = await openReader();
  await db
    .insertInto("suppression")
    .values({ channel: "email", address_key: address.key, reason: "complaint", created_at: NOON.toString() })
    .execute();
  await eraseReader(db, address, SECRET, NOON);
  const answer = await pages.post("/sign-up", FORM);
  expect(await answer.text()).toContain("Check your mail");
  expect(
    await db
      .selectFrom("message")
      .select("id")
      .where("kind", "=", "confirm")
      .where("address_key", "=", address.key)
      .execute(),
  ).toEqual([]);
}, 60_000);

it("is the reader's own to take home and to have forgotten, by the link in a mail and a tick", async () => {
  const { pages, db } = await openReader();
  const preferences = pages.link("preferences", 1);
  expect(await (await pages.get(preferences)).text()).toContain(`href="${preferences}/data"`);
  const taken = await pages.get(`${preferences}/data`);
  expect(taken.headers.get("content-disposition")).toContain("attachment");
  expect(await taken.json()).toMatchObject({ reader: { address: "Ada@Example.org" } });
  expect((await pages.get("/preferences/made-up/data")).status).toBe(404);
  expect((await pages.post("/preferences/made-up/forget", { sure: "on" })).status).toBe(404);
  const untold = await pages.post(`${preferences}/forget`);
  expect([untold.status, await untold.text()]).toEqual([400, expect.stringContaining("Nothing was forgotten")]);
  expect(await exportReader(db, address)).not.toBeNull();
  expect(await (await pages.post(`${preferences}/forget`, { sure: "on" })).text()).toContain("You are forgotten");
  expect(await exportReader(db, address)).toBeNull();
  for (const path of [preferences, `${preferences}/data`, pages.link("digest", 1), pages.link("leave", 1)])
    expect([path, (await pages.get(path)).status]).toEqual([path, 404]);
  expect((await pages.post(`${preferences}/forget`, { sure: "on" })).status).toBe(404);
}, 60_000);
