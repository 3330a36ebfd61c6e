/** Parts of the replay: readers drawn by seed, a channel that sometimes refuses, and what the digests of a date hold. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { expect } from "vitest";
import type { Db } from "../../src/db/open.ts";
import type { Channel, MailContent } from "../../src/domain/delivery/channel.ts";
import type { Outcome } from "../../src/domain/delivery/state.ts";
import type { Channels } from "../../src/pipeline/deliver-order.ts";
import { SEEDS } from "../support/program.ts";
import type { ModelOrder } from "./reader-model.ts";

export const FIRST = "2026-04-01";
const CAP = 10;
/** Papers of a digest. */
const MOST = 30;
const CADENCES = ["daily", "daily", "daily", "weekdays", "weekly", "weekly:fri", "monthly", "monthly:15"];
export const catalogue = JSON.parse(readFileSync(join(SEEDS, "topics.json"), "utf8")) as {
  slug: string;
  name: string;
  group: string;
  query: string;
  description: string;
}[];

/** A reader has one to four standing orders of their own rhythm; one in four comes only later. */
export function drawOrders(readers: number, random: () => number): { order: ModelOrder; joinsOn: string }[] {
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: readers }, (_, i) => {
    const address = `reader${i}@example.org`;
    const joinsOn = random() < 0.25 ? pick(["2026-04-10", "2026-04-19", "2026-05-07", "2026-05-13"]) : FIRST;
    const slugs = [...new Set(Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(catalogue).slug))];
    const cut = Math.ceil(slugs.length / 2);
    return [slugs.slice(0, cut), slugs.slice(cut)]
      .filter((topics) => topics.length > 0)
      .map((topics) => ({ order: { address, topics, cadence: pick(CADENCES) }, joinsOn }));
  }).flat();
}

/** Takes nearly all; refuses some, and leaves some waiting until they are too old. */
export function createChannels(random: () => number): { channels: Channels; outcomes: Map<string, Outcome["state"]> } {
  const outcomes = new Map<string, Outcome["state"]>();
  const send: Channel<MailContent>["send"] = async (parcel, mark) => {
    await mark();
    const draw = random();
    const outcome: Outcome =
      draw < 0.03
        ? { state: "rejected", reason: "550 5.7.1 refused" }
        : draw < 0.06
          ? { state: "deferred", reason: "451 later" }
          : { state: "accepted", receipt: parcel.key };
    outcomes.set(parcel.address, outcome.state);
    return outcome;
  };
  const mail: Channel<MailContent> = { via: "smtp", concurrency: 5, send, close: async () => {} };
  const unused = async (): Promise<never> => {
    throw new Error("nobody reads in Slack here");
  };
  const channels: Channels = {
    mailFor: () => mail,
    slack: { via: "slack", concurrency: 1, send: unused, close: async () => {} },
    renderMail: () => ({ subject: "", text: [], html: [] }),
    webhook: {
      via: "webhook" as const,
      concurrency: 1,
      send: () => Promise.reject(new Error("no webhooks here")),
      close: async () => {},
    },
    renderLetter: () => ({ subject: "", text: [], html: [] }),
    mailWays: [mail],
    renderSlack: () => [],
  };
  return { channels, outcomes };
}

export interface MadeDigest {
  sections: Map<number, string[]>;
  items: string[];
  owned: string[];
}

/** What the digests of a date hold, by address: items by section, and all papers they own. */
export async function listMade(db: Db, on: string): Promise<Map<string, MadeDigest>> {
  const digests = await db
    .selectFrom("digest")
    .innerJoin("subscriber", "subscriber.id", "digest.subscriber_id")
    .where("local_on", "=", on)
    .select(["digest.id", "address"])
    .execute();
  const ids = digests.map((each) => each.id);
  if (ids.length === 0) return new Map();
  const { rows: items } = await sql<{ digest_id: number; section: number; arxiv_id: string | null }>`
    select s.digest_id, s.position as section, p.arxiv_id
    from section s cross join lateral jsonb_array_elements_text(s.cards) with ordinality as e(card, place)
    join card c on c.id = e.card::bigint join paper p on p.id = c.paper_id
    where s.digest_id in (${sql.join(ids)}) order by s.digest_id, s.position, e.place`.execute(db);
  const owned = await db
    .selectFrom("shown")
    .innerJoin("paper", "paper.id", "shown.paper_id")
    .where("digest_id", "in", ids)
    .select(["digest_id", "arxiv_id"])
    .execute();
  const byDigest = Map.groupBy(items, (item) => item.digest_id);
  const ownedBy = Map.groupBy(owned, (row) => row.digest_id);
  return new Map(
    digests.map(({ id, address }) => {
      const own = byDigest.get(id) ?? [];
      const sections = new Map(
        [...Map.groupBy(own, (item) => item.section)].map(([section, list]) => [
          section,
          list.map((each) => each.arxiv_id ?? ""),
        ]),
      );
      const had = (ownedBy.get(id) ?? []).map((row) => row.arxiv_id ?? "");
      return [address, { sections, items: own.map((item) => item.arxiv_id ?? ""), owned: had }];
    }),
  );
}

/** Each section shows only what is new to it, to its cap; a paper stands in the first section that has it. */
export function checkSections(real: MadeDigest, fresh: Set<string>[], where: string): string[] {
  const shown = fresh.map((_, i) => real.sections.get(i) ?? []);
  fresh.forEach((own, i) => {
    for (const id of shown[i] as string[]) expect(own.has(id), `${id} in section ${i} of ${where}`).toBe(true);
  });
  const sizes = shown.map((items) => items.length);
  // What each could show beside what the others do.
  const wanted = fresh.map((own, i) => {
    const others = new Set(shown.flatMap((items, j) => (j === i ? [] : items)));
    return Math.min(CAP, own.difference(others).size);
  });
  if (sum(wanted) <= MOST) expect(sizes, `papers by section of ${where}`).toEqual(wanted);
  else {
    // Who gets less than it wants gets as much as anybody, but for what does not divide.
    expect(sum(sizes), `papers of ${where}`).toBe(MOST);
    const most = Math.max(...sizes);
    sizes.forEach((size, i) => {
      expect(size === wanted[i] || size >= most - 1, `share of section ${i} of ${where}`).toBe(true);
    });
  }
  return real.items;
}

const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);
