/** What follows from bounces and complaints: who is still written to, what the ledger says, and what changes nothing. */

import { expect, it } from "vitest";
import { nameReceived, parseReceived } from "../../src/channels/received-mail.ts";
import type { Db } from "../../src/db/open.ts";
import { makeToken } from "../../src/domain/consent/token.ts";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { type BounceEvent, recordBounce, recordReceived } from "../../src/membership/bounces.ts";
import { eraseReader, exportReader } from "../../src/membership/personal-data.ts";
import { release } from "../../src/membership/suppressions.ts";
import { readStatus } from "../../src/reading/status.ts";
import { readBounceCorpus, SECRET } from "../support/bounce-corpus.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { openMill } from "../support/mill.ts";
import { by, order } from "../support/orders.ts";

const UNKNOWN = { state: "unknown", reason: "the connection was lost" } as const;
const ADA = "Ada@example.net";

async function start(open: () => Promise<TestDatabase>) {
  const database = await open();
  const { db } = database;
  const mill = openMill(database).at("2026-05-13T12:00:00Z");
  await order(db, [{ address: ADA, topics: ["*"], at: "08:00" }], mill.now());
  let events = 0;
  return {
    db,
    mill,
    /** A day with a paper of its own; returns its delivery. */
    async morning(day: number): Promise<number> {
      const on = `2026-05-${day}`;
      await mill.at(`${on}T05:00:00Z`).takeIn(`2026-05-${day - 1}`, 1, day);
      await mill.at(`${on}T08:00:00Z`).minute();
      const { id } = await db.selectFrom("delivery").select("id").orderBy("id", "desc").executeTakeFirstOrThrow();
      return id;
    },
    bounce: (deliveryId: number, kind: BounceEvent["kind"], more: Partial<BounceEvent> = {}) =>
      recordBounce(
        db,
        { provider: "hook", eventId: `e${++events}`, deliveryId, kind, status: null, reason: null, ...more },
        mill.now(),
      ),
    suppressed: async () => (await db.selectFrom("suppression").select("reason").execute()).map(({ reason }) => reason),
    delivery: (id: number) =>
      db.selectFrom("delivery").select(["state", "reason"]).where("id", "=", id).executeTakeFirstOrThrow(),
  };
}

async function address() {
  const parsed = parseAddress(ADA);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.address;
}

