/** One connection to the socket: the command that another process asks for, run here with its lines and its input over there. */

import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import type { App } from "../app.ts";
import { messageOf, OperatorError } from "../errors.ts";
import { type Ask, FRAMES_VERSION, type FromCommand, readFrames, writeFrame } from "./frames.ts";
import { runCommand } from "./run-command.ts";
import { runIn, type Session } from "./session.ts";

export interface Connection {
  /** Ends with the connection, and never fails. */
  closed: Promise<void>;
  /** The service is about to end: whoever has not asked yet is sent away, and nothing more is piped in. */
  retire(): void;
  /** Ends it whatever it does. Returns the command that is not done; null: there is none. */
  drop(): string | null;
}

const ENDS = "The service ends, and waits for this command no longer. Run it again: what was done is not done twice.";

export function takeCommand(app: App, socket: Socket): Connection {
  const input = new PassThrough();
  input.on("error", () => {}); // whoever reads it is told
  socket.on("error", () => {}); // whoever asked is gone: what was asked for is finished
  const closed = new Promise<void>((done) => socket.once("close", () => done()));
  const asked = Promise.withResolvers<Ask | null>();
  let state: "waits" | "answered" | { command: string } = "waits";
  let dropped = false;
  /** A command that nobody waits for stops at what it says next, and so gives back what it has not finished. */
  const say = (frame: { out: string } | { err: string }) => {
    if (dropped) throw new Error(ENDS);
    writeFrame(socket, frame);
  };
  void readInto(socket, input, asked.resolve);
  void (async () => {
    const ask = await asked.promise;
    if (ask) {
      state = { command: ask.typed?.find((word) => !word.startsWith("-")) ?? "" };
      await answer(app, ask, {
        out: (text) => say({ out: text }),
        err: (text) => say({ err: text }),
        input: () => {
          writeFrame(socket, { wants: "input" });
          return input;
        },
        exit: (code) => void writeFrame(socket, { exit: code }),
      }).catch((error: unknown) => app.log.warn({ event: "command.failed", reason: messageOf(error) }));
    }
    state = "answered";
    socket.end();
  })();

  return {
    closed,
    retire() {
      if (state === "waits") socket.destroy();
      else cutOff(input, "the service ends");
    },
    drop() {
      const left = typeof state === "object" ? state.command : null;
      dropped = true;
      if (left === null)
        socket.destroy(); // who does not take the answer either
      else {
        writeFrame(socket, { err: `${ENDS}\n` });
        writeFrame(socket, { exit: 1 });
        socket.end();
      }
      return left;
    },
  };
}

/** Half of what was piped in is not taken for the whole. */
function cutOff(input: PassThrough, why: string): void {
  if (!input.writableEnded) input.destroy(new OperatorError(`What is piped in is cut off: ${why}.`));
}

/** Until the connection ends or breaks. */
async function readInto(socket: Socket, input: PassThrough, asked: (ask: Ask | null) => void): Promise<void> {
  try {
    for await (const frame of readFrames<FromCommand>(socket)) {
      if ("ask" in frame) asked(frame.ask);
      else if ("in" in frame) input.write(Buffer.from(frame.in, "base64"));
      else input.end();
    }
  } catch {
    socket.destroy(); // JSON, but none of our frames
  } finally {
    asked(null);
    cutOff(input, "whoever sent it is gone");
  }
}

async function answer(
  app: App,
  ask: Ask,
  { exit, ...ends }: Pick<Session, "out" | "err" | "input"> & { exit: (code: number) => void },
): Promise<void> {
  const { folder, places, columns, watched, coloured } = ask;
  const of: Session = { ...ends, folder, places, columns, watched, coloured, exitCode: 0, host: app };
  if (ask.version !== FRAMES_VERSION) {
    of.err("The service that runs is of another release: start it again.\n");
    of.exitCode = 1;
  } else {
    app.log.info({ event: "command.ran", command: ask.typed.find((word) => !word.startsWith("-")) ?? "" });
    await runIn(of, () => runCommand(ask.typed)).catch((error: unknown) => {
      app.log.error({ event: "command.failed", reason: messageOf(error) });
      of.exitCode = 1;
      of.err(`${messageOf(error)}\n`);
    });
  }
  exit(of.exitCode);
}
