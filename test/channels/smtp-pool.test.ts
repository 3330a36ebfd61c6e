/** The pool of connections: the mark before the dot, what it costs in round trips, and how it slows down and comes back. */
import { afterEach, describe, expect, test } from "vitest";
import { ROUND_TRIPS } from "../../src/channels/smtp-connection.ts";
import { SmtpPool } from "../../src/channels/smtp-pool.ts";
import { parseSmtpUrl, RELAY_LIMITS, type RelaySettings } from "../../src/channels/smtp-settings.ts";
import { openScriptedRelay, type RelayScript } from "../support/scripted-relay.ts";

const RAW = Buffer.from("Subject: a digest\r\n\r\nThree papers today.\r\n");
const ENVELOPE = { from: "papers@lab.example.org", to: "ada@example.org" };
const yes = async () => true;
const deferral = (text: string) => ({ say: text });

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(script: RelayScript = {}, settings: Partial<RelaySettings> = {}) {
  const relay = await openScriptedRelay(script);
  const clock = { now: 0 };
  const pool = new SmtpPool({ ...parseSmtpUrl(`smtp://127.0.0.1:${relay.port}`), ...settings }, () => clock.now);
  closing.push(
    () => pool.close(),
    () => relay.close(),
  );
  return { relay, pool, clock };
}

/** So many mails, each let go only when all of them stand before their dot. */
async function sendTogether(pool: SmtpPool, count: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  let standing = 0;
  const mark = async () => {
    if (++standing === count) resolve();
    await promise;
    return true;
  };
  return Promise.all(Array.from({ length: count }, () => pool.send(ENVELOPE, RAW, mark)));
}

describe("the mark", () => {
  test("comes when the relay can have the whole body, and before the dot", async () => {
    const { relay, pool } = await open();
    const outcome = await pool.send(ENVELOPE, RAW, async () => {
      await relay.whenBody(RAW.length);
      relay.events.push("mark");
      return true;
    });
    expect(outcome).toEqual({ state: "accepted", receipt: "250 2.0.0 queued as 1" });
    expect(relay.events).toEqual(["ehlo", "mail", "rcpt", "data", "354", "mark", "dot"]);
  });

  test.each([
    ["false", async () => false],
    ["a failure", () => Promise.reject(new Error("the database is gone"))],
    [
      "a throw",
      () => {
        throw new Error("the database is gone");
      },
    ],
  ])("that is %s sends no dot and drops the connection", async (_what, mark) => {
    const { relay, pool } = await open();
    expect(await pool.send(ENVELOPE, RAW, mark)).toEqual({
      state: "deferred",
      reason: "withdrawn before it was handed over",
    });
    expect(await pool.send(ENVELOPE, RAW, yes)).toMatchObject({ state: "accepted" });
    expect(relay).toMatchObject({ dots: [RAW.toString()], connections: 2 });
  });

  test("is waited for when the connection is lost meanwhile, and then no dot is sent: deferred", async () => {
    const { relay, pool } = await open();
    let marked = false;
    const outcome = await pool.send(ENVELOPE, RAW, async () => {
      await relay.cutOff();
      marked = true;
      return true;
    });
    expect(outcome).toMatchObject({ state: "deferred", reason: expect.stringMatching(/^lost before/) });
    expect(marked).toBe(true);
    expect(relay.dots).toEqual([]);
  });
});

test.each([
  ["a dot that begins a line", ".one\r\n..two\r\n.\r\nthree\r\n", ".one\r\n..two\r\n.\r\nthree\r\n"],
  ["no last line's end", "one\r\n.", "one\r\n.\r\n"],
  ["a dot after a bare LF, and one after a bare CR", "a\n.\r\nb\r.\r\nc\r\n", "a\n..\r\nb\r..\r\nc\r\n"],
  ["dots within lines", "1.5 and so on...\r\n", "1.5 and so on...\r\n"],
])("%s arrives whole and ends nothing early", async (_what, sent, arrived) => {
  const { relay, pool } = await open();
  expect(await pool.send(ENVELOPE, Buffer.from(sent), yes)).toMatchObject({ state: "accepted" });
  expect(relay.dots).toEqual([arrived]);
});

test.each([
  ["pipelined", ["PIPELINING"]],
  ["stepwise", []],
] as const)("a mail on a warm connection costs its round trips, %s", async (kind, offers) => {
  const { relay, pool } = await open({ offers: [...offers] });
  await pool.send(ENVELOPE, RAW, yes);
  const before = relay.turns;
  for (let mails = 0; mails < 10; mails++) await pool.send(ENVELOPE, RAW, yes);
  expect((relay.turns - before) / 10).toBe(ROUND_TRIPS[kind]);
  expect(relay.connections).toBe(1);
});

