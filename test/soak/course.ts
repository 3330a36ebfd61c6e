/** Lives through a plan: the service's steps at each of its instants, and what happens to readers, processes and papers. */
import { randomUUID } from "node:crypto";
import { Kysely, sql } from "kysely";
import { createPostgresDialect, type Db } from "../../src/db/open.ts";
import type { Database } from "../../src/db/schema.ts";
import { saveSource, saveSources } from "../../src/db/sources.ts";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { createLog } from "../../src/log.ts";
import { changeSettings, type SettingsOrder } from "../../src/membership/change-settings.ts";
import { leave } from "../../src/membership/leave.ts";
import { createCardStore } from "../../src/pipeline/card-store.ts";
import { keepLease } from "../../src/pipeline/lease.ts";
import { mergeByHand } from "../../src/pipeline/merge.ts";
import { createSteps } from "../../src/pipeline/steps.ts";
import { order } from "../support/orders.ts";
import { drawReader, type Reader } from "./cast.ts";
import { createLife, createMortalDialect, type Life, type Moment } from "./mortal.ts";
import { arxivIdOf, JOURNAL, journalTitleOf, openNews } from "./news.ts";
import { draw, listTicks, midnightOf, type Plan, pick } from "./plan.ts";
import { BOOK, openRelay, type Relay } from "./relay.ts";

export interface DayFigures {
  day: number;
  digests: number;
  quiet: number;
  handed: number;
  statements: number;
  deaths: number;
  heapMB: number;
  rssMB: number;
  seconds: number;
}

export interface Course {
  db: Db;
  readers: Reader[];
  relay: Relay;
  imbalances: string[];
  stopped: string[];
  merges: { into: number; other: number; at: string }[];
  /** The last instant. */
  end: number;
}

const CHUNK = 2_000;
const ORDER = ["recover", "intake", "analyse", "match", "compile", "email", "slack"] as const;
/** Leases go by the database's clock, on which all of the soak is a few minutes. */
const OVER = sql`clock_timestamp() - interval '1 second'`;
const MOMENTS: Moment[] = ["statement", "unmarked", "marked", "handed"];

