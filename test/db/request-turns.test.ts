/** Turns at a host among processes: one request at a time, the pace between starts, and no turn lost with its process. */
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/db/open.ts";
import { bookTurn, claimTurn, endTurn, forgetTurns } from "../../src/db/request-turns.ts";
import { createHttpClient } from "../../src/sources/http/client.ts";
import { REAL_TIMING } from "../../src/sources/http/timing.ts";
import { createPostgresDatabase, describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { give } from "../support/reading-room.ts";
import { openWebStandIn } from "../support/web-stand-in.ts";

const turn = (owner: string, lane = "arxiv") => ({ lane, owner, gapMs: 3_000, leaseMs: 70_000 });
/** As if so many seconds had passed since a turn was taken. */
const pass = ({ db }: TestDatabase, seconds: number) =>
  sql`update request_turn set next_at = next_at - make_interval(secs => ${seconds}::double precision),
    lease_until = lease_until - make_interval(secs => ${seconds}::double precision)`.execute(db);

describeOnBoth("a turn", (open) => {
  it("is one process' until it ends, and the next one comes after the gap", async () => {
    const database = await open();
    const { db } = database;
    expect(await claimTurn(db, turn("a"))).toBe(0);
    const wait = await claimTurn(db, turn("b"));
    expect(wait).toBeGreaterThan(1_000);
    expect(wait).toBeLessThanOrEqual(3_000);
    await pass(database, 4); // the request takes longer than the gap
    expect(await claimTurn(db, turn("b"))).toBe(250);
    await endTurn(db, "arxiv", "b"); // not its own
    expect(await claimTurn(db, turn("b"))).toBe(250);
    await endTurn(db, "arxiv", "a");
    expect(await claimTurn(db, turn("b"))).toBe(0);
    await endTurn(db, "arxiv", "b");
    expect(await claimTurn(db, turn("a"))).toBeGreaterThan(1_000); // ended at once, and still the gap
    expect(await claimTurn(db, turn("a", "another"))).toBe(0);
  });

  it("of a process that died is over when its lease is", async () => {
    const database = await open();
    expect(await claimTurn(database.db, turn("dead"))).toBe(0);
    await pass(database, 69);
    expect(await claimTurn(database.db, turn("b"))).toBe(250);
    await pass(database, 2);
    expect(await claimTurn(database.db, turn("b"))).toBe(0);
  });
});

describeOnBoth("a moment of a pace", (open) => {
  const book = (db: TestDatabase["db"], lane: string, owner = "a") => bookTurn(db, { lane, owner, gapMs: 60_000 });

  it("is booked a gap after the one before, whichever process asks, and its lane is forgotten a day after", async () => {
    const database = await open();
    const { db } = database;
    const waits = [await book(db, "slack t1"), await book(db, "slack t1", "b"), await book(db, "slack t1")];
    expect(waits[0]).toBe(0);
    for (const [i, wait] of waits.entries()) {
      expect(wait).toBeLessThanOrEqual(i * 60_000);
      expect(wait).toBeGreaterThan(i * 60_000 - 30_000);
    }
    expect(await book(db, "slack t2")).toBe(0);
    await pass(database, 1_000);
    expect(await book(db, "slack t1")).toBe(0); // moments that nobody took are not saved up
    await pass(database, 2 * 86_400);
    await book(db, "slack t1");
    await forgetTurns(db, "slack ");
    expect((await db.selectFrom("request_turn").select("lane").execute()).map(({ lane }) => lane)).toEqual([
      "slack t1",
    ]);
  });
});

describe("two processes that read arXiv", () => {
  it("ask it one after the other, each a gap after the start of the one before", async () => {
    const url = await createPostgresDatabase();
    const opened = await Promise.all([1, 2].map(() => openDatabase({ kind: "postgres", url }, { migrate: false })));
    const GAP = 60;
    const starts: number[] = [];
    let [open, most] = [0, 0];
    const web = await openWebStandIn((_, response) => {
      starts.push(performance.now());
      most = Math.max(most, ++open);
      response.on("close", () => open--);
      give(response, "json", "[]");
    });
    const asked = opened.map(async ({ db, owner }) => {
      const http = createHttpClient({
        userAgent: "paperboy-test",
        timing: REAL_TIMING,
        turns: {
          claim: (lane, { leaseMs }) => claimTurn(db, { lane, owner, gapMs: GAP, leaseMs }),
          end: (lane) => endTurn(db, lane, owner),
        },
      });
      const ask = () => http.get({ url: `${web.url}/x`, lane: "arxiv", expect: "JSON", configured: true });
      return Promise.all([ask(), ask(), ask()]);
    });
    const answers = (await Promise.all(asked)).flat();
    await Promise.all([web.close(), ...opened.map((each) => each.close())]);
    expect(answers.map(({ kind }) => kind)).toEqual(Array(6).fill("text"));
    expect(most).toBe(1);
    // A start is seen after it was counted, sometimes later than the next one's: a few milliseconds are the network's.
    expect((starts.at(-1) as number) - (starts[0] as number)).toBeGreaterThan(GAP * 5 - 20);
  });
});
