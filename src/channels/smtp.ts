/** Mail through an SMTP relay: composed, then handed over by a pool of our own, without retries. */
import { domainToASCII } from "node:url";
import { createTransport } from "nodemailer";
import type { Channel, MailContent, Parcel } from "../domain/delivery/channel.ts";
import type { RelayPause } from "../domain/delivery/state.ts";
import { composeMail, type MailIdentity } from "./mail-message.ts";
import { RelayConnection } from "./smtp-connection.ts";
import type { Envelope } from "./smtp-hand-over.ts";
import { SmtpPool } from "./smtp-pool.ts";
import { parseSmtpUrl, type RelaySettings } from "./smtp-settings.ts";

export interface SmtpOptions {
  /** The whole message with CRLF; nodemailer's composing unless given. */
  compose?: (parcel: Parcel<MailContent>) => Buffer | Promise<Buffer>;
  /** What the URL does not say, such as shorter limits. */
  settings?: Partial<RelaySettings>;
  /** Milliseconds that only rise. */
  now?: () => number;
}

export interface SmtpChannel extends Channel<MailContent> {
  /** Slows the relay as another process was told to. What this one is told it heeds by itself. */
  pause(relay: RelayPause): void;
}

/** @throws OperatorError when the URL asks for an impossible number of connections. */
export function createSmtpChannel(smtpUrl: string, identity: MailIdentity, options: SmtpOptions = {}): SmtpChannel {
  const settings = { ...parseSmtpUrl(smtpUrl), ...options.settings };
  const pool = new SmtpPool(settings, options.now);
  const compose = options.compose ?? composeWith(identity);
  const from = addressOf(identity.from);
  return {
    via: "smtp",
    concurrency: settings.connections,
    send: async (parcel, mark) => pool.send(envelopeOf(from, parcel.address), await compose(parcel), mark),
    pause: (relay) => pool.pause(relay),
    close: () => pool.close(),
  };
}

function composeWith(identity: MailIdentity): (parcel: Parcel<MailContent>) => Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  return async (parcel) => (await composer.sendMail(composeMail(parcel, identity))).message as unknown as Buffer;
}

const addressOf = (from: string): string => /<([^<>]*)>\s*$/.exec(from)?.[1] ?? from.trim();

/** A domain travels in ASCII and small letters wherever it can; what stands before the @ is kept, and may need SMTPUTF8. */
export function envelopeOf(from: string, to: string): Envelope {
  return { from: withPlainDomain(from), to: withPlainDomain(to) };
}

function withPlainDomain(address: string): string {
  const at = address.lastIndexOf("@") + 1;
  const domain = address.slice(at).toLowerCase();
  // Not for every domain: what it takes for a number it writes as an IP address.
  const ascii = /[^\p{ASCII}]/u.test(domain) ? domainToASCII(domain) : domain;
  return address.slice(0, at) + (ascii || domain);
}

/** Greets the relay and logs in; throws with its answer when it refuses. */
export async function probeSmtp(smtpUrl: string): Promise<string> {
  const connection = new RelayConnection(parseSmtpUrl(smtpUrl));
  const failure = await connection.open();
  connection.quit();
  if (failure) throw new Error("reason" in failure ? failure.reason : failure.state);
  return `the relay at ${new URL(smtpUrl).host} answers`;
}
