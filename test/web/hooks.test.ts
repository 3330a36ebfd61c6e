/** Events of mail providers over HTTP: only what is rightly signed is counted, once, and nothing is fetched from elsewhere. */
import { createSign, X509Certificate } from "node:crypto";
import { Hono } from "hono";
import { beforeAll, describe, expect, it } from "vitest";
import { fetchFromSns } from "../../src/channels/sns-fetch.ts";
import { signHook } from "../../src/domain/bounce/hook-signature.ts";
import { type SnsMessage, textToSign } from "../../src/domain/bounce/sns.ts";
import { makeToken } from "../../src/domain/consent/token.ts";
import { takeMailEvent } from "../../src/membership/mail-hook.ts";
import { openSesHook } from "../../src/membership/ses-hook.ts";
import { addHooks } from "../../src/web/hooks.ts";
import { returnPath, SECRET } from "../support/bounce-corpus.ts";
import { makeCertificate } from "../support/certificate.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { openMill } from "../support/mill.ts";
import { order } from "../support/orders.ts";
import { openWebStandIn } from "../support/web-stand-in.ts";

type Answer = Parameters<typeof openWebStandIn>[0];

const HOOK_SECRET = "what the provider and we both know";
const TOPIC = "arn:aws:sns:eu-west-1:123456789012:bounces";
const CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abc.pem";
const CONFIRM = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t";

let aws: { key: string; cert: string };
let now: Temporal.Instant;
beforeAll(async () => {
  aws = await makeCertificate("rsa");
  now = new X509Certificate(aws.cert).validFromDate.toTemporalInstant().add({ hours: 1 });
});

/** One delivery, number 1, accepted; and both hooks. `fetched`: what was asked of the network, which `fetchText` answers. */
async function start(open: () => Promise<TestDatabase>, fetchText = async (_url: string) => aws.cert) {
  const { db, ...rest } = await open();
  const mill = openMill({ db, ...rest }).at("2026-05-13T12:00:00Z");
  await order(db, [{ address: "ada@example.net", topics: ["*"], at: "08:00" }], mill.now());
  await mill.takeIn("2026-05-13", 1, 1);
  await mill.at("2026-05-14T08:00:00Z").minute();
  const fetched: string[] = [];
  const ses = openSesHook(db, {
    secret: SECRET,
    topic: TOPIC,
    async fetchText(url) {
      fetched.push(url);
      return fetchText(url);
    },
  });
  const web = new Hono();
  addHooks(web, {
    ses: (body) => ses(body, now),
    mail: (signed) => takeMailEvent(db, { secret: SECRET, hookSecret: HOOK_SECRET }, signed, now),
  });
  const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
    const response = await web.request(path, { method: "POST", body, headers });
    return { status: response.status, body: await response.json() };
  };
  return {
    fetched,
    sns: (message: SnsMessage | string) =>
      post("/hooks/ses", typeof message === "string" ? message : JSON.stringify(message)),
    mail: (event: object | string, wish: { at?: number; secret?: string; sent?: string; timestamp?: string } = {}) => {
      const body = typeof event === "string" ? event : JSON.stringify(event);
      const timestamp = wish.timestamp ?? String(Math.floor(now.epochMilliseconds / 1_000) + (wish.at ?? 0));
      return post("/hooks/mail", wish.sent ?? body, {
        "x-paperboy-timestamp": timestamp,
        "x-paperboy-signature": signHook(wish.secret ?? HOOK_SECRET, timestamp, Buffer.from(body)),
      });
    },
    post,
    suppressed: async () => (await db.selectFrom("suppression").select("reason").execute()).map(({ reason }) => reason),
    counted: async () => (await db.selectFrom("bounce").select(["provider", "class"]).execute()).length,
  };
}

const token = (delivery = 1) => makeToken(SECRET, "bounce", delivery);

/** As AWS signs it, with what is changed before and after signing. */
function sign(more: Partial<SnsMessage> = {}, after: Partial<SnsMessage> = {}, key = aws.key): SnsMessage {
  const message: SnsMessage = {
    Type: "Notification",
    MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    TopicArn: TOPIC,
    Message: JSON.stringify(sesBounce()),
    Timestamp: "2026-05-14T06:00:03.000Z",
    SignatureVersion: "2",
    Signature: "",
    SigningCertURL: CERTIFICATE,
    ...more,
  };
  const algorithm = message.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
  const Signature = createSign(algorithm).update(textToSign(message), "utf8").sign(key, "base64");
  return { ...message, Signature, ...after };
}

