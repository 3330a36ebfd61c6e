/** Mail through an SMTP relay: composed, signed where asked for, then handed over by a pool of our own, without retries. */
import type { Channel, MailContent, Parcel } from "../domain/delivery/channel.ts";
import type { Outcome, RelayPause } from "../domain/delivery/state.ts";
import type { SignMail } from "./dkim.ts";
import { MailBuffer } from "./mail-buffer.ts";
import { addressOf, type MailIdentity, withPlainDomain } from "./mail-identity.ts";
import type { MailComposer } from "./mail-message.ts";
import { RelayConnection } from "./smtp-connection.ts";
import type { Envelope } from "./smtp-hand-over.ts";
import { SmtpPool } from "./smtp-pool.ts";
import { parseSmtpUrl, type RelaySettings } from "./smtp-settings.ts";

/** How a mail becomes the bytes that travel; a signature may come to them. */
export interface MailBytes {
  identity: MailIdentity;
  composer: MailComposer;
  sign: SignMail | null;
}

export interface SmtpOptions {
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
export function createSmtpChannel(smtpUrl: string, bytes: MailBytes, options: SmtpOptions = {}): SmtpChannel {
  const settings = { ...parseSmtpUrl(smtpUrl), ...options.settings };
  const pool = new SmtpPool(settings, options.now);
  const { from, returnPath } = bytes.identity;
  const senderOf = returnPath ?? (() => addressOf(from));
  /** Memory to compose into, for as many mails as are under way. */
  const free: MailBuffer[] = [];

  async function send(parcel: Parcel<MailContent>, mark: () => Promise<boolean>): Promise<Outcome> {
    const into = free.pop() ?? new MailBuffer();
    // A relay that does not offer SMTPUTF8 is not given an address that needs it.
    const composed = bytes.composer.composeRaw(parcel, { smtpUtf8: true, into });
    const raw = bytes.sign === null ? composed : into.withField(await bytes.sign(composed));
    const outcome = await pool.send(envelopeOf(senderOf(parcel.deliveryId), parcel.address), raw, mark, {
      dotless: true,
    });
    if (outcome.state === "accepted") free.push(into); // else a dying connection may still hold it
    return outcome;
  }

  return {
    via: "smtp",
    concurrency: settings.connections,
    send,
    pause: (relay) => pool.pause(relay),
    close: () => pool.close(),
  };
}

/** A domain travels in ASCII and small letters wherever it can; what stands before the @ is kept, and may need SMTPUTF8. */
export function envelopeOf(from: string, to: string): Envelope {
  return { from: withPlainDomain(from), to: withPlainDomain(to) };
}

/** The largest mail that a reader gets is far below that of any relay that is meant for mail. */
const SIZE_LEAST = 1_000_000;

function describeRelay({ secure, sizeLimit }: RelayConnection, loggedIn: boolean): string {
  const small = sizeLimit !== null && sizeLimit < SIZE_LEAST ? `; it takes no more than ${sizeLimit} bytes` : "";
  return `, ${secure ? "by TLS" : "without TLS"}${loggedIn ? ", logged in" : ""}${small}`;
}

/** Greets the relay and logs in; throws with its answer when it refuses. */
export async function probeSmtp(smtpUrl: string): Promise<string> {
  const settings = parseSmtpUrl(smtpUrl);
  const connection = new RelayConnection(settings);
  const failure = await connection.open();
  const said = describeRelay(connection, settings.login !== null);
  connection.quit();
  if (failure) throw new Error("reason" in failure ? failure.reason : failure.state);
  return `the relay at ${new URL(smtpUrl).host} answers${said}`;
}