export async function live(plan: Plan, url: string, onDay: (figures: DayFigures) => void): Promise<Course> {
  const db: Db = new Kysely<Database>({ dialect: createPostgresDialect(url) });
  await sql.raw(BOOK).execute(db);
  let now = midnightOf(plan, 0);
  const instant = () => Temporal.Instant.fromEpochMilliseconds(now);
  const readers = Array.from({ length: plan.readers }, (_, n) => drawReader(plan, n));
  const patient = new Set(readers.filter(({ waits }) => waits).map(({ address }) => address));
  const relay = await openRelay(
    plan,
    () => now,
    (address) => !patient.has(address),
  );
  const course: Course = { db, readers, relay, imbalances: [], stopped: [], merges: [], end: now };
  const count = { statements: 0, digests: 0, quiet: 0, deaths: 0 };
  const openSource = openNews(plan);

  async function startProcess() {
    const life = createLife();
    const own: Db = new Kysely<Database>({ dialect: createMortalDialect(url, life, () => count.statements++) });
    const owner = randomUUID();
    const lease = await keepLease(own, owner, "soak");
    const steps = createSteps(own, {
      owner,
      living: () => null,
      clock: { now: instant },
      channels: relay.channelsFor(life),
      cards: createCardStore(),
      installation: { name: "Soak", operator: null, postalAddress: null, links: null, returnPath: null },
      rates: { perSecond: null, perHour: null },
      closeStopped: false,
      wait: async () => {},
      onRelayStopped: (via, reason) => course.stopped.push(`${via}: ${reason}`),
      openSource,
      log: createLog("silent"),
      forget: async () => ({}),
      zoneRules: "soak",
      onImbalance: (run, problems) => course.imbalances.push(`${run}: ${problems.join("; ")}`),
    });
    const end = async () => {
      await lease.end();
      await own.destroy();
      await sql`update worker set lease_until = ${OVER} where owner = ${owner}`.execute(db);
      await sql`update intake_lane set lease_until = ${OVER} where owner = ${owner}`.execute(db);
    };
    return { life, steps, end };
  }

  /** One lives from the first day to the last; the other dies of all that a process can die of, and is started again. */
  const lasting = await startProcess();
  let mortal = await startProcess();

  async function work({ steps }: typeof lasting): Promise<void> {
    for (const step of ORDER) {
      const { did } = await steps[step]();
      if (step !== "compile" || !did) continue;
      const made = did as { digests: number; quiet: number };
      count.digests += made.digests;
      count.quiet += made.quiet;
    }
  }

  /** All steps once; where the mortal one dies, now or when its moment comes, the lasting one does them. */
  async function look(who: "lasting" | "mortal", fate: Life["fate"] = null): Promise<void> {
    if (who === "lasting") return work(lasting);
    mortal.life.fate ??= fate;
    try {
      await work(mortal);
    } catch (error) {
      if (!mortal.life.dead) throw error;
    }
    if (!mortal.life.dead) return;
    count.deaths++;
    await mortal.end();
    mortal = await startProcess();
    await work(lasting);
  }

  await saveSources(db, ["huggingface", "page"], instant().toString());
  const journal = { name: JOURNAL, kind: "feed" as const, key: "http://journal.example.org/feed" };
  await saveSource(db, { ...journal, reads_from: instant().toString().slice(0, 10) }, instant().toString());
  await look("lasting");
  await join(readers.filter(({ turn }) => turn?.kind !== "joins"));
  const turns = Map.groupBy(
    readers.filter(({ turn }) => turn),
    (reader) => reader.turn?.at as number,
  );

  async function join(some: Reader[]): Promise<void> {
    const orders = some.flatMap(({ order: address, zone, hour: at, orders }) =>
      orders.map(({ topic, cadence }) => ({ address, zone, at, cadence, topics: [topic] })),
    );
    for (let i = 0; i < orders.length; i += CHUNK) await order(db, orders.slice(i, i + CHUNK), instant());
    const wishes = JSON.stringify(some.map(({ address, quiet, waits }) => ({ address, quiet, waits })));
    await sql`update subscriber s set quiet_notes = x.quiet, waits = x.waits
      from jsonb_to_recordset(${wishes}::jsonb) as x(address text, quiet text, waits boolean) where s.address = x.address`.execute(
      db,
    );
  }

  async function take(readers: Reader[]): Promise<void> {
    await join(readers.filter(({ turn }) => turn?.kind === "joins"));
    for (const { order: typed, turn } of readers) {
      const parsed = parseAddress(typed);
      if (!parsed.ok || !turn) continue;
      const change = async (wish: SettingsOrder) => {
        const changed = await changeSettings(db, parsed.address, wish, instant());
        if (!changed.ok) throw new Error(changed.message);
      };
      if (turn.kind === "leaves") await leave(db, parsed.address, instant());
      if (turn.kind === "moves") await change({ zone: turn.zone });
      if (turn.kind === "pauses") await change({ pauseUntil: turn.until });
    }
  }

  /** A paper of the journal and one of the list of two days ago are one. */
  async function merge(day: number): Promise<void> {
    const find = (title: string) =>
      db.selectFrom("paper").select("id").where("title", "=", title).executeTakeFirstOrThrow();
    const { id } = await find(journalTitleOf(day - 2, 0));
    const merged = await db
      .transaction()
      .execute((tx) => mergeByHand(tx, arxivIdOf(day - 2, 1), String(id), instant()));
    if (!merged.ok) throw new Error(merged.cause);
    course.merges.push({ into: merged.into, other: merged.other, at: instant().toString() });
  }

  for (let day = 0; day < plan.days; day++) {
    const [began, handed] = [performance.now(), relay.handed];
    Object.assign(count, { statements: 0, digests: 0, quiet: 0, deaths: 0 });
    const ticks = listTicks(plan, day);
    const deaths = new Map(
      Array.from({ length: plan.deathsADay }, (_, i) => [
        Math.floor(draw(`${plan.seed} death ${day} ${i}`) * ticks.length),
        {
          moment: pick(MOMENTS, `${plan.seed} moment ${day} ${i}`),
          after: Math.floor(draw(`after ${day} ${i}`) * 30),
        },
      ]),
    );
    for (const [i, tick] of ticks.entries()) {
      now = tick;
      await look(deaths.has(i) || i % 2 === 0 ? "mortal" : "lasting", deaths.get(i));
      await take(turns.get(tick) ?? []);
      turns.delete(tick);
      await relay.writeBook(db);
      if (i === Math.floor(ticks.length * 0.6) && plan.merges.includes(day)) await merge(day);
    }
    global.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    const size = { heapMB: heapUsed / 2 ** 20, rssMB: rss / 2 ** 20, seconds: (performance.now() - began) / 1_000 };
    onDay({ day, ...count, handed: relay.handed - handed, ...size });
  }
  course.end = now;
  await mortal.end();
  await lasting.end();
  return course;
}
