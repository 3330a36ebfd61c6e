/** One mail over an open connection: what it ended in, and whether the relay and we are still in step. */
import type { Socket } from "node:net";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { readReply } from "../domain/delivery/smtp-reply.ts";
import type { Outcome } from "../domain/delivery/state.ts";
import { GatedBody, stuffDots } from "./smtp-body.ts";
import { isReply, readSendingFailure, type SmtpError, tookTooLong } from "./smtp-failure.ts";
import type { RelayLimits } from "./smtp-settings.ts";

/** Addresses as they travel, without names. */
export interface Envelope {
  from: string;
  to: string;
}

export interface Job {
  envelope: Envelope;
  raw: Buffer;
  /** No line of it begins with a dot, so that nobody need look. Default: somebody must. */
  dotless?: boolean;
  mark: () => Promise<boolean>;
}

export interface HandOver {
  outcome: Outcome;
  /** Another mail may follow over this connection, after RSET when one is `inTransaction`. */
  usable: boolean;
  inTransaction: boolean;
  /** The relay had said nothing to this mail when the connection was lost, or only that it had waited too long. */
  unanswered: boolean;
}

const IDLE_TOO_LONG = /^421[ -]4\.4\.2\b/;

/** Never throws. Ends only after the mark has, if it was asked for: a late mark would follow the outcome. */
export function handOver(
  connection: SMTPConnection,
  socket: Socket,
  { envelope, raw, dotless, mark }: Job,
  limits: RelayLimits,
): Promise<HandOver> {
  const lastReply = connection.lastServerResponse;
  return new Promise((resolve) => {
    let over = false;
    const end = (outcome: Outcome, step: Partial<HandOver> = {}) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      const told = { outcome, usable: false, inTransaction: false, unanswered: false, ...step };
      if (!told.usable) connection.close(); // before the mark can come back and write the dot
      if (body.marked) void body.marked.then(() => resolve(told));
      else resolve(told);
    };
    const giveUp = () => end(readSendingFailure(tookTooLong(), body.at === "dotted"));
    let timer = setTimeout(giveUp, limits.dialogue);
    const body = new GatedBody(dotless ? raw : stuffDots(raw), socket, {
      mark,
      mayWrite: () => {
        const reply = connection.lastServerResponse || "";
        const goes = /^354\b/.test(reply);
        if (!goes) end(readReply(0, reply, "data"));
        return goes;
      },
      onWithheld: () => end({ state: "deferred", reason: "withdrawn before it was handed over" }),
      onDot: () => {
        clearTimeout(timer);
        timer = setTimeout(giveUp, limits.dot);
        socket.setTimeout(limits.dot);
      },
    });
    connection.send({ from: envelope.from, to: envelope.to, size: raw.length }, body, (error, info) => {
      const dotted = body.at === "dotted";
      if (dotted) socket.setTimeout(limits.reply);
      if (!error) return end(...readAnswer(info?.response ?? "", dotted));
      const silent = connection.lastServerResponse === lastReply || IDLE_TOO_LONG.test(error.response ?? "");
      end(readSendingFailure(error, dotted), {
        ...(connection.destroyed ? {} : stepAfter(error, body.at)),
        unanswered: body.at === "waiting" && silent,
      });
    });
  });
}

/** An answer before the dot answers nothing we did: the relay is out of step and has no whole mail to keep. */
function readAnswer(response: string, dotted: boolean): [Outcome, Partial<HandOver>] {
  if (!dotted) return [readReply(0, `${response} (before the message had ended)`, "data"), {}];
  if (/^2\d\d(?:[ -]|$)/.test(response)) return [{ state: "accepted", receipt: response }, { usable: true }];
  return [readReply(0, response, "dot"), {}];
}

/** A whole refusal of the envelope leaves a transaction open, one after the dot closes it; all else is out of step. */
function stepAfter(error: SmtpError, at: GatedBody["at"]): Partial<HandOver> {
  const unasked = error.command === "API" || (error.code === "EMESSAGE" && error.command === "MAIL FROM");
  const refused = isReply(error) && (error.code === "EENVELOPE" || error.code === "EMESSAGE");
  const usable = at === "waiting" ? refused || unasked : at === "dotted" && refused;
  return { usable, inTransaction: usable && at === "waiting" && refused };
}
