/** One reader as the operator sees them: found by address or number, with the whole history, and why a paper came or did not. */
import { type AuditRow, listAudit } from "../db/audit.ts";
import {
  type DeskBounce,
  type DeskDigest,
  type DeskLetter,
  type DeskSignUp,
  type DeskTopic,
  listBouncesOf,
  listDigestsOf,
  listLettersTo,
  listMatchesOf,
  listMissedOf,
  listSignUpsOf,
  listTopicsOf,
} from "../db/desk-reader.ts";
import {
  type DeskReaderRow,
  findDeskReader,
  type ListedReader,
  listReadersAfter,
  listReadersLike,
} from "../db/desk-readers.ts";
import { findSubscriberId, type ListedFeedback, listFeedback } from "../db/feedback.ts";
import type { Db } from "../db/open.ts";
import { isErased } from "../db/personal-data.ts";
import { listGiven } from "../db/reader-digests.ts";
import { findStanding, type Suppression } from "../db/suppressions.ts";
import { type Absence, explainAbsence } from "../domain/digest/absence.ts";
import { type Address, parseAddress } from "../domain/subscription/address.ts";
import { readOwnTopic } from "./own-topic.ts";
import { listMatching } from "./topic-papers.ts";

export type { Absence, DeskDigest, ListedReader };

const PAGE = 100;
const DIGESTS = 30;
const LISTED = 50;

/** What was typed into the search: a reader, or what is known of an address that is none. */
export type Sought =
  | { kind: "reader"; id: number }
  | {
      kind: "address";
      address: Address;
      signUps: DeskSignUp[];
      suppression: Suppression | null;
      letters: DeskLetter[];
      alike: ListedReader[];
    }
  | { kind: "several"; rows: ListedReader[]; more: boolean }
  | { kind: "wrong"; message: string };

/**
 * An address, a number, or a piece of an address, which is looked for in all of them. `hashOf`: what an address is known by
 * that was forgotten.
 */
export async function seekReader(db: Db, text: string, hashOf: (address: Address) => string): Promise<Sought> {
  const typed = text.trim();
  const number = /^#?(\d{1,15})$/.exec(typed)?.[1];
  if (number !== undefined)
    return (await findDeskReader(db, Number(number)))
      ? { kind: "reader", id: Number(number) }
      : { kind: "wrong", message: `There is no reader ${number}.` };
  const isWhole = typed.includes("@") || /^slack:/i.test(typed);
  const parsed = parseAddress(isWhole ? typed : `slack:${typed}`);
  const id = parsed.ok ? await findSubscriberId(db, parsed.address) : null;
  if (id !== null) return { kind: "reader", id };
  const like = await listReadersLike(db, typed.replace(/^slack:/i, ""), LISTED + 1);
  const [rows, more] = [like.slice(0, LISTED), like.length > LISTED];
  if (!parsed.ok || (!isWhole && rows.length > 0))
    return rows.length > 0
      ? { kind: "several", rows, more }
      : { kind: "wrong", message: `No reader’s address holds “${typed}”.` };
  const { address } = parsed;
  return {
    kind: "address",
    address,
    signUps: address.channel === "email" ? await listSignUpsOf(db, address.key, LISTED) : [],
    suppression: await findStanding(db, address, hashOf),
    letters: await listLettersTo(db, address, LISTED),
    alike: rows,
  };
}

export async function listReaders(db: Db, after: number): Promise<{ rows: ListedReader[]; more: boolean }> {
  const rows = await listReadersAfter(db, after, PAGE + 1);
  return { rows: rows.slice(0, PAGE), more: rows.length > PAGE };
}

export interface ReaderHistory {
  reader: DeskReaderRow;
  /** Nothing but the books is left of them. */
  erased: boolean;
  topics: DeskTopic[];
  digests: DeskDigest[];
  more: boolean;
  missed: { on: string; cause: string }[];
  feedback: ListedFeedback[];
  letters: DeskLetter[];
  bounces: DeskBounce[];
  audit: AuditRow[];
}

/** `before`: digests of earlier local dates. */
export async function readHistory(db: Db, id: number, before: string | null): Promise<ReaderHistory | null> {
  const reader = await findDeskReader(db, id);
  if (!reader) return null;
  const digests = await listDigestsOf(db, id, before, DIGESTS + 1);
  return {
    reader,
    erased: isErased(reader.address_key),
    topics: await listTopicsOf(db, id),
    digests: digests.slice(0, DIGESTS),
    more: digests.length > DIGESTS,
    missed: await listMissedOf(db, id, LISTED),
    feedback: (await listFeedback(db, id)).slice(0, LISTED),
    letters: await listLettersTo(db, { channel: reader.channel, key: reader.address_key }, LISTED),
    bounces: await listBouncesOf(db, id, LISTED),
    audit: await listAudit(db, { before: null, subject: `reader ${id}`, limit: LISTED }),
  };
}

export interface Why {
  reader: DeskReaderRow;
  paper: { id: number; title: string };
  /** Where it was given; `section` null: only counted there, over the cap. */
  given: { on: string | null; section: string | null; digest: DeskDigest | null }[];
  /** Why other topics did not bring it. */
  topics: Absence[];
}

/** `listHidden`: of tuned topics, those whose reader hid the paper. */
export async function explainPaper(
  db: Db,
  reader: DeskReaderRow,
  paper: { id: number; title: string },
  listHidden: (tuned: { id: number; topic_id: number }[]) => Promise<ReadonlySet<number>>,
): Promise<Why> {
  const matches = await listMatchesOf(db, reader.id, paper.id);
  const hidden = await listHidden(matches.filter(({ tuned, seq }) => tuned && seq !== null));
  const given = [];
  for (const { on, section } of await listGiven(db, reader.id, paper.id)) {
    const [digest] = on === null ? [] : await listDigestsOf(db, reader.id, dayAfter(on), 1);
    given.push({ on, section, digest: digest ?? null });
  }
  const topics: Absence[] = [];
  for (const topic of matches) {
    const { name, canonical, ended_at } = topic;
    const own = readOwnTopic({ name, reading: name, canonical });
    const finds = ended_at === null ? (await listMatching(db, own, [paper.id])).length > 0 : null;
    topics.push(
      explainAbsence(
        {
          name,
          finds,
          endedOn: ended_at?.toISOString().slice(0, 10) ?? null,
          seq: topic.seq,
          strength: topic.strength,
          threshold: topic.threshold,
          hidden: hidden.has(topic.id),
          coveredSeq: topic.covered_seq,
          startSeq: topic.start_seq,
          startsOn: topic.starts_on,
          listedOn: topic.listed_on,
          takenOn: topic.taken_on,
        },
        given.length > 0,
      ),
    );
  }
  return { reader, paper, given, topics };
}

export const findReaderOf = findDeskReader;

const dayAfter = (on: string): string => Temporal.PlainDate.from(on).add({ days: 1 }).toString();
