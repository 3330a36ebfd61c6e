/** Handing over mails with the whole ledger, beside nodemailer composing for each reader, and the wire's own limit. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import pg from "pg";
import { ROUND_TRIPS } from "../src/channels/smtp-connection.ts";
import { type Db, openDatabase } from "../src/db/open.ts";
import { joinPieces } from "../src/domain/delivery/pieces.ts";
import { createMailRenderer } from "../src/render/mail.ts";
import { startPostgres } from "../test/support/postgres-server.ts";
import { IDENTITY, parcelIds, readerView } from "./morning.ts";
import type { Sent } from "./send-child.ts";
import { makeSendMorning, resetDeliveries } from "./send-morning.ts";

const READERS = 12_000;
const NODEMAILER_MAILS = 3_000;
const FAR_MAILS = 4_000;
const CONNECTIONS = 50;
const FAR = { ms: 50, connections: 50, each: 25 };
const SINK = "/usr/sbin/smtp-sink";
const SOURCE = "/usr/sbin/smtp-source";

export async function benchSend(): Promise<void> {
  if (!existsSync(SINK)) {
    console.log("bench send needs smtp-sink and smtp-source: apt-get install postfix");
    process.exitCode = 2;
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), "paperboy-send-"));
  const server = await startPostgres(["-c", "max_connections=100"]);
  try {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const keyFile = join(folder, "dkim.pem");
    await writeFile(keyFile, pem);
    const url = await makeDatabase(server.url);
    const database = await openDatabase({ kind: "postgres", url });
    await makeSendMorning(database.db, READERS);
    await benchNear(database.db, url, { keyFile, pem });
    await benchFar(database.db, url);
    await database.close();
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeDatabase(server: string): Promise<string> {
  const admin = new pg.Client({ connectionString: `${server}postgres` });
  await admin.connect();
  await admin.query("create database send");
  await admin.end();
  return `${server}send`;
}

/** All of it against one sink on loopback. */
async function benchNear(db: Db, url: string, { keyFile, pem }: { keyFile: string; pem: string }): Promise<void> {
  const sink = await startSink();
  const smtpUrl = `smtp://127.0.0.1:${sink.port}`;
  const ours = async (mails: number, key?: string) => {
    await resetDeliveries(db, mails);
    return rate(await runChildren(url, [`${smtpUrl}?connections=${CONNECTIONS}`], key));
  };
  const theirs = (encoding: "quoted-printable" | "base64", key?: string) => sendByNodemailer(sink.port, encoding, key);
  console.log(`Digests of 20 papers to a sink on loopback, ${CONNECTIONS} connections`);
  const bytes = await measureMail();
  const wire = await sendBySource(sink.port, bytes);
  const plain = { ours: await ours(READERS), qp: await theirs("quoted-printable"), base64: await theirs("base64") };
  const signed = {
    ours: await ours(READERS / 2, keyFile),
    qp: await theirs("quoted-printable", pem),
    base64: await theirs("base64", pem),
  };
  const again = await ours(READERS);
  await sink.stop();
  line("smtp-source into smtp-sink", wire, `the wire, ${bytes.toLocaleString("en")} bytes a mail`);
  for (const [name, each] of [
    ["without DKIM", plain],
    ["with DKIM, RSA-2048", signed],
  ] as const) {
    console.log(`  ${name}`);
    line("  ours, with the ledger", each.ours.perSecond, `${each.ours.cpuMs.toFixed(2)} ms of CPU a mail`);
    line("  nodemailer, quoted-printable", each.qp.perSecond, `${each.qp.cpuMs.toFixed(2)} ms, no ledger`);
    line("  nodemailer, base64", each.base64.perSecond, `${each.base64.cpuMs.toFixed(2)} ms, no ledger`);
    const rates = each.ours.perSecond / Math.max(each.qp.perSecond, each.base64.perSecond);
    const cpu = Math.min(each.qp.cpuMs, each.base64.cpuMs) / each.ours.cpuMs;
    console.log(`    ratio ${rates.toFixed(2)} to the faster (bar 2, aim 4), of CPU ${cpu.toFixed(2)}`);
  }
  console.log(
    `  a second time without DKIM: ${Math.round(again.perSecond).toLocaleString("en")} mails/s; of the wire: ${(Math.max(plain.ours.perSecond, again.perSecond) / wire).toFixed(2)} (aim 0.25); at most ${again.megabytes.toFixed(0)} MB`,
  );
}

/** A relay at 50 ms: latency alone limits what connections can do. */
async function benchFar(db: Db, url: string): Promise<void> {
  const sink = fork(join(import.meta.dirname, "slow-sink.ts"), [String(FAR.ms)]);
  const [port] = (await once(sink, "message")) as [number];
  const relay = (connections: number) => `smtp://127.0.0.1:${port}?connections=${connections}`;
  const limit = FAR.connections / ((FAR.ms / 1_000) * ROUND_TRIPS.pipelined);
  await resetDeliveries(db, FAR_MAILS);
  const full = rate(await runChildren(url, [relay(FAR.connections)])).perSecond;
  await resetDeliveries(db, FAR_MAILS / 2);
  const one = rate(await runChildren(url, [relay(FAR.each)])).perSecond;
  await resetDeliveries(db, FAR_MAILS);
  const two = rate(await runChildren(url, [relay(FAR.each), relay(FAR.each)])).perSecond;
  sink.disconnect();
  console.log(`A relay that answers after ${FAR.ms} ms, ${ROUND_TRIPS.pipelined} round trips a mail`);
  line(
    `  one process, ${FAR.connections} connections`,
    full,
    `${((full / limit) * 100).toFixed(0)} % of ${limit} (bar 80 %)`,
  );
  line(`  one process, ${FAR.each} connections`, one, "");
  line(`  two processes, ${FAR.each} each`, two, `${(two / one).toFixed(2)} times one (bar 1.8)`);
}

