/** Commands while a service holds the embedded database: they are run by it, and seem to be run here. */
import { chmod, stat } from "node:fs/promises";
import { createConnection } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FRAMES_VERSION } from "../../src/cli/frames.ts";
import { startChild } from "../support/processes.ts";
import { openProgram, type Program, SEEDS } from "../support/program.ts";

const NOW = ["--now", "2026-05-14T05:00:00Z"];
const DAY = "2026-05-14";

describe("commands beside a service on the embedded database", { timeout: 120_000 }, () => {
  let program: Program;
  let service: ReturnType<Program["start"]>;
  let url: string;
  beforeAll(async () => {
    program = await openProgram({ PAPERBOY_HUGGINGFACE_URL: "http://127.0.0.1:9" });
    for (const name of ["data", "data/db"]) await chmod(`${program.folder}/${name}`, 0o755);
    service = await up();
  });
  afterAll(async () => {
    service.child.kill("SIGTERM");
    await service.answer;
    await program.remove();
  });

  async function up(): Promise<typeof service> {
    const started = program.start(["serve", "--listen", "127.0.0.1:0", ...NOW]);
    let said = "";
    await new Promise<void>((done) =>
      started.child.stderr?.on("data", (text: string) => {
        said += text;
        if (said.includes("Ctrl-C ends it")) done();
      }),
    );
    url = /(http:\S+)\/readyz/.exec(said)?.[1] as string;
    return started;
  }
  const reach = () =>
    new Promise<ReturnType<typeof createConnection>>((done, failed) => {
      const socket = createConnection(`${program.folder}/data/db/command.sock`, () => done(socket));
      socket.once("error", failed);
    });

  it("subscribe, take in, run and report, with their own clock, output and exit codes", async () => {
    expect(await program.run(["subscribe", "ada@example.org", "--topic", "agents", ...NOW])).toMatchObject({
      code: 0,
      stderr: "",
      stdout: expect.stringContaining("ada@example.org is subscribed"),
    });
    await program.run(["intake", "recorded", `${SEEDS}/listings`, ...NOW]);
    const { json, code } = await program.run(["run", "--on", DAY, "--json", ...NOW]);
    expect(code).toBe(0);
    expect(json).toMatchObject({ digests: 1, deliveries: { accepted: 1 }, imbalance: [] });
    expect((await program.run(["status", "--json"])).json.runs[0]).toMatchObject({ on: DAY });
    const unknown = await program.run(["papers", "merge", "1", "999999", "--json"]);
    expect(unknown.code).toBe(1);
    expect(unknown.json.error).toMatch(/999999/);
    expect((await program.run(["no-such-command"])).code).toBe(2);
    expect((await program.run(["topic", "try", '"never closed'])).stderr).toContain("never closed");
  });

  it("read files where they were typed, and what is piped in", async () => {
    await program.write("readers.jsonl", '{"address":"grace@example.org","topics":["reasoning"]}\n');
    expect((await program.run(["subscribe", "--file", "readers.jsonl", ...NOW])).code).toBe(0);
    expect((await program.run(["preview", "grace@example.org", "--on", DAY, "--out", "mail.html", ...NOW])).code).toBe(
      0,
    );
    expect(await program.read("mail.html")).toContain("<html");
    const piped = await program.pipe("no mail at all", ["bounces", "-", "--json"]);
    expect(piped.json).toMatchObject({ mails: 1 });
  });

  it("run side by side, each with its own output, and neither takes the other for dead", async () => {
    const days = ["2026-05-15", "2026-05-16", "2026-05-17"];
    const runs = await Promise.all(
      days.map((day) => program.run(["run", "--on", day, "--json", "--now", `${day}T05:00:00Z`])),
    );
    expect(runs.map(({ code, json }) => [code, json.imbalance, json.recovered])).toEqual(
      days.map(() => [0, [], { again: 0, found: 0, unknown: 0 }]),
    );
  });

  it.each(["SIGKILL", "SIGINT"] as const)(
    "are ended by %s, with lines unread and half of what they pipe in, and the service works on",
    async (signal) => {
      const ask = { version: FRAMES_VERSION, typed: ["bounces", "-"], folder: program.folder, places: {} };
      const file = await program.write(
        "deaf.mjs",
        `import { connect } from "node:net";
        const socket = connect(${JSON.stringify(`${program.folder}/data/db/command.sock`)}).pause();
        socket.write(${JSON.stringify(`${JSON.stringify({ ask })}\n{"in":"RnJvbTog"}\n`)}, () => console.log("asked"));
        setInterval(() => {}, 60_000);`,
      );
      const deaf = startChild(file, []);
      await deaf.untilSaid((line) => line === "asked");
      const piping = program.start(["bounces", "-"], {}, "pipe");
      piping.child.stdin?.write("From: half a mail");
      // By then the other one, which came first, wants its input too.
      expect((await program.pipe("no mail at all", ["bounces", "-", "--json"])).json).toMatchObject({ mails: 1 });
      for (const child of [deaf.process, piping.child]) child.kill(signal);
      await Promise.all([deaf.ended, piping.answer]);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect((await program.run(["status", "--json"])).code).toBe(0);
      expect(service.child.exitCode).toBeNull();
    },
  );

  it("refuse a second service, and say so", async () => {
    const second = await program.run(["serve"]);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/running already on this data folder/);
  });

  it("are taken from nobody but the owner, and what is no command harms nothing", async () => {
    const modeOf = async (name: string) => ((await stat(`${program.folder}/${name}`)).mode & 0o777).toString(8);
    expect(await modeOf("data/db/command.sock")).toBe("600");
    expect([await modeOf("data"), await modeOf("data/db")]).toEqual(["700", "700"]); // also those made by earlier releases
    for (const bytes of [
      "GET / HTTP/1.1\r\n\r\n",
      "{}\n",
      "5\n",
      '{"inEnds":1}\n{"in":"YQ=="}\n',
      '{"ask":{"version":99,"typed":["status"]}}\n',
      "",
    ]) {
      const socket = await reach();
      let heard = "";
      socket.on("data", (chunk) => {
        heard += chunk;
      });
      socket.end(bytes);
      await new Promise((done) => socket.once("close", done));
      if (bytes.includes("99")) expect(heard).toContain("another release");
    }
    expect((await program.run(["status", "--json"])).code).toBe(0);
  });

  it("open the database themselves again once the service is down, also after it was killed", async () => {
    service.child.kill("SIGKILL");
    await service.answer;
    expect((await program.run(["status", "--json"])).code).toBe(0);
    service = await up();
    expect((await program.run(["subscribers", "--json"])).json.subscribers).toHaveLength(2);
  });
});