describe("connections", () => {
  test("are as many as allowed and no more", async () => {
    const { relay, pool } = await open({}, { connections: 3 });
    await sendTogether(pool, 3);
    await Promise.all(Array.from({ length: 30 }, () => pool.send(ENVELOPE, RAW, yes)));
    expect(relay).toMatchObject({ connections: 3, accepted: 33 });
  });

  test("are given up after so many mails", async () => {
    const { relay, pool } = await open({}, { mailsPerConnection: 4 });
    for (let mails = 0; mails < 9; mails++) await pool.send(ENVELOPE, RAW, yes);
    expect(relay).toMatchObject({ connections: 3, accepted: 9 });
  });

  test("that the relay closed while they rested cost nothing: another takes the mail", async () => {
    const { relay, pool } = await open();
    await pool.send(ENVELOPE, RAW, yes);
    await relay.cutOff();
    expect(await pool.send(ENVELOPE, RAW, yes)).toMatchObject({ state: "accepted" });
    expect(relay).toMatchObject({ connections: 2, accepted: 2 });
  });

  test.each(["fin", "rst", "421"] as const)("that end by %s at the next MAIL are replaced as well", async (end) => {
    const timedOut = { say: "421 4.4.2 timeout exceeded", ending: "fin" } as const;
    const { relay, pool } = await open({
      faults: (connection) => (connection === 0 ? { secondMail: end === "421" ? timedOut : end } : {}),
    });
    await pool.send(ENVELOPE, RAW, yes);
    expect(await pool.send(ENVELOPE, RAW, yes)).toMatchObject({ state: "accepted" });
    expect(relay).toMatchObject({ connections: 2, accepted: 2 });
    expect(pool.allowed).toBe(5);
  });

  test("that rest too long are closed with QUIT, and the next mail opens one", async () => {
    const { relay, pool } = await open({}, { limits: { ...RELAY_LIMITS, idle: 20 } });
    await pool.send(ENVELOPE, RAW, yes);
    await expect.poll(() => relay.events.at(-1)).toBe("quit");
    expect(await pool.send(ENVELOPE, RAW, yes)).toMatchObject({ state: "accepted" });
    expect(relay.connections).toBe(2);
  });

  test("are reset after a refused recipient, once there is a next mail", async () => {
    const { relay, pool } = await open({ faults: () => ({ rcpt: deferral("550 5.1.1 no such user") }) });
    await pool.send(ENVELOPE, RAW, yes);
    await pool.send(ENVELOPE, RAW, yes);
    expect(relay.events.join(" ")).toBe("ehlo mail rcpt rset mail rcpt data 354 dot");
  });
});

describe("a relay that asks to be slowed", () => {
  const limited = { seconds: 600, oneConnection: true };

  test("gets nothing until its pause is over: what comes is deferred at once, without a mark", async () => {
    const faults = (connection: number) =>
      connection === 0 ? { rcpt: { say: "421 4.7.28 too many", ending: "fin" } as const } : {};
    const { relay, pool, clock } = await open({ faults });
    expect(await pool.send(ENVELOPE, RAW, yes)).toMatchObject({ state: "deferred", relay: limited });
    clock.now += 599_000;
    const never = () => Promise.reject(new Error("asked"));
    expect(await pool.send(ENVELOPE, RAW, never)).toMatchObject({
      state: "deferred",
      retryAfterSeconds: 1,
      relay: { seconds: 1, oneConnection: true },
    });
    expect(relay.connections).toBe(1);
    clock.now += 1_000;
    expect(await pool.send(ENVELOPE, RAW, yes)).toMatchObject({ state: "accepted" });
  });

  test("gets one connection then, and another for each eight mails it takes, up to all", async () => {
    const { relay, pool, clock } = await open({}, { connections: 3 });
    pool.pause(limited);
    expect(pool.allowed).toBe(0);
    clock.now += 600_000;
    expect(pool.allowed).toBe(1);
    await Promise.all(Array.from({ length: 7 }, () => pool.send(ENVELOPE, RAW, yes)));
    expect(relay.connections).toBe(1);
    await pool.send(ENVELOPE, RAW, yes);
    expect(pool.allowed).toBe(2);
    await sendTogether(pool, 2);
    for (let mails = 0; mails < 30; mails++) await pool.send(ENVELOPE, RAW, yes);
    expect(pool.allowed).toBe(3);
  });

  test("without a word on connections comes back to half of them, however many told it", async () => {
    const { pool, clock } = await open({}, { connections: 8 });
    for (let told = 0; told < 8; told++) pool.pause({ seconds: 60, oneConnection: false });
    clock.now += 60_000;
    expect(pool.allowed).toBe(4);
  });

  test("sends back what waited for a connection", async () => {
    const { pool } = await open({}, { connections: 1 });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const first = pool.send(ENVELOPE, RAW, () => promise);
    const second = pool.send(ENVELOPE, RAW, yes);
    pool.pause(limited);
    expect(await second).toMatchObject({ state: "deferred", relay: limited });
    resolve(true);
    expect(await first).toMatchObject({ state: "accepted" });
  });
});

describe("what the relay does not offer", () => {
  const beyond = { ...ENVELOPE, to: "ådå@example.org" };

  test("is not tried: an address beyond ASCII needs SMTPUTF8", async () => {
    const { relay, pool } = await open();
    expect(await pool.send(beyond, RAW, yes)).toMatchObject({ state: "rejected" });
    expect(relay.events).toEqual(["ehlo"]);
    const offering = await open({ offers: ["SMTPUTF8"] });
    expect(await offering.pool.send(beyond, RAW, yes)).toMatchObject({ state: "accepted" });
  });

  test("a mail above its SIZE is refused here, and the connection serves on", async () => {
    const { relay, pool } = await open({ offers: ["SIZE 100"] });
    expect(await pool.send(ENVELOPE, Buffer.alloc(101, "a"), yes)).toMatchObject({ state: "rejected", policy: true });
    expect(await pool.send(ENVELOPE, RAW, yes)).toMatchObject({ state: "accepted" });
    expect(relay.connections).toBe(1);
  });
});
