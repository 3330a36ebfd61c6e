/** Invitations: each use is one reader who confirmed, however many press the button at once, on both databases. */
import { sql } from "kysely";
import { expect, it } from "vitest";
import type { Db } from "../../src/db/open.ts";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { invite, revoke } from "../../src/membership/invitations.ts";
import { moveByOperator } from "../../src/membership/move.ts";
import { eraseReader, exportReader } from "../../src/membership/personal-data.ts";
import { askToSignUp, confirmSignup } from "../../src/membership/sign-up.ts";
import { matchWaiting } from "../../src/pipeline/match.ts";
import { reckonDueTimes } from "../../src/pipeline/reckon.ts";
import { describeOnBoth } from "../support/databases.ts";
import { NOON } from "../support/listings.ts";
import { SECRET } from "../support/pages.ts";

const operator = "Ada Lovelace";
const hashOf = () => "hash:none";
const rules = { match: matchWaiting, reckon: reckonDueTimes, hashOf, operator };
const inviteFor = (db: Db, uses: number, note = "") => invite(db, { uses, days: 14, note }, NOON);

/** Asks for an address; the id of what was asked for, or what was said instead. */
async function ask(db: Db, invitation: number | null | "none", address = "ada@example.org", now = NOON) {
  const order = {
    address,
    topics: [],
    zone: "UTC",
    at: "08:00",
    cadence: "daily",
    client: address,
    hashOf,
    invitation,
    operator,
  };
  const asked = await askToSignUp(db, order, { kind: "invite" }, now);
  if (!asked.ok) return `${asked.reason}: ${asked.message}`;
  return (await db.selectFrom("signup").select("id").orderBy("id", "desc").executeTakeFirstOrThrow()).id;
}
async function askForMany(db: Db, invitation: number, readers: number): Promise<number[]> {
  const ids: number[] = [];
  for (let i = 0; i < readers; i += 1) ids.push(Number(await ask(db, invitation, `reader${i}@example.org`)));
  return ids;
}
const confirm = (db: Db, id: number, now = NOON) => confirmSignup(db, id, now, rules);
const count = async (db: Db, table: "subscriber" | "subscription" | "signup" | "message") =>
  Number((await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db)).rows[0]?.n);
const usesOf = async (db: Db, id: number) =>
  (await db.selectFrom("invitation").select("uses").where("id", "=", id).executeTakeFirstOrThrow()).uses;

