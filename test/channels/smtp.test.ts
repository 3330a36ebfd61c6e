/** The mail channel as the program opens it: from a URL, through composing, to the relay. */
import { afterEach, describe, expect, test } from "vitest";
import type { SignMail } from "../../src/channels/dkim.ts";
import type { MailIdentity } from "../../src/channels/mail-identity.ts";
import { createMailComposer } from "../../src/channels/mail-message.ts";
import { createSmtpChannel, envelopeOf, probeSmtp, type SmtpOptions } from "../../src/channels/smtp.ts";
import { parseSmtpUrl } from "../../src/channels/smtp-settings.ts";
import { createReturnPath } from "../../src/domain/consent/links.ts";
import type { MailContent, Parcel } from "../../src/domain/delivery/channel.ts";
import { openScriptedRelay, type RelayScript } from "../support/scripted-relay.ts";
import { openSmtpSink } from "../support/smtp-sink.ts";

const IDENTITY: MailIdentity = {
  from: "Paperboy <papers@Lab.example.org>",
  replyTo: null,
  name: "the lab",
  home: null,
  returnPath: null,
  machine: null,
};
const PARCEL: Parcel<MailContent> = {
  key: "digest-1.20260514",
  address: "ada@example.org",
  on: "2026-05-14",
  part: 0,
  parent: null,
  createdAt: Temporal.Instant.from("2026-05-14T05:00:00Z"),
  kind: "digest",
  deliveryId: 3,
  leaveUrl: null,
  content: { subject: "Three papers", html: ["<p>.dots\n.and more</p>\n"], text: ["Three papers today.\n.dots\n"] },
};
const yes = async () => true;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const composer = createMailComposer(IDENTITY);

async function open(script: RelayScript = {}, options: SmtpOptions = {}, query = "", sign: SignMail | null = null) {
  const relay = await openScriptedRelay(script);
  const bytes = { identity: IDENTITY, composer, sign };
  const channel = createSmtpChannel(`smtp://127.0.0.1:${relay.port}${query}`, bytes, options);
  closing.push(
    () => channel.close(),
    () => relay.close(),
  );
  return { relay, channel };
}

test("a parcel arrives as the mail that was composed, with the headers of a list", async () => {
  const { relay, channel } = await open();
  expect(await channel.send(PARCEL, yes)).toEqual({ state: "accepted", receipt: "250 2.0.0 queued as 1" });
  const [mail = ""] = relay.dots;
  expect(mail).toMatch(/^List-ID: /im);
  expect(mail).toMatch(/^Message-ID: <digest-1\.20260514\./im);
  expect(mail.replace(/\r\n/g, "")).not.toMatch(/[\r\n]/);
});

test("bounces go to an address that names the delivery; the sender that a reader sees stays", async () => {
  const sink = await openSmtpSink();
  const identity = {
    ...IDENTITY,
    returnPath: createReturnPath("bounces@Lab.example.org", "a secret of tests, of 32 letters or more"),
    machine: null,
  };
  const channel = createSmtpChannel(sink.url, { identity, composer: createMailComposer(identity), sign: null });
  closing.push(
    () => channel.close(),
    () => sink.close(),
  );
  await channel.send(PARCEL, yes);
  expect(sink.accepted[0]?.from).toBe(identity.returnPath(PARCEL.deliveryId).toLowerCase());
  expect(sink.accepted[0]?.raw).toMatch(/^From: Paperboy <papers@lab\.example\.org>\r$/m);
});

test("what was composed and signed arrives to the byte, also of many at once", async () => {
  const { relay, channel } = await open({}, {}, "?connections=4", async () => Buffer.from("DKIM-Signature: v=1;\r\n"));
  const parcels = Array.from({ length: 20 }, (_, i) => ({ ...PARCEL, key: `digest-${i}.20260514` }));
  await Promise.all(parcels.map((parcel) => channel.send(parcel, yes)));
  const composed = parcels.map((parcel) => `DKIM-Signature: v=1;\r\n${composer.composeRaw(parcel).toString("latin1")}`);
  expect(relay.dots.toSorted()).toEqual(composed.toSorted());
});

test("the URL sets how many connections there are", async () => {
  const { channel } = await open({}, {}, "?connections=12");
  expect(channel.concurrency).toBe(12);
  expect((await open()).channel.concurrency).toBe(5);
  for (const wrong of ["0", "-1", "1e3", "201", "many", ""])
    expect(() => parseSmtpUrl(`smtp://127.0.0.1?connections=${wrong}`)).toThrow(/connections=/);
});

test("a pause told from elsewhere is heeded", async () => {
  const { relay, channel } = await open();
  channel.pause({ seconds: 60, oneConnection: true });
  expect(await channel.send(PARCEL, yes)).toMatchObject({ state: "deferred", relay: { oneConnection: true } });
  expect(relay.connections).toBe(0);
});

test.each([
  ["smtp://127.0.0.1:1025", "never", 1025],
  ["smtp://localhost", "never", 587],
  ["smtp://relay.example.org", "starttls", 587],
  ["smtp://relay.example.org?tls=off", "never", 587],
  ["smtps://relay.example.org", "always", 465],
  ["smtps://127.0.0.1", "always", 465],
])("%s: TLS %s, port %i", (url, tls, port) => expect(parseSmtpUrl(url)).toMatchObject({ tls, port }));

test.each([
  ["Ada.L@Example.ORG", "Ada.L@example.org"],
  ["ada@bücher.example", "ada@xn--bcher-kva.example"],
  ["ådå@Example.org", "ådå@example.org"],
  ["ada@127.1", "ada@127.1"],
  ["ada@[127.0.0.1]", "ada@[127.0.0.1]"],
])("%s travels as %s", (address, to) => {
  expect(envelopeOf("papers@lab.example.org", address)).toEqual({ from: "papers@lab.example.org", to });
});

describe("the probe", () => {
  test("greets, logs in, and says that the relay answers", async () => {
    const { relay } = await open({ offers: ["AUTH PLAIN"] });
    expect(await probeSmtp(`smtp://me:secret@127.0.0.1:${relay.port}`)).toBe(
      `the relay at 127.0.0.1:${relay.port} answers, without TLS, logged in`,
    );
    expect(relay.events.slice(0, 2)).toEqual(["ehlo", "auth"]);
  });

  test("throws what the relay said", async () => {
    const { relay } = await open({ faults: () => ({ auth: { say: "535 5.7.8 bad credentials" } }) });
    await expect(probeSmtp(`smtp://me:secret@127.0.0.1:${relay.port}`)).rejects.toThrow(
      "the relay refuses the login: 535 5.7.8 bad credentials",
    );
  });
});
