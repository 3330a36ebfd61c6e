/** Webhooks: a subscription's new matches posted to a real receiver, signed, each once, in the ledger of all deliveries. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { Webhook } from "standardwebhooks";
import { expect, it, onTestFinished } from "vitest";
import { createWebhookChannel } from "../../src/channels/webhook.ts";
import { recoverDeliveries } from "../../src/db/delivery-closing.ts";
import { showWebhookKey } from "../../src/domain/delivery/webhook-signature.ts";
import { eraseReader, exportReader } from "../../src/membership/personal-data.ts";
import { addWebhook, listReaderWebhooks, removeWebhook } from "../../src/membership/webhooks.ts";
import { deliverDue } from "../../src/pipeline/deliver.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { insertWebhooks } from "../../src/pipeline/webhooks.ts";
import { createPoster } from "../../src/sources/http/post.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { makeListing, makeListings, makeOrder, NOON } from "../support/listings.ts";
import { openMill } from "../support/mill.ts";
import { ada, match, order } from "../support/orders.ts";

const SECRET = "a secret of more than thirty-two characters";
const ADA = { channel: "email" as const, address: "ada@example.org", key: "ada@example.org" };

interface Received {
  headers: Record<string, string>;
  body: string;
}

/** Answers by `status`; a status of 0 breaks the connection off. */
async function openReceiver(status: () => number, headers: Record<string, string> = {}) {
  const received: Received[] = [];
  const server: Server = createServer(async (request: IncomingMessage, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers as Record<string, string>, body });
    if (status() === 0) request.socket.destroy();
    else response.writeHead(status(), headers).end("thanks");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return { received, host: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}/papers` };
}

async function start(open: () => Promise<TestDatabase>, status: () => number, headers?: Record<string, string>) {
  const database = await open();
  const { db } = database;
  const receiver = await openReceiver(status, headers);
  const mill = openMill(database).at(NOON.toString());
  const post = createPoster({ userAgent: "paperboy-test", privateHosts: [receiver.host], timeoutMs: 5_000 });
  const webhook = createWebhookChannel(post, () => SECRET, mill.now);
  await order(db, [ada("zebras")]);
  const added = await addWebhook(db, { address: ADA, number: 1, url: receiver.url }, NOON);
  const bring = async (listings: Parameters<typeof makeOrder>[0]) => {
    await takeIn(db, makeOrder(listings));
    await match(db);
  };
  const deliver = () => deliverDue(db, { ...mill.order, channels: { ...mill.order.channels, webhook } });
  const states = async () =>
    await db
      .selectFrom("delivery")
      .select(["part", "state", "reason"])
      .where("channel", "=", "webhook")
      .orderBy("id")
      .execute();
  return { db, mill, receiver, webhook, added, bring, deliver, states };
}

const zebra = (arxiv: string) => makeListing({ arxiv, title: `Zebras ${arxiv}` });

describeOnBoth("webhooks", (open) => {
  it("post what matches from then on, once, in a form that another library verifies", async () => {
    const { db, receiver, added, bring, deliver, states } = await start(open, () => 200);
    expect(added).toMatchObject({ ok: true, id: 1 });
    await bring([zebra("2605.10001"), makeListing({ arxiv: "2605.10002" })]);
    await deliver();
    await deliver();
    expect(receiver.received).toHaveLength(1);
    const [{ headers, body }] = receiver.received as [Received];
    const verify = (key: string, text = body) => new Webhook(key).verify(text, headers as Record<string, string>);
    expect(headers["content-type"]).toBe("application/json");
    const clock = Math.abs(Number(headers["webhook-timestamp"]) - NOON.epochMilliseconds / 1_000);
    expect(clock).toBeLessThan(3_600);
    expect(JSON.parse(body)).toMatchObject({
      type: "papers.matched",
      data: {
        topic: { number: 1, name: "zebras" },
        part: 0,
        papers: [{ arxivId: "2605.10001", title: "Zebras 2605.10001" }],
      },
    });
    // The library asks its own clock, so only the signature is judged here.
    expect(() => verify(showWebhookKey(SECRET, 1))).toThrow(/timestamp/i);
    expect(() => verify(showWebhookKey(SECRET, 2))).toThrow();
    const signature = new Webhook(showWebhookKey(SECRET, 1)).sign(
      headers["webhook-id"] as string,
      new Date(Number(headers["webhook-timestamp"]) * 1_000),
      body,
    );
    expect(headers["webhook-signature"]).toBe(signature);
    expect(await states()).toEqual([{ part: 0, state: "accepted", reason: null }]);
    await bring([makeListing({ arxiv: "2605.10003" })]);
    await bring([zebra("2605.10004")]);
    await deliver();
    expect(receiver.received.map((each) => JSON.parse(each.body).data.papers[0].arxivId)).toEqual([
      "2605.10001",
      "2605.10004",
    ]);
    expect(await insertWebhooks(db, NOON)).toBe(0);
  });

  it("begin after what matched before, and are written once by two processes", async () => {
    const { db, receiver, bring, deliver } = await start(open, () => 204);
    await bring([zebra("2605.10001")]);
    await Promise.all([insertWebhooks(db, NOON), insertWebhooks(db, NOON), insertWebhooks(db, NOON)]);
    await deliver();
    expect(receiver.received).toHaveLength(1);
    const again = await addWebhook(db, { address: ADA, number: 1, url: `${receiver.url}?second` }, NOON);
    expect(again).toMatchObject({ ok: true });
    await deliver();
    expect(receiver.received).toHaveLength(1);
  });

  it("post hundreds of papers in parts that follow each other", async () => {
    const { receiver, bring, deliver } = await start(open, () => 200);
    await bring(makeListings(250, {}).map((listing) => ({ ...listing, title: `Zebras ${listing.sourceKey}` })));
    await deliver();
    await deliver();
    await deliver();
    const parts = receiver.received.map((each) => JSON.parse(each.body).data);
    expect(parts.map(({ part, papers }) => [part, papers.length])).toEqual([
      [0, 100],
      [1, 100],
      [2, 50],
    ]);
    expect(new Set(parts.flatMap(({ papers }) => papers.map(({ id }: { id: number }) => id))).size).toBe(250);
  });

  it.each([[500], [429], [0]])("are tried again after %d under the same id and with the same bytes", async (first) => {
    let status = first;
    const { mill, receiver, bring, deliver, states } = await start(open, () => status);
    await bring([zebra("2605.10001")]);
    await deliver();
    expect(await states()).toMatchObject([{ state: "deferred" }]);
    await deliver();
    expect(receiver.received).toHaveLength(1);
    status = 200;
    mill.at(NOON.add({ hours: 1 }).toString());
    await deliver();
    expect(await states()).toMatchObject([{ state: "accepted" }]);
    const [before, after] = receiver.received as [Received, Received];
    expect(after.headers["webhook-id"]).toBe(before.headers["webhook-id"]);
    expect(after.body).toBe(before.body);
  });

  it("end with 410 until they are added again, and when they are removed", async () => {
    let status = 410;
    const { db, receiver, bring, deliver, states } = await start(open, () => status);
    await bring([zebra("2605.10001")]);
    await deliver();
    expect(await states()).toMatchObject([{ state: "rejected", reason: "the receiver answered 410" }]);
    expect(await listReaderWebhooks(db, ADA)).toMatchObject([{ suppressed: "the receiver answered 410 Gone" }]);
    status = 200;
    await addWebhook(db, { address: ADA, number: 1, url: receiver.url }, NOON);
    await bring([zebra("2605.10002")]);
    await deliver();
    expect(receiver.received).toHaveLength(2);
    await bring([zebra("2605.10003")]);
    await insertWebhooks(db, NOON);
    expect(await removeWebhook(db, 1, NOON)).toBe(true);
    expect(await removeWebhook(db, 1, NOON)).toBe(false);
    await deliver();
    expect(receiver.received).toHaveLength(2);
    expect((await states()).at(-1)).toMatchObject({ state: "rejected", reason: "what it was to say is gone" });
  });

  it("are forgotten with their reader", async () => {
    const { db, receiver, bring, deliver } = await start(open, () => 200);
    expect((await exportReader(db, ADA))?.webhooks).toMatchObject([{ topic: 1, url: receiver.url }]);
    await eraseReader(db, ADA, SECRET, NOON);
    await bring([zebra("2605.10001")]);
    await deliver();
    expect(receiver.received).toEqual([]);
    expect(await db.selectFrom("webhook").select("id").execute()).toEqual([]);
  });

  it("are due again when their process died in the middle: the receiver knows the id", async () => {
    const { db, receiver, bring, deliver, states } = await start(open, () => 200);
    await bring([zebra("2605.10001")]);
    await insertWebhooks(db, NOON);
    await db.updateTable("delivery").set({ state: "dotted", owner: "dead" }).where("channel", "=", "webhook").execute();
    expect(await recoverDeliveries(db, ["test"], NOON.toString())).toEqual({ again: 1, unknown: 0 });
    await deliver();
    expect(receiver.received).toHaveLength(1);
    expect(await states()).toMatchObject([{ state: "accepted" }]);
  });

  it("go nowhere private, and follow nobody elsewhere", async () => {
    const { db, receiver, mill, bring } = await start(open, () => 302, { location: "http://169.254.169.254/" });
    const post = createPoster({ userAgent: "paperboy-test" });
    for (const url of [
      receiver.url,
      "http://169.254.169.254/latest",
      "http://[::1]/",
      "http://localhost:1/",
      "file:///etc/passwd",
    ])
      expect(await post(url, { headers: {}, body: "{}" }), url).toMatchObject({ ok: false, hopeless: true });
    expect(receiver.received).toEqual([]);
    await bring([zebra("2605.10001")]);
    const trusting = createPoster({ userAgent: "paperboy-test", privateHosts: [receiver.host] });
    const webhook = createWebhookChannel(trusting, () => SECRET, mill.now);
    await deliverDue(db, { ...mill.order, channels: { ...mill.order.channels, webhook } });
    expect(receiver.received).toHaveLength(1);
  });

  it.each([
    [ADA, 7, "https://x.example/", "has no topic 7"],
    [{ ...ADA, address: "bob@example.org", key: "bob@example.org" }, 1, "https://x.example/", "is not subscribed"],
    [ADA, 1, "javascript:alert(1)", "is no web address"],
    [ADA, 1, "https://user:pass@x.example/", "is no web address"],
    [ADA, 1, "nonsense", "is no web address"],
  ])("are refused: %j %d %s", async (address, number, url, says) => {
    const { db } = await start(open, () => 200);
    expect(await addWebhook(db, { address, number, url }, NOON)).toEqual({
      ok: false,
      message: expect.stringContaining(says),
    });
  });
});
