/** A run that is killed at any moment and started again: nobody gets a mail twice, nobody is forgotten. */
import { mkdirSync, readFileSync, watch } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/db/open.ts";
import { type Answer, openProgram, type Program, SEEDS } from "../support/program.ts";
import { createRandom } from "../support/random.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
const READERS = 150;
const KILLS_A_STORY = 5;
/** A run hands over to the relay on so many connections at once, and to the outbox on four. */
const CONNECTIONS = 5;
const RUN = ["run", "--on", "2026-05-14", "--json", "--now", "2026-05-14T05:00:00Z"];
const TOPICS = [
  "*",
  "agent OR agents",
  "video",
  "reasoning",
  "learning",
  '"nothing is ever called this"',
  "data",
  "3D",
];

describe("a run that is killed again and again", () => {
  let base: Program;
  beforeAll(async () => {
    base = await openProgram();
    const lines = Array.from({ length: READERS }, (_, i) => {
      const topics = [TOPICS[i % TOPICS.length], TOPICS[(i * 3 + 1) % TOPICS.length]];
      return JSON.stringify({ address: `reader${i}@example.org`, topics: [...new Set(topics)] });
    });
    const file = await base.write("readers.jsonl", lines.join("\n"));
    expect(await base.run(["subscribe", "--file", file, "--now", "2026-05-13T12:00:00Z"])).toMatchObject({ code: 0 });
    const read = ["intake", "recorded", join(SEEDS, "listings"), "--to", "2026-05-13"];
    expect(await base.run([...read, "--now", "2026-05-14T05:00:00Z"])).toMatchObject({ code: 0 });
  });
  afterAll(() => base.remove());

  /** A program with the base's data: readers subscribed, papers read, nothing compiled. */
  async function openStory(env: Record<string, string>): Promise<Program> {
    const story = await openProgram(env, { fresh: true });
    await cp(join(base.folder, "data"), join(story.folder, "data"), { recursive: true });
    return story;
  }

  const seeds = Array.from({ length: LONG ? 8 : 1 }, (_, i) => i + 1);
  it.each(seeds)(
    "tells nobody twice through a relay, and everybody unless it is called unknown (seed %i)",
    async (seed) => {
      const random = createRandom(seed);
      const sink = await openSmtpSink();
      const story = await openStory({ SMTP_URL: sink.url });
      let kills = 0;
      for (let i = 0; i < KILLS_A_STORY; i++) if (await killOnce(story, sink, random)) kills++;
      expect(kills).toBeGreaterThan(2);
      checkEnd(await story.run(RUN), kills);
      const states = await readLedger(story);
      const taken = sink.accepted.map((mail) => mail.to);
      expect(new Set(taken).size).toBe(taken.length);
      expect(states.size).toBe(READERS);
      for (const [address, state] of states)
        expect(["accepted", "unknown"].includes(state) && (state === "unknown" || taken.includes(address))).toBe(true);
      expect(sink.accepted.map((mail) => mail.messageId).length).toBe(
        new Set(sink.accepted.map((m) => m.messageId)).size,
      );
      expect((await story.run(RUN)).json).toMatchObject({
        digests: 0,
        deliveries: {},
        recovered: { again: 0, unknown: 0 },
      });
      await story.remove();
      await sink.close();
    },
  );

  it("tells nobody twice through the outbox", async () => {
    const random = createRandom(99);
    const story = await openStory({});
    const kills = LONG ? 10 : 4;
    for (let kill = 0; kill < kills; kill++) {
      const { child, answer } = story.start(RUN);
      const before = readLog(story).length;
      const enough = before + 1 + Math.floor(random() * 20);
      await Promise.race([whenLogged(story, enough), answer]);
      child.kill("SIGKILL");
      await answer;
    }
    checkEnd(await story.run(RUN), kills);
    const states = await readLedger(story);
    const taken = readLog(story);
    expect(new Set(taken).size).toBe(taken.length);
    expect(states.size).toBe(READERS);
    for (const [address, state] of states) expect(state === "unknown" || taken.includes(address)).toBe(true);
    await story.remove();
  });
});

/** Starts a run and kills it: while a mail is on its way, as one is taken, or some moments after. False when it had ended already. */
async function killOnce(story: Program, sink: SmtpSink, random: () => number): Promise<boolean> {
  const { child, answer } = story.start(RUN);
  const kill = () => child.kill("SIGKILL");
  const [how, more] = [Math.floor(random() * 3), 1 + Math.floor(random() * 20)];
  const delay = Math.floor(random() * 60);
  const moment =
    how === 0 ? sink.whenAttempted(sink.attempts.length + more) : sink.whenAccepted(sink.accepted.length + more);
  const ended = await Promise.race([moment, answer]);
  if (ended === undefined && how === 2)
    setTimeout(kill, delay); // a moment in time, seeded: anything may be under way then
  else kill();
  return (await answer).code === null;
}

function checkEnd({ code, json, stderr }: Answer, kills: number): void {
  expect(stderr).toBe("");
  const { books } = json;
  expect(json.imbalance).toEqual([]);
  expect(books.planned).toBe(READERS);
  expect(books.planned).toBe(books.digests + books.notes + books.silent);
  const { accepted = 0, unknown = 0, ...others } = books.deliveries;
  expect(others).toEqual({});
  expect(accepted + unknown).toBe(READERS);
  expect(unknown).toBeLessThanOrEqual(kills * CONNECTIONS);
  expect(json.recovered.unknown).toBeLessThanOrEqual(CONNECTIONS);
  expect(code).toBe(0);
}

/** State by address. */
async function readLedger(story: Program): Promise<Map<string, string>> {
  const { db, close } = await openDatabase({ kind: "folder", path: join(story.folder, "data/db") });
  const rows = await db
    .selectFrom("delivery")
    .innerJoin("message", "message.id", "delivery.message_id")
    .select(["address", "state"])
    .execute();
  await close();
  expect(new Set(rows.map((row) => row.address)).size).toBe(rows.length);
  return new Map(rows.map((row) => [row.address, row.state]));
}

const outboxOf = (story: Program) => join(story.folder, "data/outbox/email");

/** Addresses in the outbox' log, in order. */
function readLog(story: Program): string[] {
  mkdirSync(outboxOf(story), { recursive: true });
  try {
    const text = readFileSync(join(outboxOf(story), "accepted.log"), "utf8");
    return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).address as string]));
  } catch {
    return [];
  }
}

async function whenLogged(story: Program, lines: number): Promise<void> {
  await mkdir(outboxOf(story), { recursive: true });
  await new Promise<void>((done) => {
    const watcher = watch(outboxOf(story), () => {
      if (readLog(story).length < lines) return;
      watcher.close();
      done();
    });
  });
}
