/** Leaving while a mail is on its way: what its final dot has not yet been sent for, is not sent. */
import { sql } from "kysely";
import { expect, it, onTestFinished } from "vitest";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { compileAllDue } from "../../src/pipeline/compile-all.ts";
import { deliverDue } from "../../src/pipeline/deliver.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { readStatus } from "../../src/reading/status.ts";
import { makeListing, makeOrder, NOON } from "../support/listings.ts";
import { openPages, type Pages } from "../support/pages.ts";
import { openSmtpSink, type SmtpAnswer } from "../support/smtp-sink.ts";

/** A morning handed to a relay that asks `whileNamed` for its answer, once the recipient is named. */
async function sendWhile(whileNamed: (pages: Pages) => Promise<SmtpAnswer | undefined>) {
  const sink = await openSmtpSink((recipient) => (recipient === "" ? undefined : whileNamed(pages)));
  const pages = await openPages({
    PAPERBOY_URL: "https://papers.example.org",
    SMTP_URL: sink.url,
    MAIL_FROM: "Paperboy <papers@lab.example.org>",
  });
  onTestFinished(async () => {
    await pages.close();
    await sink.close();
  });
  const { db } = pages.app.database;
  await takeIn(
    db,
    makeOrder([makeListing({ title: "Quaggas and their kin", listedOn: "2026-05-13" })], { listedOn: "2026-05-13" }),
  );
  await analyseWaiting(db);
  await pages.post("/sign-up", {
    do: "sign-up",
    address: "ada@example.org",
    topic: "quaggas",
    zone: "Europe/Berlin",
    at: "07:00",
    cadence: "daily",
  });
  await pages.post(pages.link("confirm", 1));
  await sql`update delivery set state = 'cancelled'`.execute(db); // the mail that asked
  const order = { ...(await pages.app.orderDelivery()), now: NOON, late: [] };
  await compileAllDue(order, (work) => db.transaction().execute(work));
  await deliverDue(db, { ...order, closeStopped: true });
  const digests = await db
    .selectFrom("delivery")
    .innerJoin("message", "message.id", "message_id")
    .select(["state", "reason"])
    .where("kind", "=", "digest")
    .execute();
  return { sink, digests, runs: (await readStatus(db, NOON, 5)).runs };
}

it("is in force for a mail whose recipient the relay has heard, and whose dot it has not", async () => {
  const { sink, digests, runs } = await sendWhile(async (pages) => {
    await pages.post(pages.link("leave", 1), { "List-Unsubscribe": "One-Click" });
    return undefined;
  });
  expect(sink.attempts).toEqual(["ada@example.org"]);
  expect(sink.accepted).toEqual([]);
  expect(digests).toEqual([{ state: "cancelled", reason: "the reader left" }]);
  expect(runs.map(({ imbalance }) => imbalance)).toEqual([[]]);
}, 60_000);

it("does not keep that mail from a reader who stays", async () => {
  const { sink, digests } = await sendWhile(async () => undefined);
  expect(sink.accepted.map(({ to }) => to)).toEqual(["ada@example.org"]);
  expect(digests).toMatchObject([{ state: "accepted" }]);
}, 60_000);
