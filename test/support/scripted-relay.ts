/** A relay on real sockets that goes wrong as told: at which stage, in which way, on which of its connections; it records each dot. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { SmtpStage } from "../../src/domain/delivery/smtp-reply.ts";
import { Dialogue } from "./scripted-dialogue.ts";

/** `handshake`: in place of TLS, after 220. `body`: once some of the message has come. */
export type FaultStage = SmtpStage | "helo" | "handshake" | "body" | "secondMail";

export type Fault =
  /** Said in place of the reply; a line, unless it ends in "…". */
  | { say: string }
  | { say: string; ending: "fin" }
  | "fin"
  | "rst"
  | "hang"
  /** A reply that goes on for ever, a byte at a time. */
  | "drip";

export interface RelayScript {
  /** Asked for each connection, counted from 0. Each fault happens once. */
  faults?: (connection: number) => Partial<Record<FaultStage, Fault>>;
  /** What EHLO offers besides a greeting. */
  offers?: string[];
  /** Offers STARTTLS with it, or speaks it from the first byte. */
  certificate?: { key: string; cert: string };
  tlsFromStart?: boolean;
  /** Awaited before each reply to a command. */
  beforeReply?: () => Promise<void>;
}

export interface ScriptedRelay {
  port: number;
  /** What happened, in its order: commands in small letters, `354`, `dot`, and what the test adds. */
  events: string[];
  /** Whole messages whose dot came, whatever was answered; without the dot, stuffing undone. */
  dots: string[];
  /** Of those, how many were answered 250. */
  accepted: number;
  connections: number;
  /** Commands seen before any TLS. */
  plainCommands: string[];
  /** How often the relay had answered and the client went on: its round trips. */
  turns: number;
  /** Resolves when so many bytes of the body of the present message have come. */
  whenBody(bytes: number): Promise<void>;
  /** Resets all connections, and gives the other end the time to see it. */
  cutOff(): Promise<void>;
  close(): Promise<void>;
}

export async function openScriptedRelay(script: RelayScript = {}): Promise<ScriptedRelay> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true });
  const waits: { bytes: number; resolve: () => void }[] = [];
  let bodyBytes = 0;
  const relay: ScriptedRelay = {
    port: 0,
    events: [],
    dots: [],
    accepted: 0,
    connections: 0,
    plainCommands: [],
    turns: 0,
    whenBody: (bytes) =>
      new Promise((resolve) => {
        waits.push({ bytes, resolve });
        tellBody(bodyBytes);
      }),
    cutOff: async () => {
      for (const socket of sockets) socket.resetAndDestroy();
      // The kernel has told the other end at once; it sees that in the next turns of the loop they share.
      for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve));
    },
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
  const tellBody = (bytes: number) => {
    bodyBytes = bytes;
    for (const wait of waits.filter((each) => each.bytes <= bytes)) {
      waits.splice(waits.indexOf(wait), 1);
      wait.resolve();
    }
  };
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    new Dialogue(relay, script, socket, tellBody).begin();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  relay.port = (server.address() as AddressInfo).port;
  return relay;
}
