/** Mail through an SMTP relay by nodemailer: TLS wherever the relay is not this machine, no retries of its own. */
import { createTransport, type Transporter, type TransportOptions } from "nodemailer";
import type { Channel, MailContent, Parcel } from "../domain/delivery/channel.ts";
import { readReply } from "../domain/delivery/smtp-reply.ts";
import type { Outcome } from "../domain/delivery/state.ts";
import { messageOf } from "../errors.ts";
import type { SignMail } from "./dkim.ts";
import { gatePlugin } from "./gate.ts";
import type { MailIdentity } from "./mail-identity.ts";
import type { MailComposer } from "./mail-message.ts";

const CONNECTIONS = 5;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

export const isLoopbackRelay = (smtpUrl: string): boolean => LOOPBACK.test(new URL(smtpUrl).hostname);

/** How a mail becomes the bytes that travel; a signature may come to them. */
export interface MailBytes {
  identity: MailIdentity;
  composer: MailComposer;
  sign: SignMail | null;
}

export function createSmtpChannel(smtpUrl: string, bytes: MailBytes): Channel<MailContent> {
  const transport = createTransport({
    ...connectionOptions(smtpUrl),
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
    maxRequeues: 0,
  } as object as TransportOptions);
  transport.use("stream", gatePlugin);
  return {
    via: "smtp",
    concurrency: CONNECTIONS,
    send: (parcel, mark) => sendMail(transport, parcel, bytes, mark),
    close: async () => transport.close(),
  };
}

/** STARTTLS is required of every relay that is not this machine, unless its URL ends in `?tls=off`; nothing falls back to plain. */
function connectionOptions(smtpUrl: string): object {
  const url = new URL(smtpUrl);
  const secure = url.protocol === "smtps:";
  const plain = !secure && (isLoopbackRelay(smtpUrl) || url.searchParams.get("tls") === "off");
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
    ...(plain ? { ignoreTLS: true } : { requireTLS: !secure }),
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
  };
}

async function sendMail(
  transport: Transporter,
  parcel: Parcel<MailContent>,
  { identity, composer, sign }: MailBytes,
  mark: () => Promise<boolean>,
): Promise<Outcome> {
  let marked = false;
  const guarded = async () => {
    marked = await mark();
    return marked;
  };
  try {
    // Where the relay does not offer SMTPUTF8, nodemailer refuses an address that needs it.
    const composed = composer.composeRaw(parcel, { smtpUtf8: true });
    const info = await transport.sendMail({
      envelope: { from: identity.from, to: { name: "", address: parcel.address } },
      raw: sign === null ? composed : Buffer.concat([await sign(composed), composed]),
      mark: guarded,
    } as object);
    return { state: "accepted", receipt: String(info.response ?? info.messageId) };
  } catch (error) {
    return readFailure(error as SmtpError, marked);
  }
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
}

const CONFIGURATION = new Set([
  "EAUTH",
  "ENOAUTH",
  "EOAUTH2",
  "ETLS",
  "EREQUIRETLS",
  "EDNS",
  "ECONNREFUSED",
  "EPROXY",
  "ECONFIG",
]);

/** Before the mark a broken connection lost nothing; after it the truth is unknown unless the relay answered. */
function readFailure(error: SmtpError, marked: boolean): Outcome {
  if (error.responseCode && error.response && error.code !== "EAUTH")
    return readReply(error.responseCode, error.response);
  const reason = messageOf(error).slice(0, 300);
  if (marked)
    return { state: "unknown", reason: `the connection was lost after the message was handed over: ${reason}` };
  if (CONFIGURATION.has(error.code ?? "") || /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|certificate|STARTTLS/i.test(reason))
    return { state: "stop", reason: `the relay cannot be used: ${reason}` };
  return { state: "deferred", reason };
}

/** Greets the relay and logs in; throws with its answer when it refuses. */
export async function probeSmtp(smtpUrl: string): Promise<string> {
  const transport = createTransport(connectionOptions(smtpUrl) as object as TransportOptions);
  try {
    await transport.verify();
    return `the relay at ${new URL(smtpUrl).host} answers`;
  } finally {
    transport.close();
  }
}
