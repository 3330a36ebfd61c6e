/** The operator and the mail system: what came back is read from files and a pipe, acted on once, and can be released. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signHook } from "../../src/domain/bounce/hook-signature.ts";
import { makeToken } from "../../src/domain/consent/token.ts";
import { readBounceCorpus, returnPath, SECRET } from "../support/bounce-corpus.ts";
import { openProgram, type Program, SEEDS } from "../support/program.ts";

const MORNING = "2026-05-14T05:00:00Z";
const corpus = readBounceCorpus(1);
const rawOf = (name: string): Buffer => corpus.find((each) => each.name.startsWith(name))?.raw as Buffer;
const HARD = "Postfix: the remote server knows no such user";

describe("bounces on the command line", { timeout: 180_000 }, () => {
  let program: Program;
  const at = (now: string, ...args: string[]) => program.run([...args, "--now", now]);
  beforeAll(async () => {
    program = await openProgram({ PAPERBOY_SECRET: SECRET });
    await at("2026-05-13T12:00:00Z", "subscribe", "ada@example.net", "--topic", "*", "--no-try");
    await at(MORNING, "intake", "recorded", join(SEEDS, "listings"), "--to", "2026-05-13");
    await at(MORNING, "run", "--on", "2026-05-14");
  }, 180_000);
  afterAll(() => program.remove());

  it("a pipe that names the recipient suppresses a reader; told again, nothing happens", async () => {
    const bounce = () =>
      program.pipe(rawOf(HARD), ["bounces", "-", "--recipient", returnPath(1), "--json", "--now", MORNING]);
    const first = await bounce();
    expect(first.stderr).toBe("");
    expect(first).toMatchObject({
      code: 0,
      json: { mails: 1, classes: { hard: { counted: 1, known: 0, suppressed: 1 } }, unread: [] },
    });
    expect((await bounce()).json.classes).toEqual({ hard: { counted: 0, known: 1, suppressed: 0 } });
    const list = await at(MORNING, "suppressions", "list");
    expect(list.stdout).toMatch(/^ada@example\.net +2026-05-14T05:00 +hard bounce: 550 5\.1\.1 /m);
  });

  it("the operator releases the address, and is told when there is nothing to release", async () => {
    expect(await at(MORNING, "suppressions", "release", "ada@example.net")).toMatchObject({ code: 0 });
    expect(await at(MORNING, "suppressions", "release", "ada@example.net")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("ada@example.net is not suppressed"),
    });
    const complaint = rawOf("ARF: abuse");
    expect((await program.pipe(complaint, ["bounces", "-", "--now", MORNING])).stdout).toMatch(/^complaint +1 +0 +1$/m);
    expect(await at(MORNING, "suppressions", "release", "ada@example.net")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("complained about our mail"),
    });
    const reason = ["--reason", "she asked us to"];
    expect(await at(MORNING, "suppressions", "release", "ada@example.net", ...reason)).toMatchObject({ code: 0 });
  });

  it("a maildir of all kinds is told by class; what cannot be read is named and stays, and the exit code says so", async () => {
    const maildir = join(program.folder, "Maildir");
    for (const name of ["new", "cur"]) await mkdir(join(maildir, name), { recursive: true });
    for (const [i, { raw }] of corpus.entries()) await writeFile(join(maildir, i % 2 ? "new" : "cur", `${i}.x`), raw);
    await writeFile(join(maildir, "new", "broken.x"), "no mail at all");
    const read = await at(MORNING, "bounces", maildir, "--json");
    expect(read).toMatchObject({
      code: 1,
      json: {
        mails: corpus.length + 1,
        ignored: corpus.filter(({ kind, identified }) => kind !== "none" && !identified).length,
        none: corpus.filter(({ kind }) => kind === "none").length,
        unread: [{ from: "new/broken.x" }],
      },
    });
    expect(read.stderr).not.toContain("example.net");
    expect(await readFile(join(maildir, "new", "broken.x"), "utf8")).toBe("no mail at all");
    expect((await readdir(join(maildir, "new"))).length + (await readdir(join(maildir, "cur"))).length).toBe(
      corpus.length + 1,
    );
    expect((await at(MORNING, "bounces", maildir)).stdout).toMatch(/^hard +0 +\d+ +0$/m);
  });

  it("what a pipe brings and cannot be read is kept, and the mail system need not try again", async () => {
    const { code, json } = await program.pipe("no mail at all", ["bounces", "-", "--json"]);
    expect(code).toBe(0);
    expect(await readFile(json.unread[0].kept, "utf8")).toBe("no mail at all");
  });

  it("a pipe into a database that does not answer is told to try later; a file that is not there is an error", async () => {
    const nowhere = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" };
    const later = await program.pipe(rawOf(HARD), ["bounces", "-"], nowhere);
    expect(later).toMatchObject({ code: 75, stderr: expect.stringMatching(/was not counted; try later/) });
    expect(await at(MORNING, "bounces", "missing.mbox")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("missing.mbox cannot be read"),
    });
  });

  it("a service takes a provider's signed events where its hook is configured, and has no other hook", async () => {
    const hookSecret = "what the provider and we both know";
    const { child, answer } = program.start(["serve", "--listen", "127.0.0.1:0"], {
      MAIL_HOOK_SECRET: hookSecret,
      PAPERBOY_HUGGINGFACE_URL: "http://127.0.0.1:1",
    });
    try {
      const url = await new Promise<string>((resolve, reject) => {
        let said = "";
        child.stderr?.on("data", (text: string) => {
          said += text;
          const found = /health +(http:\S+)\/readyz/.exec(said)?.[1];
          if (found) resolve(found);
        });
        child.once("close", () => reject(new Error(said)));
      });
      const token = makeToken(SECRET, "bounce", 1);
      const body = JSON.stringify({ id: "e1", event: "complaint", token });
      const timestamp = String(Math.floor(Date.now() / 1_000));
      const post = async (path: string, signature: string) => {
        const headers = { "x-paperboy-timestamp": timestamp, "x-paperboy-signature": signature };
        const response = await fetch(`${url}${path}`, { method: "POST", body, headers });
        return [response.status, await response.text()];
      };
      const signature = signHook(hookSecret, timestamp, Buffer.from(body));
      expect(await post("/hooks/mail", signature)).toEqual([200, '{"says":"complaint: recorded"}']);
      expect(await post("/hooks/mail", signature)).toEqual([200, '{"says":"complaint: known"}']);
      expect(await post("/hooks/mail", "v1=0")).toMatchObject([403, expect.anything()]);
      expect(await post("/hooks/ses", signature)).toMatchObject([404, expect.anything()]);
      // The embedded database is the service's, which counts what a pipe brings meanwhile.
      const meanwhile = await program.pipe(rawOf(HARD), ["bounces", "-"]);
      expect(meanwhile).toMatchObject({ code: 0, stderr: "" });
    } finally {
      child.kill("SIGTERM");
    }
    const { stderr } = await answer;
    expect(stderr).not.toContain("example.net");
    expect(stderr).not.toContain(hookSecret);
  });
});
