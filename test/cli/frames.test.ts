/** Frames over a real socket: each arrives as it was written, whatever letters it holds. */
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type FromService, readFrames, writeFrame } from "../../src/cli/frames.ts";

/** Both ends of a connection. */
async function openPair(): Promise<[Socket, Socket]> {
  const folder = await mkdtemp(join(tmpdir(), "paperboy-frames-"));
  const accepted = Promise.withResolvers<Socket>();
  const server = createServer(accepted.resolve);
  await new Promise<void>((done) => server.listen(join(folder, "s"), done));
  const near = connect(join(folder, "s"));
  const far = await accepted.promise;
  onTestFinished(async () => {
    for (const socket of [near, far]) socket.destroy();
    server.close();
    await rm(folder, { recursive: true });
  });
  return [near, far];
}

test("letters that end a line elsewhere end no frame", async () => {
  const [near, far] = await openPair();
  const said = ["one\u2028two\u2029three", "a\r\nb\rc\nd\u0085e", "字 \\u2028 \u{1f4f0}"];
  for (const out of said) writeFrame(near, { out });
  near.end();
  const heard: FromService[] = [];
  for await (const frame of readFrames<FromService>(far)) heard.push(frame);
  expect(heard).toEqual(said.map((out) => ({ out })));
});
