/** What goes over the socket between a command and the service that runs it: JSON, one frame a line. */

import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Places } from "./places.ts";

/** `typed`: what stands after `paperboy`. */
export interface Ask {
  version: number;
  typed: string[];
  folder: string;
  places: Places;
  columns: number | null;
  watched: boolean;
  coloured: boolean;
}

export type FromCommand = { ask: Ask } | { in: string } | { inEnds: true };
/** `in`: what is piped in is wanted. Text as it is, bytes in base64. */
export type FromService = { out: string } | { err: string } | { wants: "input" } | { exit: number };

/** Of the frames: another is another release's. */
export const FRAMES_VERSION = 2;

export const writeFrame = (socket: Socket, frame: FromCommand | FromService): boolean =>
  socket.destroyed || socket.write(`${toLine(frame)}\n`);

/** JSON has both as they are, and readline ends a line at either. */
const toLine = (frame: object): string =>
  JSON.stringify(frame).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

/** Ends with the connection, also one that breaks; a line that is no frame ends it too. */
export async function* readFrames<Frame>(socket: Socket): AsyncGenerator<Frame> {
  try {
    for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY }))
      yield JSON.parse(line) as Frame;
  } catch {
    socket.destroy();
  }
}