describeOnBoth("what comes back of a mail", (open) => {
  it("hard: nothing more is written, and the one that was accepted stays so, with what came back beside it", async () => {
    const { mill, morning, bounce, suppressed, delivery, db } = await start(open);
    const first = await morning(14);
    const reason = `550 5.1.1 no such\u0000 user\n${"x".repeat(400)}`;
    expect(await bounce(first, "hard", { status: "5.1.1", reason })).toEqual({
      outcome: "recorded",
      suppressed: true,
      settled: null,
    });
    expect(await suppressed()).toEqual([expect.stringMatching(/^hard bounce: 550 5\.1\.1 no such user x+$/)]);
    expect(await delivery(first)).toEqual({
      state: "accepted",
      reason: expect.stringMatching(/^bounced later: hard: 550 5\.1\.1/),
    });
    const { reason: kept } = await db.selectFrom("bounce").select("reason").executeTakeFirstOrThrow();
    expect(kept).toHaveLength(300);
    await morning(15);
    expect(mill.sent).toHaveLength(1);
    expect((await readStatus(db, mill.now(), 10)).runs.flatMap((run) => run.imbalance)).toEqual([]);
  });

  it("an unknown one is rejected by a failure, and its papers come again; the books balance", async () => {
    const { mill, morning, bounce, suppressed, delivery, db } = await start(open);
    mill.answer = () => UNKNOWN;
    const first = await morning(14);
    mill.answer = () => undefined;
    expect(await bounce(first, "soft", { reason: "450 4.4.1 nobody answers" })).toMatchObject({ settled: "rejected" });
    expect(await delivery(first)).toEqual({ state: "rejected", reason: "bounced: soft: 450 4.4.1 nobody answers" });
    await morning(15);
    expect(mill.sent.map(({ papers }) => papers)).toEqual([["2605.00014"], ["2605.00014", "2605.00015"]]);
    expect(await suppressed()).toEqual([]);
    expect((await readStatus(db, mill.now(), 10)).runs.flatMap((run) => run.imbalance)).toEqual([]);
  });

  it.each(["delivered", "complaint"] as const)(
    "an unknown one is accepted by what shows that it came: %s",
    async (kind) => {
      const { mill, morning, bounce, suppressed, delivery } = await start(open);
      mill.answer = () => UNKNOWN;
      const first = await morning(14);
      expect(await bounce(first, kind)).toMatchObject({ settled: "accepted", suppressed: kind === "complaint" });
      expect(await delivery(first)).toMatchObject({ state: "accepted" });
      expect(await suppressed()).toEqual(kind === "complaint" ? ["complaint"] : []);
    },
  );

  it.each(["policy", "soft", "delayed", "auto-reply", "delivered"] as const)("%s suppresses nobody", async (kind) => {
    const { mill, morning, bounce, suppressed } = await start(open);
    for (const day of [14, 15, 16, 17]) await bounce(await morning(day), kind);
    expect(await suppressed()).toEqual([]);
    expect(mill.sent).toHaveLength(4);
  });

  it("delayed leaves an unknown one unknown: it may still come back", async () => {
    const { mill, morning, bounce, delivery } = await start(open);
    mill.answer = () => UNKNOWN;
    const first = await morning(14);
    await bounce(first, "delayed");
    expect(await delivery(first)).toMatchObject({ state: "unknown" });
  });

  it("a full mailbox is given three days, and a mail that stayed begins them anew", async () => {
    const { morning, bounce, suppressed } = await start(open);
    for (const day of [14, 15]) expect(await bounce(await morning(day), "full")).toMatchObject({ suppressed: false });
    await morning(16); // stays
    for (const day of [17, 18]) await bounce(await morning(day), "full");
    expect(await suppressed()).toEqual([]);
    const last = await morning(19);
    expect(await bounce(last, "full")).toMatchObject({ suppressed: true });
    expect(await suppressed()).toEqual(["mailbox full on 3 days"]);
  });

  it("released by the operator: it is written to again, and full days before that do not count", async () => {
    const { db, mill, morning, bounce, suppressed } = await start(open);
    for (const day of [14, 15, 16]) await bounce(await morning(day), "full");
    expect(await suppressed()).toEqual(["mailbox full on 3 days"]);
    mill.at("2026-05-16T12:00:00Z");
    expect(await release(db, await address(), by("ada made room"), mill.now())).toMatchObject({ ok: true });
    expect(await release(db, await address(), by(null), mill.now())).toEqual({ ok: false, problem: "not suppressed" });
    const stood = await db.selectFrom("suppression_release").select(["reason", "note", "address_key"]).execute();
    expect(stood).toEqual([
      { reason: "mailbox full on 3 days", note: "ada made room", address_key: "ada@example.net" },
    ]);
    for (const day of [17, 18]) await bounce(await morning(day), "full");
    expect(await suppressed()).toEqual([]);
    expect(mill.sent).toHaveLength(5);
  });

  it("a complaint stands over a bounce, and is released only with a reason", async () => {
    const { db, mill, morning, bounce, suppressed } = await start(open);
    const first = await morning(14);
    await bounce(first, "hard", { reason: "550 5.1.1" });
    await bounce(first, "complaint");
    await bounce(first, "hard", { reason: "550 5.1.1" });
    expect(await suppressed()).toEqual(["complaint"]);
    expect(await release(db, await address(), by("  "), mill.now())).toEqual({ ok: false, problem: "complaint" });
    expect(await release(db, await address(), by("she wrote to us"), mill.now())).toMatchObject({ ok: true });
    expect(await suppressed()).toEqual([]);
  });

  it("counts once, told again or at the same time; of another provider or name it is another event", async () => {
    const { db, morning, bounce } = await start(open);
    const first = await morning(14);
    const same = await Promise.all([1, 2, 3].map(() => bounce(first, "hard", { eventId: "one" })));
    expect(same.map(({ outcome }) => outcome).sort()).toEqual(["known", "known", "recorded"]);
    expect(same.filter((each) => each.suppressed)).toHaveLength(1);
    expect(await bounce(first, "hard", { eventId: "one", provider: "ses" })).toMatchObject({ outcome: "recorded" });
    expect(await db.selectFrom("bounce").select("id").execute()).toHaveLength(2);
  });

  it("is given out with all that is stored of a reader, and after that is forgotten a late one brings nothing back", async () => {
    const { db, mill, morning, bounce, suppressed } = await start(open);
    const first = await morning(14);
    await bounce(first, "full", { reason: "552 5.2.2 <ada@example.net> is full" });
    expect(await exportReader(db, await address())).toMatchObject({ bounces: [{ class: "full" }], releases: [] });
    await eraseReader(db, await address(), SECRET, mill.now());
    const before = await suppressed();
    const late = await bounce(first, "hard", { reason: "550 5.1.1 <ada@example.net> unknown" });
    expect(late).toMatchObject({ outcome: "recorded", suppressed: false });
    expect(await suppressed()).toEqual(before);
    const rows = [
      await db.selectFrom("bounce").selectAll().execute(),
      await db.selectFrom("delivery").selectAll().execute(),
    ];
    expect(JSON.stringify(rows)).not.toContain("ada@");
  });

  it("changes nothing where no mail was handed over under the number", async () => {
    const { db, bounce, mill } = await start(open);
    await order(db, [{ address: "slack:C0123ABCD", topics: ["*"], at: "08:00" }], mill.now());
    await mill.at("2026-05-13T13:00:00Z").takeIn("2026-05-13", 1, 1);
    await mill.at("2026-05-14T08:00:00Z").minute();
    const posts = await db.selectFrom("delivery").select("id").where("channel", "=", "slack").execute();
    expect(posts.length).toBeGreaterThan(0);
    for (const id of [...posts.map((post) => post.id), 987_654])
      expect(await bounce(id, "hard")).toMatchObject({ outcome: "nobody", suppressed: false });
    expect(await db.selectFrom("bounce").select("id").execute()).toEqual([]);
  });
});

