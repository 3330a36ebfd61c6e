/** The service's end of the socket in the data folder: runs commands for processes that cannot open the embedded database beside it. */

import { rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { App } from "../app.ts";
import { messageOf } from "../errors.ts";
import { type Ask, FRAMES_VERSION, type FromCommand, readFrames, writeFrame } from "./frames.ts";
import { runCommand } from "./run-command.ts";
import { runIn, type Session } from "./session.ts";

/** In the embedded database's folder: short, since a socket's path has at most 104 letters on some systems. */
export const socketPath = (databaseFolder: string): string =>
  process.platform === "win32"
    ? `\\\\.\\pipe\\paperboy-${Buffer.from(databaseFolder).toString("base64url").slice(-60)}`
    : join(databaseFolder, "command.sock");

export interface CommandSocket {
  /** Takes no more, and waits for commands that are under way. */
  close(): Promise<void>;
}

/** Null where the folder takes no socket: then other processes are told to wait, as without it. */
export async function openCommandSocket(app: App, databaseFolder: string): Promise<CommandSocket | null> {
  const path = socketPath(databaseFolder);
  const underWay = new Set<Promise<void>>();
  const server = createServer((socket) => {
    const work = serve(app, socket).catch((error: unknown) =>
      app.log.warn({ event: "command.failed", reason: messageOf(error) }),
    );
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  });
  try {
    await rm(path, { force: true }); // of a process that died: the folder is ours alone
    await listenForOwner(server, path);
  } catch (error) {
    app.log.warn({ event: "command.no-socket", reason: messageOf(error) });
    return null;
  }
  return {
    async close() {
      server.close();
      await Promise.all(underWay);
      await rm(path, { force: true });
    },
  };
}

/** Whoever may write to the socket may do all that the operator can: nobody but the owner of the process. */
function listenForOwner(server: Server, path: string): Promise<void> {
  return new Promise((done, failed) => {
    const before = process.umask(0o177);
    try {
      server.once("error", failed).listen(path, done); // the file is made within this call
    } finally {
      process.umask(before);
    }
  });
}

async function serve(app: App, socket: Socket): Promise<void> {
  socket.on("error", () => {}); // whoever asked is gone: what was asked for is finished
  const input = new PassThrough();
  const asked = Promise.withResolvers<Ask | null>();
  const reading = (async () => {
    for await (const frame of readFrames<FromCommand>(socket)) {
      if ("ask" in frame) asked.resolve(frame.ask);
      else if ("in" in frame) input.write(Buffer.from(frame.in, "base64"));
      else input.end();
    }
    asked.resolve(null);
    input.end();
  })();
  const ask = await asked.promise;
  if (ask) await answer(app, socket, ask, input);
  socket.end();
  await reading;
}

async function answer(app: App, socket: Socket, ask: Ask, input: PassThrough): Promise<void> {
  const of: Session = {
    out: (text) => void writeFrame(socket, { out: text }),
    err: (text) => void writeFrame(socket, { err: text }),
    input: () => {
      writeFrame(socket, { wants: "input" });
      return input;
    },
    ...{ folder: ask.folder, columns: ask.columns, watched: ask.watched, coloured: ask.coloured },
    exitCode: 0,
    host: app,
  };
  if (ask.version !== FRAMES_VERSION) {
    of.err("The service that runs is of another release: start it again.\n");
    of.exitCode = 1;
  } else {
    app.log.info({ event: "command.ran", command: ask.typed.find((word) => !word.startsWith("-")) ?? "" });
    await runIn(of, () => runCommand(ask.typed)).catch((error: unknown) => {
      app.log.error({ event: "command.failed", reason: messageOf(error) });
      of.err(`${messageOf(error)}\n`);
      of.exitCode = 1;
    });
  }
  writeFrame(socket, { exit: of.exitCode });
}
