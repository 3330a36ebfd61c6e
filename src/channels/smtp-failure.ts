/** What a failed dialogue with the relay means: by its reply when there is one, else by how far it had come. */
import { readReply, type SmtpStage } from "../domain/delivery/smtp-reply.ts";
import type { Outcome } from "../domain/delivery/state.ts";
import { messageOf } from "../errors.ts";

/** As nodemailer gives it: `code` is its own name for it, `originalCode` the system's or OpenSSL's. */
export interface SmtpError extends Error {
  code?: string | undefined;
  originalCode?: string | undefined;
  command?: string | undefined;
  response?: string | undefined;
}

/** Passing troubles of the way or of this machine. Anything else that keeps a connection from opening is configuration. */
const PASSING = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "ECONNECTION",
  "EPIPE",
  "ETIMEDOUT",
  "EMFILE",
  "ENFILE",
  "ENOBUFS",
  "EADDRNOTAVAIL",
]);
const DROPPED = /^(Connection closed|Client network socket disconnected|Timeout|.*timed out)/i;

/** A connection that could not be opened, up to the login. No recipient was named. */
export function readOpeningFailure(error: SmtpError): Outcome {
  const reply = replyOf(error);
  if (reply) return readReply(reply.code, reply.text, openingStageOf(error));
  const reason = messageOf(error).slice(0, 300);
  if (error.code === "EPROTOCOL") return readReply(0, error.response ?? reason, "connect");
  const passing = PASSING.has(error.originalCode ?? error.code ?? "") || DROPPED.test(error.message);
  if (!passing) return { state: "stop", reason: `the relay cannot be used: ${reason}` };
  return {
    state: "deferred",
    reason: `no connection to the relay: ${reason}`,
    relay: { seconds: 60, oneConnection: true },
  };
}

/** A mail that could not be handed over. `dotted`: its dot was written, so that without an answer the truth is unknown. */
export function readSendingFailure(error: SmtpError, dotted: boolean): Outcome {
  const reply = replyOf(error);
  const stage = sendingStageOf(error, dotted, reply?.code);
  if (reply && stage) return readReply(reply.code, reply.text, stage);
  const reason = messageOf(error).slice(0, 300);
  if (dotted) return { state: "unknown", reason: `no answer after the message was handed over: ${reason}` };
  if (error.code === "EENVELOPE" && error.command === "API") return { state: "rejected", reason };
  if (error.code === "EMESSAGE" && error.command === "MAIL FROM") return { state: "rejected", reason, policy: true }; // its SIZE
  return { state: "deferred", reason: `lost before the message was handed over: ${reason}` };
}

/** A whole failure reply: three digits and what follows them. */
function replyOf(error: SmtpError): { code: number; text: string } | null {
  const found = /^([45]\d\d)(?:[ -]|$)/.exec(error.response ?? "");
  return found ? { code: Number(found[1]), text: error.response ?? "" } : null;
}

export const isReply = (error: SmtpError): boolean => replyOf(error) !== null;

function openingStageOf({ command = "" }: SmtpError): SmtpStage {
  if (command.startsWith("AUTH")) return "auth";
  if (command === "STARTTLS") return "starttls";
  return command === "EHLO" || command === "HELO" ? "ehlo" : "connect";
}

/** Null: the reply answers nothing that is known, so that it must not be held against the recipient. */
function sendingStageOf(error: SmtpError, dotted: boolean, code: number | undefined): SmtpStage | null {
  if (error.code === "EPROTOCOL") return null;
  if (error.code === "EMESSAGE" || dotted) return "dot";
  if (error.command === "MAIL FROM") return "mail";
  if (error.command === "RCPT TO") return "rcpt";
  if (error.command === "DATA") return "data";
  return code === 421 ? "data" : null;
}

export const lost = (): SmtpError =>
  Object.assign(new Error("Connection closed unexpectedly"), { code: "ECONNECTION" });
export const tookTooLong = (): SmtpError => Object.assign(new Error("the dialogue timed out"), { code: "ETIMEDOUT" });