describeOnBoth("a complaint at a fixed address", (open) => {
  const corpus = readBounceCorpus();
  const rawOf = (name: string): Buffer => corpus.find((each) => each.name.startsWith(name))?.raw as Buffer;

  it("is by the link to leave about that reader's last mail, and counted once, whatever was sent since", async () => {
    const { db, mill, morning, suppressed, delivery } = await start(open);
    const receive = async () => {
      const raw = rawOf("Microsoft JMRP: no return path");
      const mail = await parseReceived(raw);
      const read = { mail, name: nameReceived(mail, raw), recipient: "feedback@lab.example.org" };
      return recordReceived(db, SECRET, read, mill.now());
    };
    expect(await receive()).toMatchObject({ outcome: "nobody", suppressed: false });
    const [first, second] = [await morning(14), await morning(15)];
    expect(await receive()).toMatchObject({ outcome: "recorded", suppressed: true });
    expect(await delivery(first)).toMatchObject({ reason: null });
    expect(await delivery(second)).toMatchObject({ state: "accepted", reason: "came back as complaint" });
    await release(db, await address(), by("she asked us to"), mill.now());
    await morning(16);
    expect(await receive()).toMatchObject({ outcome: "known", suppressed: false });
    expect(await suppressed()).toEqual([]);
  });
});

describeOnBoth("a mail that asks to leave", (open) => {
  const receive = async (db: Db, now: Temporal.Instant, subject: string, more = "") => {
    const raw = Buffer.from(
      `From: Ada <ada@example.net>\r\nTo: bounces@lab.example.org\r\nSubject: ${subject}\r\n${more}\r\n\r\n`,
    );
    const mail = await parseReceived(raw);
    return (await recordReceived(db, SECRET, { mail, name: nameReceived(mail, raw), recipient: null }, now)).outcome;
  };
  const token = (purpose: "leave" | "preferences", id = 1) => makeToken(SECRET, purpose, id);

  it("ends what its reader gets, once, and sends nothing back", async () => {
    const { db, mill, morning } = await start(open);
    await morning(14);
    const running = () => db.selectFrom("subscription").select("id").where("ended_at", "is", null).execute();
    expect(await running()).not.toEqual([]);
    for (let i = 0; i < 2; i += 1)
      expect(await receive(db, mill.now(), `LEAVE ${token("leave").toUpperCase()}`)).toBe("left");
    expect(await running()).toEqual([]);
    expect(await db.selectFrom("message").select("id").where("kind", "=", "notice").execute()).toEqual([]);
  });

  it("is none with another token, a made-up one, or as an answer that quotes it", async () => {
    const { db, mill, morning } = await start(open);
    await morning(14);
    const before = await db.selectFrom("subscription").select(["id", "ended_at"]).execute();
    for (const subject of [
      `leave ${token("preferences")}`,
      `leave ${"a".repeat(36)}`,
      `Re: leave ${token("leave")}`,
      `leave ${token("leave")} please`,
      "leave",
    ])
      expect(await receive(db, mill.now(), subject), subject).toBe("none");
    expect(await receive(db, mill.now(), `leave ${token("leave", 99)}`)).toBe("nobody");
    expect(await db.selectFrom("subscription").select(["id", "ended_at"]).execute()).toEqual(before);
  });
});

describeOnBoth("the corpus of bounces", (open) => {
  it("suppresses for hard bounces and complaints with a token of ours, and for nothing else; read again, for nothing", async () => {
    const { db, mill, morning } = await start(open);
    const corpus = readBounceCorpus(await morning(14));
    for (const again of [false, true])
      for (const { name, kind, identified, raw } of corpus) {
        const mail = await parseReceived(raw);
        const read = { mail, name: nameReceived(mail, raw), recipient: null };
        const { outcome, suppressed } = await recordReceived(db, SECRET, read, mill.now());
        const expected = kind === "none" ? "none" : !identified ? "ignored" : again ? "known" : "recorded";
        expect(`${name}: ${outcome}`).toBe(`${name}: ${expected}`);
        const ends = expected === "recorded" && ["hard", "complaint"].includes(kind);
        expect(`${name}: ${suppressed}`).toBe(`${name}: ${ends}`);
        if (ends) await release(db, await address(), by("for the next mail"), mill.now());
      }
    expect(await db.selectFrom("suppression").selectAll().execute()).toEqual([]);
  });
});