function line(name: string, perSecond: number, says: string): void {
  console.log(`  ${name.padEnd(34)}${Math.round(perSecond).toLocaleString("en").padStart(7)} mails/s  ${says}`);
}

/** Children that are ready start together; the last to end counts. */
async function runChildren(url: string, relays: string[], keyFile?: string): Promise<Sent[]> {
  const children = relays.map((relay) =>
    fork(join(import.meta.dirname, "send-child.ts"), [url, relay, ...(keyFile ? [keyFile] : [])]),
  );
  await Promise.all(children.map((child) => once(child, "message")));
  const sent = children.map(async (child) => (await once(child, "message"))[0] as Sent);
  for (const child of children) child.send("go");
  const results = await Promise.all(sent);
  await Promise.all(children.map((child) => child.exitCode ?? once(child, "exit")));
  return results;
}

function rate(sent: Sent[]): { perSecond: number; cpuMs: number; megabytes: number } {
  const accepted = sent.reduce((sum, each) => sum + each.accepted, 0);
  const ms = Math.max(...sent.map((each) => each.ms));
  const cpu = sent.reduce((sum, each) => sum + each.cpuMs, 0);
  return {
    perSecond: (accepted / ms) * 1_000,
    cpuMs: cpu / accepted,
    megabytes: Math.max(...sent.map((each) => each.megabytes)),
  };
}

/** What a user would do: nodemailer's pool, composing each reader's mail; the rendered texts are given to it. */
async function sendByNodemailer(
  port: number,
  encoding: "quoted-printable" | "base64",
  pem?: string,
): Promise<{ perSecond: number; cpuMs: number }> {
  const renderer = await createMailRenderer();
  const dkim = pem ? { domainName: "lab.example.org", keySelector: "paperboy", privateKey: pem } : undefined;
  const transport = createTransport({
    host: "127.0.0.1",
    port,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
    ...(dkim ? { dkim } : {}),
  } as object);
  const mails = pem ? NODEMAILER_MAILS / 2 : NODEMAILER_MAILS;
  const rendered = Array.from({ length: 200 }, (_, reader) => {
    const { subject, html, text } = renderer.renderMail(readerView(reader));
    return { subject, html: Buffer.from(joinPieces(html)).toString(), text: Buffer.from(joinPieces(text)).toString() };
  });
  let next = 0;
  const cpu = process.cpuUsage();
  const from = performance.now();
  const work = async () => {
    while (next < mails) {
      const reader = next++;
      await transport.sendMail({
        from: "Paperboy <papers@lab.example.org>",
        to: `reader-${reader}@lab.example.org`,
        ...rendered[reader % rendered.length],
        textEncoding: encoding,
        list: { id: { url: "digest.lab.example.org", comment: "Paperboy" } },
      } as object);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS * 2 }, work));
  const took = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  transport.close();
  return { perSecond: (mails / took) * 1_000, cpuMs: (user + system) / 1_000 / mails };
}

async function measureMail(): Promise<number> {
  const { createMailComposer } = await import("../src/channels/mail-message.ts");
  const content = (await createMailRenderer()).renderMail(readerView(1));
  const createdAt = Temporal.Instant.from("2026-11-20T07:00:00Z");
  const parcel = {
    key: "k",
    address: "reader@lab.example.org",
    on: "2026-11-20",
    part: 0,
    parent: null,
    createdAt,
    content,
    ...parcelIds(1),
  };
  return createMailComposer(IDENTITY).composeRaw(parcel).length;
}

async function sendBySource(port: number, bytes: number): Promise<number> {
  const mails = 20_000;
  const from = performance.now();
  const source = spawn(SOURCE, [
    "-s",
    String(CONNECTIONS),
    "-m",
    String(mails),
    "-l",
    String(bytes),
    "-d",
    `127.0.0.1:${port}`,
  ]);
  const [code] = await once(source, "close");
  if (code !== 0) throw new Error(`smtp-source ended with ${code}`);
  return (mails / (performance.now() - from)) * 1_000;
}

async function startSink(): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await findFreePort();
  const asUser = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const sink: ChildProcess = spawn(SINK, [...asUser, `127.0.0.1:${port}`, "1000"], { stdio: "ignore" });
  while (!(await answers(port))) if (sink.exitCode !== null) throw new Error("smtp-sink did not start");
  return {
    port,
    stop: async () => {
      sink.kill();
      await once(sink, "close");
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

/** Waits for a greeting; false when nothing listens yet. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "data");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
