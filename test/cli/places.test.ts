/** Files that a command names are opened by the service that runs it: only where both see the same folder there. */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, openApp } from "../../src/app.ts";
import { openCommandSocket, socketPath } from "../../src/cli/command-socket.ts";
import { type Ask, FRAMES_VERSION, type FromService, readFrames, writeFrame } from "../../src/cli/frames.ts";
import { explainRefusal, type Places, seePlaces } from "../../src/cli/places.ts";
import { createClock } from "../../src/clock.ts";
import { readConfig } from "../../src/config.ts";
import { OperatorError } from "../../src/errors.ts";
import { createLog } from "../../src/log.ts";
import { createPostgresDatabase } from "../support/databases.ts";

let folder: string;
let app: App;
let socket: Awaited<ReturnType<typeof openCommandSocket>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperboy-places-"));
  await mkdir(join(folder, "there"));
  const config = readConfig({
    ...{ DATABASE_URL: await createPostgresDatabase(), PAPERBOY_SECRET: "s".repeat(32) },
    PAPERBOY_DATA: join(folder, "data"),
  });
  app = await openApp(config, createClock(), createLog("silent"));
  socket = await openCommandSocket(app, folder);
});
afterAll(async () => {
  await socket?.close();
  await app?.close();
  await rm(folder, { recursive: true });
});

/** As a command does whose process sees `places`. */
async function ask(typed: string[], places: Places): Promise<{ code: number | null; said: string }> {
  const connection = connect(socketPath(folder));
  const rest: Omit<Ask, "typed" | "places"> = {
    ...{ version: FRAMES_VERSION, folder, columns: null, watched: false, coloured: false },
  };
  writeFrame(connection, { ask: { ...rest, typed, places } });
  let said = "";
  for await (const frame of readFrames<FromService>(connection)) {
    if ("exit" in frame) {
      connection.end();
      return { code: frame.exit, said };
    }
    said += "out" in frame ? frame.out : "err" in frame ? frame.err : "";
  }
  return { code: null, said };
}

describe("a file that a command names", () => {
  const WRITING = [
    ["there/topics.yaml", "export", "topics"],
    ["there/sources.csv", "export", "sources"],
    ["there/subscribers.json", "export", "subscribers"],
    ["there/all.backup", "backup"],
  ];

  it.each(WRITING)("is written where both see the same folder: %s", async (file, ...command) => {
    const typed = [...command, file];
    expect(await ask(typed, seePlaces(folder, typed))).toMatchObject({ code: 0 });
    expect((await stat(join(folder, file))).size).toBeGreaterThan(0);
    await rm(join(folder, file));
  });

  it.each(WRITING)("is not where the service sees another, which would keep it: %s", async (file, ...command) => {
    for (const seen of ["1:2", null]) {
      const typed = [...command, file];
      const { code, said } = await ask(typed, { ...seePlaces(folder, typed), [join(folder, "there")]: seen });
      expect(code).toBe(1);
      expect(said).toContain(`${join(folder, "there")} is not the same folder for it`);
      expect(said).toContain(`Name a file in ${join(folder, "data")}`);
      expect(await readdir(join(folder, "there"))).toEqual([]);
    }
  });

  it("is not read there either, and neither is a folder", async () => {
    await writeFile(join(folder, "there/a.jsonl"), '{"address":"ada@example.org","topics":["agents"]}\n');
    const apart = (typed: string[]) => ask(typed, { ...seePlaces(folder, typed), [join(folder, "there")]: "1:2" });
    for (const typed of [
      ["subscribe", "--file", "there/a.jsonl"],
      ["import", "subscribers", "there/a.jsonl", "--confirmed"],
      ["intake", "recorded", "there"],
      ["intake", "page", "there/a.txt"],
      ["bounces", "there"],
    ])
      expect((await apart(typed)).said, typed.join(" ")).toContain("is not the same folder for it");
    await rm(join(folder, "there/a.jsonl"));
  });
});

describe("what is seen of the words of a command", () => {
  it("is each folder that they name or lie in, also behind an option", async () => {
    const seen = seePlaces(folder, [
      "backup",
      "there/a.backup",
      `--report=${join(folder, "there/r.csv")}`,
      "there",
      "no/a",
    ]);
    expect(Object.keys(seen)).toEqual(expect.arrayContaining([folder, join(folder, "there"), join(folder, "no")]));
    expect(seen[join(folder, "there")]).toMatch(/^\d+:\d+$/);
    expect([seen[join(folder, "no")], seen[join(folder, "there/a.backup")]]).toEqual([null, null]);
  });
});

describe("a file that the service may not open", () => {
  const refused = (code: string, path: string) => Object.assign(new Error(`${code}: open '${path}'`), { code, path });
  const places = { "/root": "1:2" };

  it.each(["EROFS", "EACCES"])("is told with the way out: %s", (code) => {
    const error = new OperatorError("a.csv cannot be read", { exitCode: 2, cause: refused(code, "/root/a.csv") });
    for (const each of [error, refused(code, "/root/a.csv.0a1b.part")])
      expect(explainRefusal(each, places, "/var/lib/paperboy")?.message).toMatch(
        /it may not\. Name a file in \/var\/lib\/paperboy, or stop the service/,
      );
    expect(explainRefusal(error, places, "/")?.exitCode).toBe(2);
  });

  it("is not taken for what else is refused", () => {
    expect(explainRefusal(refused("EACCES", "/etc/other/key.pem"), places, "/")).toBeNull();
    expect(explainRefusal(refused("ENOENT", "/root/a.csv"), places, "/")).toBeNull();
    expect(explainRefusal(Object.assign(new Error("connect"), { code: "EACCES" }), places, "/")).toBeNull();
  });
});
