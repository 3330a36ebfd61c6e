/** A conversation as it is answered: what it follows, what came last, what comes next, and how papers stand to its topics. */
import type { Db } from "../db/open.ts";
import { listGiven, listReaderDigests, type ReaderDigest } from "../db/reader-digests.ts";
import { findDueTime } from "../db/readers.ts";
import { findFollowed } from "../db/recent-papers.ts";
import { listSavedIds } from "../db/saved-papers.ts";
import { listSubscribers } from "../db/subscribers.ts";
import type { Due } from "../domain/calendar/due.ts";
import { findNextDigest } from "../domain/calendar/next-digest.ts";
import { periodOf } from "../domain/calendar/period.ts";
import type { Address } from "../domain/subscription/address.ts";
import { listIds } from "./lists.ts";
import { readOwnTopic } from "./own-topic.ts";
import { findReaderAt, type Reader } from "./reader.ts";
import { listMatching } from "./topic-papers.ts";

export interface Conversation extends Reader {
  next: Due | null;
  /** Null before the first. */
  latest: ReaderDigest | null;
  /** Why nothing goes there; null: it does. */
  suppressed: string | null;
}

/** Null for one that never subscribed, and for a person who was forgotten. */
export async function findConversation(db: Db, address: Address, now: Temporal.Instant): Promise<Conversation | null> {
  const reader = await findReaderAt(db, address);
  if (!reader) return null;
  const [due, [latest], [subscriber]] = await Promise.all([
    findDueTime(db, reader.id),
    listReaderDigests(db, reader.id, { before: null, limit: 1 }),
    listSubscribers(db, address),
  ]);
  const next = findNextDigest(
    {
      ...{ zone: reader.zone, hour: reader.hour, pausedUntil: reader.paused_until },
      cadences: reader.topics.map(({ cadence }) => cadence),
      due: due && { on: due.on, dueAt: due.dueAt.toTemporalInstant() },
    },
    now,
  );
  return { ...reader, next, latest: latest ?? null, suppressed: subscriber?.suppressed ?? null };
}

/** Of some papers, those that each running topic matches, by the topic's number, in the papers' order. */
export async function listTopicMatches(
  db: Db,
  address: Address,
  paperIds: readonly number[],
): Promise<{ number: number; name: string; paperIds: number[] }[]> {
  const found = [];
  for (const { number, name, canonical } of (await findFollowed(db, address)) ?? []) {
    const matching = new Set(await listMatching(db, readOwnTopic({ name, reading: name, canonical }), paperIds));
    found.push({ number, name, paperIds: paperIds.filter((id) => matching.has(id)) });
  }
  return found;
}

/** A day of arXiv has a thousand papers. */
const DAY_MOST = 5_000;

/** The papers first listed on a day, the most votes first. */
export async function listDayIds(db: Db, on: string, today: string): Promise<number[]> {
  const { from, to } = periodOf("day", on);
  const whole = { period: { from, to }, order: "votes" as const, source: null, category: null, topic: null };
  return (await listIds(db, { ...whole, limit: DAY_MOST }, today)) ?? [];
}

/** In which digests a paper was, the latest first; `section` null: only counted there. */
export const listDigestsWith = (
  db: Db,
  subscriberId: number,
  paperId: number,
): Promise<{ on: string | null; section: string | null }[]> => listGiven(db, subscriberId, paperId);

/** What a person saved, the latest first. */
export const listSavedBy = (db: Db, person: Address): Promise<number[]> => listSavedIds(db, person);
