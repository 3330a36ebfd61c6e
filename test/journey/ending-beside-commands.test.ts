/** A service that is told to end while commands of other processes are under way: it ends, and says what it left. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createConnection } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FRAMES_VERSION } from "../../src/cli/frames.ts";
import { openProgram, type Program } from "../support/program.ts";

const NOW = ["--now", "2026-05-14T05:00:00Z"];
const SILENT_DAY = "2026-04-01";

describe("a service that is told to end beside commands", { timeout: 300_000 }, () => {
  let program: Program;
  let source: Server;
  const asked = Promise.withResolvers<void>();
  beforeAll(async () => {
    source = createServer((request, response) => {
      if (request.url?.includes(SILENT_DAY))
        asked.resolve(); // and nobody answers
      else response.end("[]");
    }).listen(0, "127.0.0.1");
    await once(source, "listening");
    const { port } = source.address() as AddressInfo;
    program = await openProgram({
      PAPERBOY_HUGGINGFACE_URL: `http://127.0.0.1:${port}`,
      PAPERBOY_PRIVATE_HOSTS: "127.0.0.1",
    });
  });
  afterAll(async () => {
    source.closeAllConnections();
    source.close();
    await program.remove();
  });

  it("says at once that it is not ready, waits for no one who is silent, and leaves a command that hangs", async () => {
    const service = program.start(["serve", "--listen", "127.0.0.1:0", ...NOW]);
    let said = "";
    const heard = (text: string) =>
      new Promise<void>((done) => {
        const look = () => said.includes(text) && done();
        service.child.stderr?.on("data", look);
        look();
      });
    service.child.stderr?.on("data", (text: string) => {
      said += text;
    });
    await heard("Ctrl-C ends it");
    const url = /(http:\S+)\/readyz/.exec(said)?.[1] as string;
    const isReady = () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    expect(await isReady()).toBe(true);

    const silent = createConnection(`${program.folder}/data/db/command.sock`);
    await once(silent, "connect");
    const deaf = createConnection(`${program.folder}/data/db/command.sock`).pause();
    const ask = { version: FRAMES_VERSION, typed: ["status"], folder: program.folder, places: {} };
    deaf.write(`${JSON.stringify({ ask })}\n`);
    const piping = program.start(["bounces", "-"], {}, "pipe");
    piping.child.stdin?.write("From: half a mail");
    const hanging = program.start(["intake", "huggingface", "--date", SILENT_DAY, ...NOW]);
    await asked.promise;
    expect((await program.pipe("no mail at all", ["bounces", "-", "--json"])).json).toMatchObject({ mails: 1 }); // the first reads by then

    service.child.kill("SIGTERM");
    await heard("finishing what is under way");
    expect(await isReady()).toBe(false);
    const half = await piping.answer; // though its standard input stays open
    expect(half).toMatchObject({ code: 75, stderr: expect.stringMatching(/not counted.*cut off: the service ends/) });
    const left = await hanging.answer;
    expect(left).toMatchObject({ code: 1, stderr: expect.stringContaining("waits for this command no longer") });
    expect(await service.answer).toMatchObject({ code: 0 });
    expect(said).toMatch(/"event":"command\.left","command":"intake"/);
    for (const socket of [silent, deaf]) socket.destroy();
    expect((await program.run(["status", "--json"])).code).toBe(0);
  });
});
