/** How a relay is reached, from its URL: address, login, TLS and how many connections it may get. */
import type { ConnectionOptions } from "node:tls";
import { OperatorError } from "../errors.ts";

/** Milliseconds, so that no relay can hold a connection for ever. Read anew for each connection and mail. */
export interface RelayLimits {
  /** DNS, TCP, greeting and TLS together. */
  connect: number;
  /** Silence, at any time before the dot. */
  reply: number;
  /** From EHLO to the login, and from MAIL to the dot: also for a relay that drips a byte a second. */
  dialogue: number;
  /** From the dot to its reply. RFC 5321, 4.5.3.2.6 wants ten minutes, and giving up costs an `unknown`. */
  dot: number;
  /** An unused connection is closed after it. */
  idle: number;
}

export interface RelaySettings {
  host: string;
  port: number;
  /** `always`: TLS from the first byte; `starttls`: or nothing is sent; `never`: this machine, or as the operator said. */
  tls: "always" | "starttls" | "never";
  tlsOptions?: ConnectionOptions;
  login: { user: string; pass: string } | null;
  connections: number;
  /** A connection is given up after so many mails: relays close those that stay too long. */
  mailsPerConnection: number;
  limits: RelayLimits;
}

export const RELAY_LIMITS: RelayLimits = {
  connect: 15_000,
  reply: 60_000,
  dialogue: 300_000,
  dot: 600_000,
  idle: 5_000,
};

const CONNECTIONS = 5;
const MOST_CONNECTIONS = 200;
const MAILS_PER_CONNECTION = 1_000;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

export const isLoopbackRelay = (smtpUrl: string): boolean => LOOPBACK.test(new URL(smtpUrl).hostname);

/**
 * STARTTLS is required of every relay that is not this machine, unless its URL says `?tls=off`; nothing falls back to
 * plain. `?connections=N` sets how many it may get at once.
 * @throws OperatorError for a number of connections that is none.
 */
export function parseSmtpUrl(smtpUrl: string): RelaySettings {
  const url = new URL(smtpUrl);
  const secure = url.protocol === "smtps:";
  const plain = isLoopbackRelay(smtpUrl) || url.searchParams.get("tls") === "off";
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (secure ? 465 : 587),
    tls: secure ? "always" : plain ? "never" : "starttls",
    login: url.username ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } : null,
    connections: parseConnections(url.searchParams.get("connections")),
    mailsPerConnection: MAILS_PER_CONNECTION,
    limits: RELAY_LIMITS,
  };
}

function parseConnections(text: string | null): number {
  if (text === null) return CONNECTIONS;
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_CONNECTIONS)
    throw new OperatorError(
      `SMTP_URL has connections=${text}: it must be a number from 1 to ${MOST_CONNECTIONS}, such as smtp://127.0.0.1:1025?connections=10`,
    );
  return count;
}