const sesBounce = (bounce: object = {}, source = returnPath(1)) => ({
  notificationType: "Bounce",
  bounce: {
    bounceType: "Permanent",
    bounceSubType: "General",
    feedbackId: "0100018f-f1",
    bouncedRecipients: [
      { emailAddress: "ada@example.net", action: "failed", status: "5.1.1", diagnosticCode: "smtp; 550 5.1.1 unknown" },
    ],
    timestamp: "2026-05-14T06:00:03.000Z",
    ...bounce,
  },
  mail: { source, messageId: "0100018f-m1", destination: ["ada@example.net"] },
});

describeOnBoth("POST /hooks/mail", (open) => {
  it("counts a signed event once, and answers a repetition as taken", async () => {
    const { mail, suppressed, counted } = await start(open);
    const event = { id: "a1", event: "bounce", token: token(), status: "5.1.1", reason: "550 5.1.1 no such user" };
    expect(await mail(event)).toEqual({ status: 200, body: { says: "hard: recorded" } });
    expect(await mail(event, { at: 60 })).toEqual({ status: 200, body: { says: "hard: known" } });
    expect(await suppressed()).toEqual(["hard bounce: 550 5.1.1 no such user"]);
    expect(await counted()).toBe(1);
  });

  it.each([
    [{ event: "complaint" }, "complaint", ["complaint"]],
    [{ event: "delivered" }, "delivered", []],
    [{ event: "bounce", status: "5.2.2" }, "full", []],
    [{ event: "bounce", status: "4.4.7" }, "soft", []],
    [{ event: "bounce", status: "5.7.1" }, "policy", []],
    [{ event: "bounce", status: "5.1.1", reason: "554 5.7.1 blocked" }, "policy", []],
    [{ event: "bounce" }, "soft", []],
  ])("takes %j for %s", async (event, kind, reasons) => {
    const { mail, suppressed } = await start(open);
    expect(await mail({ id: "a", recipient: returnPath(1), ...event })).toMatchObject({
      body: { says: `${kind}: recorded` },
    });
    expect(await suppressed()).toEqual(reasons);
  });

  it("refuses what is unsigned, wrongly signed, changed, old or ahead, and counts nothing of it", async () => {
    const { mail, post, counted } = await start(open);
    const event = { id: "a", event: "complaint", token: token() };
    const refused = [
      await post("/hooks/mail", JSON.stringify(event)),
      await mail(event, { secret: "another secret" }),
      await mail(event, { sent: JSON.stringify({ ...event, id: "b" }) }),
      await mail(event, { at: -301 }),
      await mail(event, { at: 301 }),
      await mail(event, { timestamp: "soon" }),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
    expect((await mail(event, { at: -300 })).status).toBe(200);
    expect((await mail({ ...event, id: "c" }, { at: 300 })).status).toBe(200);
    expect(await counted()).toBe(2);
  });

  it("refuses what is no event, and ignores one without a token of ours", async () => {
    const { mail, counted } = await start(open);
    const wrong = [
      "no JSON",
      "[]",
      { id: "a" },
      { id: "", event: "bounce" },
      { id: "a", event: "opened" },
      { id: "\u0000", event: "bounce" },
    ];
    for (const event of wrong) expect((await mail(event)).status).toBe(400);
    const forged = makeToken("another secret of 32 characters", "bounce", 1);
    const leave = makeToken(SECRET, "leave", 1);
    for (const each of [{}, { token: forged }, { token: leave }, { recipient: "ada@example.net" }])
      expect(await mail({ id: "a", event: "complaint", ...each })).toMatchObject({
        status: 200,
        body: { says: "ignored: no token of ours" },
      });
    expect(await mail({ id: "a", event: "complaint", token: token(99) })).toMatchObject({
      body: { says: "complaint: nobody" },
    });
    expect(await counted()).toBe(0);
  });

  it("refuses bodies over 256 kB before they are looked at", async () => {
    const { mail, sns } = await start(open);
    const large = "x".repeat(256 * 1024 + 1);
    expect((await mail(large)).status).toBe(413);
    expect((await sns(large)).status).toBe(413);
  });
});

describeOnBoth("POST /hooks/ses", (open) => {
  it.each(["1", "2"])(
    "counts an event signed by version %s once, also when SES tells it in both of its ways",
    async (version) => {
      const { sns, suppressed, counted, fetched } = await start(open);
      expect(await sns(sign({ SignatureVersion: version, Subject: "Amazon SES" }))).toMatchObject({
        status: 200,
        body: { says: "hard: recorded" },
      });
      expect(await sns(sign({ SignatureVersion: version }))).toMatchObject({ body: { says: "hard: known" } });
      const { notificationType: eventType, ...event } = sesBounce();
      const published = sign({ MessageId: "another", Message: JSON.stringify({ ...event, eventType }) });
      expect(await sns(published)).toMatchObject({ body: { says: "hard: known" } });
      expect(await suppressed()).toEqual(["hard bounce: smtp; 550 5.1.1 unknown"]);
      expect(await counted()).toBe(1);
      expect(fetched).toEqual([CERTIFICATE]);
    },
  );

  it.each([
    ["hard", sesBounce({ bounceSubType: "NoEmail", bouncedRecipients: [{}] })],
    ["hard", sesBounce({ bounceSubType: "OnAccountSuppressionList", bouncedRecipients: [{}] })],
    ["soft", sesBounce({ bouncedRecipients: [{}] })],
    ["policy", sesBounce({ bouncedRecipients: [{ status: "5.7.1", diagnosticCode: "smtp; 550 5.7.1 blocked" }] })],
    ["full", sesBounce({ bounceType: "Transient", bounceSubType: "MailboxFull" })],
    ["policy", sesBounce({ bounceType: "Transient", bounceSubType: "ContentRejected" })],
    ["soft", sesBounce({ bounceType: "Transient" })],
    ["soft", sesBounce({ bounceType: "Undetermined", bounceSubType: "Undetermined" })],
    ["complaint", { eventType: "Complaint", complaint: { feedbackId: "c", complaintFeedbackType: "abuse" } }],
    ["complaint", { notificationType: "Complaint", complaint: {} }],
    ["delivered", { eventType: "Delivery" }],
    ["delayed", { eventType: "DeliveryDelay" }],
  ])("takes for %s: %j", async (kind, event) => {
    const { sns, suppressed } = await start(open);
    const message = { mail: { source: returnPath(1) }, ...event };
    expect(await sns(sign({ Message: JSON.stringify(message) }))).toMatchObject({
      body: { says: `${kind}: recorded` },
    });
    expect((await suppressed()).length).toBe(kind === "hard" || kind === "complaint" ? 1 : 0);
  });

  it("ignores what is no bounce, and what names no token of ours", async () => {
    const { sns, counted } = await start(open);
    const messages = [
      "Successfully validated SNS topic for Amazon SES event publishing.",
      JSON.stringify({ eventType: "Open", mail: { source: returnPath(1) } }),
      JSON.stringify({
        eventType: "Complaint",
        complaint: { complaintFeedbackType: "not-spam" },
        mail: { source: returnPath(1) },
      }),
      JSON.stringify(sesBounce({}, "bounces@lab.example.org")),
      JSON.stringify(sesBounce({}, returnPath(1, "another secret of 32 characters"))),
    ];
    for (const Message of messages)
      expect(await sns(sign({ Message }))).toMatchObject({
        status: 200,
        body: { says: expect.stringMatching(/^ignored/) },
      });
    expect(await counted()).toBe(0);
  });

  it("refuses what AWS did not sign, or signed for another topic, and counts nothing of it", async () => {
    const { sns, counted } = await start(open);
    const other = await makeCertificate("rsa");
    const refused = [
      sign({}, {}, other.key),
      sign({}, { Message: JSON.stringify(sesBounce({ feedbackId: "x" })) }),
      sign({}, { MessageId: "changed" }),
      sign({}, { Subject: "added" }),
      sign({}, { Type: "SubscriptionConfirmation", SubscribeURL: CONFIRM }),
      sign({}, { SignatureVersion: "1" }),
      sign({}, { SignatureVersion: "3" }),
      sign({}, { Signature: "" }),
      sign({ TopicArn: `${TOPIC}-of-another` }),
      sign({}, { TopicArn: `${TOPIC}-of-another` }),
    ];
    for (const message of refused) expect((await sns(message)).status).toBe(403);
    for (const text of ["", "no JSON", "{}"]) expect((await sns(text)).status).toBe(400);
    expect(await counted()).toBe(0);
  });

  it("fetches a certificate from nowhere but SNS, over https", async () => {
    const { sns, fetched } = await start(open);
    for (const SigningCertURL of [
      "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
      "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem",
      "https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
      "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-1.pem",
      "https://user@sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
      "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-1.pem",
      "https://sns.eu.west.1.amazonaws.com/SimpleNotificationService-1.pem",
      "https://s3.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
      "https://sns.eu-west-1.amazonaws.com/other.pem",
      "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem?x=1",
      "file:///etc/passwd",
      "",
    ])
      expect((await sns(sign({ SigningCertURL }))).status).toBe(403);
    expect(fetched).toEqual([]);
  });

  it("confirms a subscription of its topic at SNS, and at no other place", async () => {
    const { sns, fetched } = await start(open);
    const confirmation = { Type: "SubscriptionConfirmation", Message: "You have chosen…", Token: "t" } as const;
    expect((await sns(sign({ ...confirmation, SubscribeURL: "https://evil.example/confirm" }))).status).toBe(403);
    expect((await sns(sign({ ...confirmation, SubscribeURL: CONFIRM }, { SubscribeURL: `${CONFIRM}2` }))).status).toBe(
      403,
    );
    expect(fetched).toEqual([CERTIFICATE]);
    expect((await sns(sign({ ...confirmation, SubscribeURL: CONFIRM }))).status).toBe(200);
    expect(fetched).toEqual([CERTIFICATE, CONFIRM]);
  });

  it("takes what is signed in a region of China, whose domain is another", async () => {
    const { sns, fetched } = await start(open);
    const SigningCertURL = "https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0123abc.pem";
    expect(await sns(sign({ SigningCertURL }))).toMatchObject({ status: 200, body: { says: "hard: recorded" } });
    expect(fetched).toEqual([SigningCertURL]);
    for (const host of [
      "sns.cn-north-1.amazonaws.com.cn.evil.example",
      "sns.cn-north-1.amazonaws.cn",
      "sns.x.amazonaws.com.de",
    ])
      expect((await sns(sign({ SigningCertURL: `https://${host}/SimpleNotificationService-1.pem` }))).status).toBe(403);
    expect(fetched).toEqual([SigningCertURL]);
  });

  it("answers 502 while a certificate or a confirmation cannot be fetched, and takes it when SNS tells it again", async () => {
    let answer: Answer = () => {};
    const stand = await openWebStandIn((request, response) => answer(request, response));
    const { sns, counted, suppressed } = await start(open, async (url) => {
      const { pathname, search } = new URL(url);
      return fetchFromSns(`${stand.url}${pathname}${search}`, { ms: 100, bytes: 10_000 });
    });
    const failures: Answer[] = [
      (_, response) => void response.writeHead(500).end(),
      (_, response) => void response.writeHead(302, { location: "/SimpleNotificationService-other.pem" }).end(),
      (_, response) => void response.end("x".repeat(10_001)),
      (request) => void request.socket.destroy(),
      () => {},
    ];
    const certificate: Answer = (_, response) => void response.end(aws.cert);
    const confirmation = sign({ Type: "SubscriptionConfirmation", Message: "…", Token: "t", SubscribeURL: CONFIRM });
    try {
      for (answer of failures)
        expect(await sns(sign())).toEqual({
          status: 502,
          body: { error: { message: "its certificate cannot be fetched" } },
        });
      expect(await counted()).toBe(0);
      answer = certificate;
      expect(await sns(sign())).toMatchObject({ status: 200, body: { says: "hard: recorded" } });
      expect(await suppressed()).toHaveLength(1);
      for (answer of failures)
        expect(await sns(confirmation)).toEqual({
          status: 502,
          body: { error: { message: "the subscription cannot be confirmed now" } },
        });
      answer = (_, response) => void response.end("<ConfirmSubscriptionResponse/>");
      expect((await sns(confirmation)).status).toBe(200);
      expect(stand.asked.at(-1)).toBe("/?Action=ConfirmSubscription&Token=t");
      expect(stand.asked).not.toContain("/SimpleNotificationService-other.pem");
    } finally {
      await stand.close();
    }
  });

  it("does not take a certificate that is over", async () => {
    const { sns } = await start(open);
    const then = now;
    try {
      now = new X509Certificate(aws.cert).validToDate.toTemporalInstant().add({ hours: 1 });
      expect((await sns(sign())).status).toBe(403);
    } finally {
      now = then;
    }
  });
});

describe("hooks that are not configured", () => {
  it("are not there", async () => {
    const web = new Hono();
    addHooks(web, { ses: null, mail: null });
    for (const path of ["/hooks/ses", "/hooks/mail"])
      expect((await web.request(path, { method: "POST", body: "{}" })).status).toBe(404);
  });
});
