/** A real SMTP server that records what it accepts, and can refuse, stall or break off as told. */
import { EventEmitter, once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerSession } from "smtp-server";

export interface AcceptedMail {
  messageId: string;
  /** Of the envelope. */
  from: string;
  to: string;
  raw: string;
}

/** How a recipient's attempt is answered; undefined: accepted. */
export type SmtpAnswer =
  | { at: "mail" | "rcpt" | "data"; code: number; text: string }
  /** Breaks the connection off; after the dot the mail was taken, and is recorded. */
  | { drop: "before dot" | "after dot" }
  /** Answers the final dot only then; the mail is recorded before. */
  | { hold: Promise<unknown> };

export interface SmtpSink {
  url: string;
  accepted: AcceptedMail[];
  /** Mails that were refused after their final dot. */
  refused: AcceptedMail[];
  /** Recipients of all attempts in their order, also of those not accepted. */
  attempts: string[];
  /** Asked at MAIL (with an empty recipient) and at RCPT, with how many attempts there were before. */
  answer: (recipient: string, before: number) => SmtpAnswer | undefined | Promise<SmtpAnswer | undefined>;
  /** Resolves when so many mails have been accepted since the start. */
  whenAccepted(count: number): Promise<void>;
  /** Resolves when so many recipients have been named since the start. */
  whenAttempted(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function openSmtpSink(answer: SmtpSink["answer"] = () => undefined): Promise<SmtpSink> {
  const events = new EventEmitter().setMaxListeners(0);
  const state: SmtpSink = {
    url: "",
    accepted: [],
    refused: [],
    attempts: [],
    answer,
    whenAccepted: async (count) => {
      while (state.accepted.length < count) await once(events, "accepted");
    },
    whenAttempted: async (count) => {
      while (state.attempts.length < count) await once(events, "attempted");
    },
    close: () => new Promise((done) => server.close(() => done())),
  };
  const chosen = new Map<string, { to: string; answer: SmtpAnswer | undefined }>();
  const refusal = (each: SmtpAnswer | undefined, at: "mail" | "rcpt" | "data") =>
    each && "at" in each && each.at === at
      ? Object.assign(new Error(each.text), { responseCode: each.code })
      : undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 100,
    onMailFrom: async (_from, _session, done) => done(refusal(await state.answer("", 0), "mail")),
    onRcptTo: async ({ address }, session, done) => {
      const before = state.attempts.filter((each) => each === address).length;
      state.attempts.push(address);
      events.emit("attempted");
      const given = await state.answer(address, before);
      chosen.set(session.id, { to: address, answer: given });
      done(refusal(given, "rcpt"));
    },
    onData: (stream, session, done) => {
      const { to, answer: given } = chosen.get(session.id) ?? { to: "", answer: undefined };
      const drop = given && "drop" in given ? given.drop : null;
      if (drop === "before dot") return breakOff(session);
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks).toString("latin1");
        const { mailFrom } = session.envelope;
        const from = mailFrom ? mailFrom.address : "";
        const mail = { from, to, raw, messageId: /^message-id:\s*(\S+)/im.exec(raw)?.[1] ?? "" };
        const refused = refusal(given, "data");
        (refused ? state.refused : state.accepted).push(mail);
        if (refused) return done(refused);
        events.emit("accepted");
        if (drop) return breakOff(session);
        if (given && "hold" in given) await given.hold;
        done(null, `2.0.0 queued as ${state.accepted.length}`);
      });
    },
  });
  server.on("error", () => {}); // a client that was killed resets its connection
  const breakOff = (session: SMTPServerSession) => {
    for (const connection of server.connections as Set<{ id: string; _socket: { destroy(): void } }>)
      if (connection.id === session.id) connection._socket.destroy();
  };
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  state.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return state;
}
