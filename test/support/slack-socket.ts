/** A stand-in of the WebSocket that Socket Mode connects to (RFC 6455, as far as Slack's client needs it). */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

export interface SlackSocket {
  url: string;
  /** How many connections there were. */
  connections: number;
  /** Whether one is open. */
  isOpen(): boolean;
  /** Says something to the latest connection. */
  say(message: object): void;
  /** What the client has said, in order: acknowledgements. */
  heard: { envelope_id?: string; payload?: unknown }[];
  /** Breaks the connection without a word. */
  breakOff(): void;
  /** Resolves once that is so, looked at after each thing that happens. */
  until(what: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function openSlackSocket(): Promise<SlackSocket> {
  let latest: Socket | null = null;
  let waiting: (() => void)[] = [];
  const tell = () => {
    for (const each of waiting) each();
    waiting = [];
  };
  const server = createServer();
  server.on("upgrade", (request, stream) => {
    const socket = stream as Socket;
    const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${GUID}`).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    latest = socket;
    stand.connections += 1;
    let input = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("close", () => {
      if (latest === socket) latest = null;
      tell();
    });
    socket.on("data", (chunk) => {
      input = Buffer.concat([input, chunk as Buffer]);
      for (let frame = readFrame(input); frame; frame = readFrame(input)) {
        input = input.subarray(frame.length);
        if (frame.opcode === OPCODE.text) stand.heard.push(JSON.parse(frame.payload.toString("utf8")));
        if (frame.opcode === OPCODE.ping) socket.write(makeFrame(OPCODE.pong, frame.payload));
        if (frame.opcode === OPCODE.close) socket.end(makeFrame(OPCODE.close, frame.payload));
      }
      tell();
    });
    stand.say({ type: "hello", num_connections: 1, connection_info: { app_id: "A0" } });
    tell();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stand: SlackSocket = {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link?ticket=a-secret-ticket`,
    connections: 0,
    isOpen: () => latest !== null,
    heard: [],
    say: (message) => void latest?.write(makeFrame(OPCODE.text, Buffer.from(JSON.stringify(message)))),
    breakOff: () => void latest?.destroy(),
    until: async (what) => {
      while (!what()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    close: async () => {
      latest?.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return stand;
}

function makeFrame(opcode: number, payload: Buffer): Buffer {
  const head = payload.length < 126 ? Buffer.from([0x80 | opcode, payload.length]) : Buffer.alloc(4);
  if (payload.length >= 126) {
    head.writeUInt16BE(0x807e | (opcode << 8));
    head.writeUInt16BE(payload.length, 2);
  }
  return Buffer.concat([head, payload]);
}

/** Of a client, so masked. Null: not all of it is there. */
function readFrame(input: Buffer): { opcode: number; payload: Buffer; length: number } | null {
  if (input.length < 6) return null;
  const short = (input[1] as number) & 0x7f;
  const start = short === 126 ? 4 : 2;
  if (short === 127) throw new Error("longer than a test's");
  const size = short === 126 ? input.readUInt16BE(2) : short;
  const length = start + 4 + size;
  if (input.length < length) return null;
  const mask = input.subarray(start, start + 4);
  const payload = Buffer.from(input.subarray(start + 4, length).map((byte, i) => byte ^ (mask[i % 4] as number)));
  return { opcode: (input[0] as number) & 0x0f, payload, length };
}
