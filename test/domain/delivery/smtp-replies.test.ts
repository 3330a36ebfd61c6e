/** What each reply of a relay means at each stage: the table "Replies" of the design, row by row. */
import { describe, expect, test } from "vitest";
import { readReply, type SmtpStage } from "../../../src/domain/delivery/smtp-reply.ts";

const SECONDS = { busy: { seconds: 60, oneConnection: false }, door: { seconds: 60, oneConnection: true } };
const LIMITED = { seconds: 600, oneConnection: true };

/** An outcome in a word: what it is, then what goes with it. */
function told(code: number, text: string, stage: SmtpStage): string {
  const outcome = readReply(code, text, stage);
  const marks: string[] = [outcome.state];
  if ("suppress" in outcome) marks.push("suppress");
  if ("policy" in outcome) marks.push("policy");
  if ("full" in outcome) marks.push("full");
  const relay = "relay" in outcome ? JSON.stringify(outcome.relay) : undefined;
  if (relay === JSON.stringify(SECONDS.busy)) marks.push("busy");
  else if (relay === JSON.stringify(SECONDS.door)) marks.push("door");
  else if (relay === JSON.stringify(LIMITED)) marks.push("limited");
  else if (relay) marks.push(relay);
  return marks.join(" ");
}

const ROWS: [number, string, SmtpStage[], string][] = [
  // The door: nothing there is about a recipient.
  [421, "4.3.2 not now", ["connect", "ehlo", "starttls", "auth"], "deferred door"],
  [450, "later", ["connect", "ehlo"], "deferred door"],
  [454, "4.7.0 TLS not available for the moment", ["starttls"], "deferred door"],
  [454, "4.7.0 temporary authentication failure", ["auth"], "deferred door"],
  [421, "4.7.28 unusual rate", ["connect", "mail", "rcpt", "data", "dot"], "deferred limited"],
  [450, "4.7.28 unusual rate", ["mail", "rcpt", "data", "dot"], "deferred limited"],
  [554, "5.7.1 blocked by a list", ["connect", "ehlo", "starttls", "auth"], "stop"],
  [521, "does not accept mail", ["connect"], "stop"],
  [502, "5.5.1 no such command", ["ehlo", "starttls", "auth"], "stop"],
  [550, "5.1.1 no such user", ["connect", "ehlo"], "stop"],
  [432, "4.7.12 a password transition is needed", ["auth"], "stop"],
  // The login, wherever the relay asks for it.
  [530, "5.7.0 must issue STARTTLS first", ["mail", "rcpt", "data", "dot"], "stop"],
  [535, "5.7.8 bad credentials", ["auth", "mail"], "stop"],
  [538, "5.7.11 encryption required", ["auth", "mail"], "stop"],
  [534, "5.7.9 mechanism too weak", ["auth"], "stop"],
  // Later: the relay's trouble or the recipient's.
  [421, "4.3.2 closing", ["mail", "rcpt", "data", "dot"], "deferred busy"],
  [421, "going down", ["mail", "rcpt", "data", "dot"], "deferred busy"],
  [450, "4.7.1 try later", ["rcpt", "data", "dot"], "deferred busy"],
  [451, "4.3.2 not accepting", ["rcpt", "data", "dot"], "deferred busy"],
  [450, "4.7.1 Greylisted, come back in 300 s", ["rcpt", "dot"], "deferred"],
  [451, "4.7.1 grey-listing in action", ["rcpt"], "deferred"],
  [452, "4.3.1 no storage", ["mail"], "deferred busy"],
  [451, "local error", ["mail"], "deferred busy"],
  [450, "4.2.1 try later", ["rcpt", "data", "dot"], "deferred"],
  [451, "local error", ["rcpt", "data", "dot"], "deferred"],
  [452, "4.2.2 mailbox full", ["rcpt", "dot"], "deferred full"],
  [421, "4.3.2.1 has too many connections", ["rcpt"], "deferred busy"],
  [450, "4.7.1.9 is an address, not a code", ["rcpt"], "deferred"],
  [450, "5.1.1 contradicts itself", ["rcpt", "dot"], "deferred"],
  // Hard bounces.
  [550, "5.1.1 no such user", ["rcpt", "data", "dot"], "rejected suppress"],
  [550, "5.1.2 no such host", ["rcpt", "dot"], "rejected suppress"],
  [553, "5.1.3 bad address", ["rcpt", "dot"], "rejected suppress"],
  [556, "5.1.10 null mx", ["rcpt", "dot"], "rejected suppress"],
  [550, "5.2.1 mailbox disabled", ["rcpt", "dot"], "rejected suppress"],
  [550, "#5.1.1 as some appliances write", ["rcpt"], "rejected suppress"],
  [550, "550-5.1.1 over two\n550 5.1.1 lines", ["rcpt"], "rejected suppress"],
  [550, "5.1.11 is another code", ["rcpt"], "rejected"],
  [550, "4.1.1 contradicts itself", ["rcpt"], "rejected"],
  [550, "no such user, without a code", ["rcpt"], "rejected"],
  [550, "next hop said: 550 5.1.1 unknown", ["rcpt"], "rejected"],
  [551, "user not local", ["rcpt"], "rejected"],
  [501, "syntax", ["rcpt"], "rejected"],
  [503, "5.5.1 out of order", ["rcpt", "data"], "rejected"],
  [503, "out of order", ["rcpt", "data"], "rejected"],
  // Full mailboxes.
  [552, "5.2.2 mailbox full", ["rcpt", "data", "dot"], "rejected full"],
  [552, "storage exceeded", ["rcpt"], "rejected full"],
  // Policy: about the sender and what is sent.
  [550, "5.7.1 policy", ["mail", "rcpt", "data", "dot"], "rejected policy"],
  [550, "5.7.26 not authenticated", ["dot"], "rejected policy"],
  [552, "5.3.4 too big", ["mail", "rcpt", "data", "dot"], "rejected policy"],
  [554, "5.6.0 bad content", ["dot"], "rejected policy"],
  [554, "refused without a code", ["mail", "rcpt", "data", "dot"], "rejected policy"],
  [554, "5.0.0 refused", ["rcpt", "dot"], "rejected policy"],
  [550, "refused without a code", ["data", "dot"], "rejected policy"],
  [552, "too much", ["dot"], "rejected policy"],
  [550, "5.1.8 bad sender", ["mail"], "rejected policy"],
  [553, "5.1.7 bad sender", ["mail"], "rejected policy"],
  [550, "5.1.1 even so at MAIL", ["mail"], "rejected policy"],
  [554, "5.4.6 loop", ["rcpt", "dot"], "rejected"],
  // A relay that does not understand MAIL takes no mail at all.
  [503, "5.5.1 nested MAIL", ["mail"], "stop"],
  [500, "what", ["mail"], "stop"],
  [555, "5.5.4 parameters", ["mail"], "stop"],
  // No failure reply where one was due.
  [354, "go ahead", ["mail", "rcpt"], "deferred"],
  [0, "SSH-2.0-OpenSSH", ["connect"], "stop"],
  [220, "hello again", ["data"], "deferred"],
  [354, "go ahead", ["dot"], "unknown"],
  [0, "@@@@", ["dot"], "unknown"],
];

describe("a reply", () => {
  test.each(
    ROWS.flatMap(([code, text, stages, expected]) => stages.map((stage) => [code, text, stage, expected] as const)),
  )("%i %s at %s is: %s", (code, text, stage, expected) => expect(told(code, text, stage)).toBe(expected));

  test("is quoted whole, once, and within bounds", () => {
    expect(readReply(550, "550 5.1.1 no\r\n such user", "rcpt")).toEqual({
      state: "rejected",
      reason: "550 5.1.1 no such user",
      suppress: "hard bounce: 550 5.1.1 no such user",
    });
    const { reason } = readReply(451, "x".repeat(5_000), "dot") as { reason: string };
    expect(reason).toHaveLength(300);
  });
});
