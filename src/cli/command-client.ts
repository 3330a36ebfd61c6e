/** A command's end of the socket: where a service holds the embedded database, it runs the command, and this process shows what it says. */
import { connect, type Socket } from "node:net";
import { socketPath } from "./command-socket.ts";
import { FRAMES_VERSION, type FromService, readFrames, writeFrame } from "./frames.ts";
import { seePlaces } from "./places.ts";
import { session } from "./session.ts";

/** False: nothing there takes commands, or it went away before it took this one. */
export async function askService(databaseFolder: string, typed: string[]): Promise<boolean> {
  const socket = await reach(socketPath(databaseFolder));
  if (socket === null) return false;
  const here = session();
  const { folder, columns, watched, coloured } = here;
  const places = seePlaces(folder, typed);
  writeFrame(socket, { ask: { version: FRAMES_VERSION, typed, folder, places, columns, watched, coloured } });
  let heard = false;
  let piping = false;
  for await (const frame of readFrames<FromService>(socket)) {
    heard = true;
    if ("out" in frame) here.out(frame.out);
    else if ("err" in frame) here.err(frame.err);
    else if ("wants" in frame) {
      piping = true;
      void pipeIn(socket);
    } else {
      here.exitCode = frame.exit;
      socket.end();
      if (piping) stopWaiting();
      return true;
    }
  }
  if (heard) {
    here.err("The service ended before the command was done. Run it again: what was done is not done twice.\n");
    here.exitCode = 1;
    if (piping) stopWaiting();
  }
  return heard;
}

/** For what might still be piped in: nobody takes it any more. */
const stopWaiting = (): void => void process.stdin.unref?.(); // a file has none, and ends by itself

function reach(path: string): Promise<Socket | null> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once("connect", () => done(socket));
    socket.once("error", () => done(null));
    socket.on("error", () => {}); // its frames end
  });
}

async function pipeIn(socket: Socket): Promise<void> {
  for await (const chunk of session().input()) writeFrame(socket, { in: chunk.toString("base64") });
  writeFrame(socket, { inEnds: true });
}