describeOnBoth("an invitation", (open) => {
  it.each([
    [1, 10],
    [3, 10],
  ])(
    "for %i lets so many in of %i who confirm at the same moment, and leaves no trace of the others",
    async (uses, readers) => {
      const { db } = await open();
      const { id } = await inviteFor(db, uses);
      const asked = await askForMany(db, id, readers);
      const answers = await Promise.all(asked.map((each) => confirm(db, each)));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(uses);
      for (const answer of answers)
        if (!answer.ok)
          expect(answer).toEqual({
            ok: false,
            reason: "uninvited",
            message:
              "This invitation has been used as often as it was meant to be. Ask the operator, Ada Lovelace, for another.",
          });
      expect([await count(db, "subscriber"), await count(db, "subscription"), await usesOf(db, id)]).toEqual([
        uses,
        uses,
        uses,
      ]);
    },
  );

  it("is used once by a reader who presses the button ten times at once, and signs up by it again", async () => {
    const { db } = await open();
    const { id } = await inviteFor(db, 1);
    const first = Number(await ask(db, id));
    const second = Number(await ask(db, id));
    const answers = await Promise.all(Array.from({ length: 10 }, () => confirm(db, first)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect([answers[0]?.ok, await usesOf(db, id)]).toEqual([true, 1]);
    expect((await confirm(db, second)).ok).toBe(true);
    expect([await count(db, "subscriber"), await usesOf(db, id)]).toEqual([1, 1]);
  });

  it("is used by a reader and not by an address: who moved takes none more, and leaves none at the former address", async () => {
    const { db } = await open();
    const { id } = await inviteFor(db, 1);
    const [first, second] = [Number(await ask(db, id)), Number(await ask(db, id))];
    const moved = Number(await ask(db, id, "lovelace@example.org"));
    await confirm(db, first);
    const to = (text: string) => {
      const parsed = parseAddress(text);
      if (!parsed.ok) throw new Error(parsed.message);
      return parsed.address;
    };
    const done = { from: to("ada@example.org"), to: to("lovelace@example.org") };
    expect(await moveByOperator(db, done, hashOf)).toEqual({ ok: true });
    expect((await confirm(db, moved)).ok).toBe(true);
    expect(await confirm(db, second)).toMatchObject({ ok: false, reason: "uninvited" });
    expect([await count(db, "subscriber"), await usesOf(db, id)]).toEqual([1, 1]);
  });

  it("is asked by no more once it is spent, whoever asks", async () => {
    const { db } = await open();
    const { id } = await inviteFor(db, 1);
    await confirm(db, Number(await ask(db, id)));
    for (const address of ["ada@example.org", "new@example.org"])
      expect(await ask(db, id, address)).toMatch(/^closed: This invitation has been used/);
    expect(await count(db, "signup")).toBe(1);
  });

  it("that is none, unknown, too old or taken back is refused before anything is looked at or written", async () => {
    const { db } = await open();
    const old = await inviteFor(db, 1);
    const revoked = await inviteFor(db, 1);
    await revoke(db, revoked.id, NOON);
    const later = NOON.add({ hours: 24 * 14 });
    expect(await ask(db, "none", "no address")).toMatch(/^closed: Signing up here is by invitation/);
    for (const unknown of [null, 99]) expect(await ask(db, unknown)).toMatch(/^closed: This invitation is not valid/);
    expect(await ask(db, revoked.id)).toMatch(/^closed: This invitation was taken back/);
    expect(await ask(db, old.id, "ada@example.org", later)).toMatch(/^closed: This invitation is too old/);
    expect([await count(db, "signup"), await count(db, "message")]).toEqual([0, 0]);
    expect(typeof (await ask(db, old.id, "ada@example.org", later.subtract({ seconds: 1 })))).toBe("number");
  });

  it("taken back between asking and confirming lets nobody in; one that only grew too old does", async () => {
    const { db } = await open();
    const { id } = await inviteFor(db, 2);
    const [first = 0, second = 0] = await askForMany(db, id, 2);
    const late = await inviteFor(db, 1);
    const lastMinute = NOON.add({ hours: 24 * 14 }).subtract({ minutes: 1 });
    const third = Number(await ask(db, late.id, "grace@example.org", lastMinute));
    expect((await confirm(db, first)).ok).toBe(true);
    expect([await revoke(db, id, NOON), await revoke(db, id, NOON), await revoke(db, 99, NOON)]).toEqual([
      "revoked",
      "again",
      "unknown",
    ]);
    expect(await confirm(db, second)).toMatchObject({
      ok: false,
      reason: "uninvited",
      message: expect.stringContaining("taken back"),
    });
    expect((await confirm(db, first)).ok).toBe(true);
    expect((await confirm(db, third, lastMinute.add({ hours: 2 }))).ok).toBe(true);
    expect(await count(db, "subscriber")).toBe(2);
  });

  it("stays used when its reader is forgotten, and no longer says whom it was for", async () => {
    const { db } = await open();
    const parsed = parseAddress("ada@example.org");
    if (!parsed.ok) throw new Error(parsed.message);
    const [own, shared] = [await inviteFor(db, 1, "for Ada"), await inviteFor(db, 9, "for the lab")];
    for (const { id } of [own, shared]) await confirm(db, Number(await ask(db, id)));
    expect(await exportReader(db, parsed.address)).toMatchObject({
      signups: [{ invited_as: "for Ada" }, { invited_as: null }],
    });
    await eraseReader(db, parsed.address, SECRET, NOON);
    const rows = await db.selectFrom("invitation").select(["note", "uses"]).orderBy("id").execute();
    expect(rows).toEqual([
      { note: null, uses: 1 },
      { note: "for the lab", uses: 1 },
    ]);
    expect(await ask(db, own.id, "new@example.org")).toMatch(/^closed: This invitation has been used/);
  });
});
