/** What an SMTP reply means for a delivery: the table "Replies" of the design, by reply, enhanced status code and stage. */
import type { Outcome, RelayPause } from "./state.ts";

/** What was being answered. Up to `auth` no recipient has been named: nothing said there is about one. */
export type SmtpStage = "connect" | "ehlo" | "starttls" | "auth" | "mail" | "rcpt" | "data" | "dot";

interface Reply {
  code: number;
  /** RFC 3463, without its class, which is the code's own: `1.1` of `550 5.1.1`. */
  enhanced: string | null;
  reason: string;
}

const LOGIN = new Set([530, 534, 535, 538]);
const HARD_BOUNCES = new Set(["1.1", "1.2", "1.3", "1.10", "2.1"]);
/** Not understood at all (RFC 5321, 4.2.4 and 555): at MAIL that is true of every mail. */
const PROTOCOL = new Set([500, 502, 503, 504, 555]);
const STOPS: Partial<Record<SmtpStage, string>> = {
  connect: "the relay turns this machine away",
  ehlo: "the relay turns this machine away",
  starttls: "the relay offers no TLS, and nothing is sent in the clear",
  auth: "the relay refuses the login",
};

const BUSY: RelayPause = { seconds: 60, oneConnection: false };
const BUSY_AT_THE_DOOR: RelayPause = { seconds: 60, oneConnection: true };
/** Gmail's "unusual rate of mail from this address". */
const RATE_LIMITED: RelayPause = { seconds: 600, oneConnection: true };

/**
 * `code` is the three-digit reply, `text` the reply's text, with or without the code, which may begin with an enhanced
 * code. After the dot any 4xx and 5xx says that the mail was not taken; what is no failure reply there is `unknown`.
 */
export function readReply(code: number, text: string, stage: SmtpStage): Outcome {
  const reply = parseReply(code, text);
  if (code < 400 || code > 599) return readNonsense(reply, stage);
  if (LOGIN.has(code) || (stage === "auth" && reply.enhanced === "7.12"))
    return { state: "stop", reason: `the relay refuses the login: ${reply.reason}` };
  return code < 500 ? readDeferral(reply, stage) : readRefusal(reply, stage);
}

function parseReply(code: number, text: string): Reply {
  const line = text.replace(/\s+/g, " ").trim();
  const said = line.replace(new RegExp(`^${code}[ -]?`), "");
  // Only at the start, and not the beginning of an address: "421 4.3.2.1 has too many connections".
  const found = /^[#[(]?([45])\.(\d{1,3}\.\d{1,3})(?![.\d])/.exec(said);
  const enhanced = found && Number(found[1]) === Math.floor(code / 100) ? (found[2] ?? null) : null;
  return { code, enhanced, reason: `${code} ${said}`.trim().slice(0, 300) };
}

function readNonsense({ reason }: Reply, stage: SmtpStage): Outcome {
  const told = `the relay answered what cannot be understood: ${reason}`;
  if (stage === "dot") return { state: "unknown", reason: told };
  return stage === "connect" ? { state: "stop", reason: `what answers is no mail relay: ${reason}` } : deferred(told);
}

function readDeferral(reply: Reply, stage: SmtpStage): Outcome {
  const { code, enhanced, reason } = reply;
  if (enhanced === "7.28") return { ...deferred(reason), relay: RATE_LIMITED };
  if (stage === "connect" || stage === "ehlo" || stage === "starttls" || stage === "auth")
    return { ...deferred(reason), relay: BUSY_AT_THE_DOOR };
  // Greylisting says "later" to one recipient, often by 4.7.1: it is no reason to slow the others.
  if (stage !== "mail" && code !== 421 && /gr[ea]y-?list/i.test(reason)) return deferred(reason);
  if (code === 421 || stage === "mail" || enhanced === "3.2" || enhanced?.startsWith("7."))
    return { ...deferred(reason), relay: BUSY };
  return enhanced === "2.2" ? { ...deferred(reason), full: true } : deferred(reason);
}

function readRefusal(reply: Reply, stage: SmtpStage): Outcome {
  const { code, enhanced, reason } = reply;
  const atTheDoor = STOPS[stage];
  if (atTheDoor) return { state: "stop", reason: `${atTheDoor}: ${reason}` };
  if (stage === "mail") {
    const misunderstood = enhanced ? enhanced.startsWith("5.") || enhanced === "3.2" : PROTOCOL.has(code);
    return misunderstood
      ? { state: "stop", reason: `the relay takes no mail: ${reason}` }
      : { state: "rejected", reason, policy: true };
  }
  if (enhanced && HARD_BOUNCES.has(enhanced)) return { state: "rejected", reason, suppress: `hard bounce: ${reason}` };
  // 552 without more at RCPT is the mailbox's own storage (RFC 5321, 4.2.3); later it is the mail that is too large.
  if (enhanced === "2.2" || (code === 552 && !enhanced && stage === "rcpt"))
    return { state: "rejected", reason, full: true };
  return isPolicy(reply, stage) ? { state: "rejected", reason, policy: true } : { state: "rejected", reason };
}

/** After RCPT was taken, a bare refusal is about what we send: the recipient was not the trouble. */
function isPolicy({ code, enhanced }: Reply, stage: SmtpStage): boolean {
  if (enhanced) return enhanced.startsWith("7.") || enhanced === "3.4" || enhanced === "6.0" || isVague(code, enhanced);
  return code === 554 || (stage !== "rcpt" && !PROTOCOL.has(code));
}

/** 554 with a code that says nothing (RFC 3463: x.0.0). */
const isVague = (code: number, enhanced: string): boolean => code === 554 && enhanced === "0.0";

const deferred = (reason: string): Extract<Outcome, { state: "deferred" }> => ({ state: "deferred", reason });
