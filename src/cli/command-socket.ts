/** The service's end of the socket in the data folder: runs commands for processes that cannot open the embedded database beside it. */

import { rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { App } from "../app.ts";
import { messageOf } from "../errors.ts";
import { type Connection, takeCommand } from "./command-connection.ts";

/** In the embedded database's folder: short, since a socket's path has at most 104 letters on some systems. */
export const socketPath = (databaseFolder: string): string =>
  process.platform === "win32"
    ? `\\\\.\\pipe\\paperboy-${Buffer.from(databaseFolder).toString("base64url").slice(-60)}`
    : join(databaseFolder, "command.sock");

export interface CommandSocket {
  /** Takes no more, and waits a while for commands that are under way. Returns how many were left undone. */
  close(): Promise<number>;
}

/** A command that reads, writes and mails is done long before; one that waits for a host elsewhere may take minutes. */
const PATIENCE_MS = 10_000;

/** Null where the folder takes no socket: then other processes are told to wait, as without it. */
export async function openCommandSocket(
  app: App,
  databaseFolder: string,
  patienceMs = PATIENCE_MS,
): Promise<CommandSocket | null> {
  const path = socketPath(databaseFolder);
  const open = new Set<Connection>();
  const server = createServer((socket) => {
    const connection = takeCommand(app, socket);
    open.add(connection);
    void connection.closed.then(() => open.delete(connection));
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
      for (const each of open) each.retire();
      await waitFor(
        [...open].map(({ closed }) => closed),
        patienceMs,
      );
      const left = [...open].map((each) => each.drop()).filter((command) => command !== null);
      for (const command of left) app.log.warn({ event: "command.left", command });
      await rm(path, { force: true });
      return left.length;
    },
  };
}

async function waitFor(ends: Promise<void>[], mostMs: number): Promise<void> {
  const over = new AbortController();
  const late = setTimeout(mostMs, undefined, { signal: over.signal }).catch(() => {});
  await Promise.race([Promise.all(ends), late]);
  over.abort();
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
