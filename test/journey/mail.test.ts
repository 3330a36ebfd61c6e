/** Digests through a real SMTP server: what a mail is, and what becomes of each answer. */
import PostalMime from "postal-mime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { leave } from "../../src/membership/leave.ts";
import { type AcceptedMail, openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";
import { openStation, type Station } from "../support/station.ts";

const DAY = "2026-05-14";
const FROM = "Paperboy at the Lab <papers@lab.example.org>";
const suppress = (station: Station, address: string) =>
  station.db
    .insertInto("suppression")
    .values({ channel: "email", address_key: address, reason: "complaint", created_at: "2026-05-14T05:00:00Z" })
    .execute();
const paperIds = (mail: AcceptedMail | undefined) =>
  [...new Set(mail?.raw.replace(/=\r\n/g, "").match(/arxiv\.org\/abs\/\d{4}\.\d{5}/g) ?? [])].sort();

describe("mail through a relay", { timeout: 120_000 }, () => {
  let sink: SmtpSink;
  let station: Station;
  beforeEach(async () => {
    sink = await openSmtpSink();
    station = await openStation({ SMTP_URL: sink.url, MAIL_FROM: FROM, MAIL_REPLY_TO: "help@lab.example.org" });
    await station.subscribe({ address: "Ada@Example.org", topics: ["agent OR agents"] });
    await station.intake("2026-05-13");
  });
  afterEach(async () => {
    await station.close();
    await sink.close();
  });

  it("is one mail a reader with every header a careful sender sets, and text before HTML", async () => {
    expect(await station.run(DAY)).toMatchObject({ deliveries: { accepted: 1 }, imbalance: [] });
    expect(sink.accepted).toHaveLength(1);
    const { raw } = sink.accepted[0] as AcceptedMail;
    const mail = await PostalMime.parse(raw);
    const header = (name: string) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value);
    expect(mail.from).toMatchObject({ name: "Paperboy at the Lab", address: "papers@lab.example.org" });
    expect(mail.to).toMatchObject([{ address: "Ada@example.org" }]); // a domain has no case
    expect(mail.replyTo).toMatchObject([{ address: "help@lab.example.org" }]);
    expect(mail.date).toBe("2026-05-14T05:00:00.000Z");
    expect(mail.messageId).toMatch(/^<digest-\d+\.20260514[.\w]*@lab\.example\.org>$/);
    expect(header("auto-submitted")).toEqual(["auto-generated"]);
    expect(header("list-id")).toEqual(['"Paperboy" <digest.lab.example.org>']);
    for (const once of ["from", "to", "date", "subject", "message-id"]) expect(header(once)).toHaveLength(1);
    expect(header("content-type")[0]).toMatch(/^multipart\/alternative/);
    const parts = [...raw.matchAll(/^Content-Type: (text\/\w+)/gim)].map((match) => match[1]);
    expect(parts).toEqual(["text/plain", "text/html"]);
    const titles = [...(mail.html ?? "").matchAll(/arxiv\.org\/abs\/(\d{4}\.\d{5})/g)].map((match) => match[1]);
    expect(new Set(titles).size).toBeGreaterThan(3);
    for (const id of titles) expect(mail.text).toContain(id);
    expect(Math.max(...raw.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
    expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  it("tries a 451 again when it is due, as the same mail to the byte", async () => {
    sink.answer = (to, before) => (before === 0 && to ? { at: "data", code: 451, text: "4.3.0 try later" } : undefined);
    const first = await station.run(DAY);
    expect(first).toMatchObject({ deliveries: { deferred: 1 }, books: { deliveries: { deferred: 1 } } });
    expect(first.settled[0]?.reason).toMatch(/451 4\.3\.0 try later/);
    expect(await station.run(DAY)).toMatchObject({ deliveries: {} });
    station.at("2026-05-14T05:01:00Z");
    expect(await station.run(DAY)).toMatchObject({ deliveries: { accepted: 1 }, digests: 0 });
    expect(sink.attempts).toHaveLength(2);
    expect(sink.accepted[0]?.messageId).toMatch(/^<digest-\d+\.20260514[.\w]*@/);
    expect(sink.accepted[0]).toEqual(sink.refused[0]);
    expect(sink.accepted[0]?.raw).toMatch(/^Date: Thu, 14 May 2026 05:00:00 \+0000\r$/m);
  });

  it("gives the papers of a mail that was deferred too long to the next day's digest", async () => {
    sink.answer = () => ({ at: "rcpt", code: 450, text: "4.2.1 later" });
    await station.run(DAY);
    const first = await countShown(station);
    station.at("2026-05-15T05:00:00Z");
    sink.answer = () => undefined;
    await station.intake("2026-05-14");
    const next = await station.run("2026-05-15");
    expect(next).toMatchObject({ closed: { expired: 1 }, deliveries: { accepted: 1 } });
    expect(next.items).toBe(10); // the two days hold more than one section shows, and the rest is linked
    expect(await countShown(station)).toBeGreaterThan(first + 5);
  });

  it("suppresses an address that does not exist, and gives it what it missed when it is written to again", async () => {
    sink.answer = (to) => (to ? { at: "rcpt", code: 550, text: "5.1.1 no such user" } : undefined);
    expect(await station.run(DAY)).toMatchObject({ deliveries: { rejected: 1 }, imbalance: [] });
    sink.answer = () => undefined;
    station.at("2026-05-15T05:00:00Z");
    expect(await station.run("2026-05-15")).toMatchObject({ digests: 0, quiet: 0, deliveries: {} });
    await station.db.deleteFrom("suppression").where("address_key", "=", "ada@example.org").execute();
    const again = await station.run("2026-05-16");
    expect(again).toMatchObject({ digests: 1, deliveries: { accepted: 1 } });
    expect(paperIds(sink.accepted[0]).length).toBeGreaterThan(3);
  });

  it("suppresses nobody for a policy refusal: the papers come again the next day", async () => {
    sink.answer = (to) => (to ? { at: "data", code: 550, text: "5.7.1 looks like spam" } : undefined);
    const first = await station.run(DAY);
    expect(first).toMatchObject({ deliveries: { rejected: 1 } });
    expect(first.settled[0]?.reason).toMatch(/5\.7\.1/);
    expect(await station.run(DAY)).toMatchObject({ deliveries: {}, digests: 0 });
    sink.answer = () => undefined;
    station.at("2026-05-15T05:00:00Z");
    const next = await station.run("2026-05-15");
    expect(next).toMatchObject({ digests: 1, items: first.items, deliveries: { accepted: 1 } });
  });

  it("withholds a mail from a reader who leaves, or is suppressed, while it is handed over", async () => {
    await station.subscribe({ address: "grace@example.org", topics: ["agent OR agents"] });
    sink.answer = async (to) => {
      if (to.startsWith("Ada")) await leave(station.db, addressOf(to), Temporal.Instant.from("2026-05-14T05:00:00Z"));
      else if (to) await suppress(station, to);
      return undefined;
    };
    const run = await station.run(DAY);
    expect(sink.attempts.sort()).toEqual(["Ada@example.org", "grace@example.org"]);
    expect(sink.accepted).toEqual([]);
    expect(run).toMatchObject({ imbalance: [], books: { planned: 2, deliveries: { cancelled: 2 } } });
    expect(await countShown(station)).toBe(0);
  });

  it("loses one mail, not the run, to a digest that cannot be rendered", async () => {
    await station.subscribe({ address: "quiet@example.org", topics: ['"nothing is ever called this"'] });
    sink.answer = (to, before) => (before === 0 && to ? { at: "rcpt", code: 451, text: "4.3.0 later" } : undefined);
    await station.run(DAY);
    await station.db
      .updateTable("paper_revision")
      .set({ content: "{}" as never })
      .execute();
    station.forget();
    station.at("2026-05-14T05:01:00Z");
    const run = await station.run(DAY);
    expect(run).toMatchObject({ deliveries: { rejected: 1, accepted: 1 }, imbalance: [], stopped: [] });
    expect(run.settled.find((each) => each.state === "rejected")?.reason).toMatch(/^it could not be rendered: /);
  });

  it("never repeats a mail whose connection was lost after the final dot", async () => {
    sink.answer = () => ({ drop: "after dot" });
    expect(await station.run(DAY)).toMatchObject({ deliveries: { unknown: 1 }, imbalance: [] });
    sink.answer = () => undefined;
    for (const [day, now] of [
      [DAY, "2026-05-14T06:00:00Z"],
      ["2026-05-15", "2026-05-15T05:00:00Z"],
    ] as const) {
      station.at(now);
      await station.run(day);
    }
    expect(sink.accepted).toHaveLength(1 + 1); // the second is the next day's quiet note
    expect(sink.accepted[1]?.raw).toMatch(/^Subject: No new papers/m);
  });

  it("tries again where the connection was lost before the final dot", async () => {
    sink.answer = (_to, before) => (before === 0 ? { drop: "before dot" } : undefined);
    expect(await station.run(DAY)).toMatchObject({ deliveries: { deferred: 1 } });
    expect(sink.accepted).toHaveLength(0);
    station.at("2026-05-14T05:01:00Z");
    expect(await station.run(DAY)).toMatchObject({ deliveries: { accepted: 1 } });
    expect(sink.accepted).toHaveLength(1);
  });
});

/** Papers that digests showed or linked. */
async function countShown(station: Station): Promise<number> {
  return (await station.db.selectFrom("shown").select("paper_id").execute()).length;
}

function addressOf(text: string) {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.address;
}
