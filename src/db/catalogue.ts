/** The catalogue of topics, and the subscriptions that follow its entries (semantics 8). */
import { type Kysely, type RawBuilder, sql } from "kysely";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface CatalogueEntry {
  slug: string;
  name: string;
  heading: string;
  query: string;
  description: string;
  position: number;
}

export interface StoredEntry extends CatalogueEntry {
  /** Changed or removed by the operator. */
  own: boolean;
  removed: boolean;
}

/** In its order, without what was removed. */
export async function listCatalogue(db: Db): Promise<CatalogueEntry[]> {
  return (await listStoredEntries(db)).filter(({ removed }) => !removed);
}

export async function listStoredEntries(db: Db): Promise<StoredEntry[]> {
  return db
    .selectFrom("catalogue")
    .select(["slug", "name", "heading", "query", "description", "position", "own"])
    .select((eb) => eb("removed_at", "is not", null).as("removed"))
    .orderBy("position")
    .orderBy("slug")
    .execute() as Promise<StoredEntry[]>;
}

/** Makes or changes entries; one that was removed is there again. */
export async function saveCatalogue(db: Db, entries: CatalogueEntry[], own = false): Promise<void> {
  if (entries.length === 0) return;
  await db
    .insertInto("catalogue")
    .values(
      entries.map(({ slug, name, heading, query, description, position }) => ({
        ...{ slug, name, heading, query, description, position, own },
      })),
    )
    .onConflict((conflict) =>
      conflict.column("slug").doUpdateSet((eb) => ({
        name: eb.ref("excluded.name"),
        heading: eb.ref("excluded.heading"),
        query: eb.ref("excluded.query"),
        description: eb.ref("excluded.description"),
        position: eb.ref("excluded.position"),
        own: eb.ref("excluded.own"),
        removed_at: null,
      })),
    )
    .execute();
}

/** Not listed any more, for good: what Paperboy brings along does not bring them back. Who follows them keeps the topic. */
export async function removeEntries(db: Db, slugs: string[], at: string): Promise<void> {
  if (slugs.length === 0) return;
  await db.updateTable("catalogue").set({ own: true, removed_at: at }).where("slug", "in", slugs).execute();
}

export interface FollowedTopic {
  slug: string;
  topic_id: number;
  canonical: string;
  followers: number;
  /** The first day of what their next sections hold. */
  since: string;
}

/** Topics of running subscriptions that follow these entries. `floor`: the earliest day that a section may hold. */
export async function listFollowedTopics(db: Db, slugs: string[], floor: string): Promise<FollowedTopic[]> {
  const { rows } = await sql<FollowedTopic>`
    select p.slug, p.topic_id, t.canonical, count(*)::integer as followers, min(${startOf(floor)}) as since
    from ${recordset(
      slugs.map((slug) => ({ slug })),
      "slug text",
    )} join subscription p on p.slug = x.slug and p.ended_at is null join topic t on t.id = p.topic_id
    group by p.slug, p.topic_id, t.canonical order by p.slug, p.topic_id`.execute(db);
  return rows;
}

/** The day before the batch up to which a subscription `p` was told closed; where it was told nothing yet, its first day. */
const startOf = (floor: string): RawBuilder<string> => sql`greatest(p.starts_on, ${floor}::date,
  (select (b.closed_at at time zone 'UTC')::date - 1 from match_batch b where b.seq = p.covered_seq))`;

export interface FollowersMove {
  slug: string;
  from: number;
  to: number;
  reading: string;
}

/**
 * Moves who follows an entry from one topic to another. Of what matched up to `seq` only papers since their last section
 * are new to them. Whoever has the other topic already keeps that one; where it had ended, it goes on by the settings of
 * this one. The caller holds the lock on compiling.
 */
export async function moveFollowers(
  tx: Db,
  { slug, from, to, reading }: FollowersMove,
  { seq, floor, at }: { seq: number; floor: string; at: string },
): Promise<void> {
  const running = sql`p.slug = ${slug} and p.topic_id = ${from}::bigint and p.ended_at is null`;
  await sql`
    with moved as (
      update subscription p set topic_id = ${to}::bigint, reading = ${reading}, start_seq = ${seq}::bigint, starts_on = ${startOf(floor)}
      where ${running} and not exists (select from subscription o where o.subscriber_id = p.subscriber_id and o.topic_id = ${to}::bigint)
      returning p.id
    )
    update webhook w set covered_seq = greatest(w.covered_seq, ${seq}::bigint) from moved where w.subscription_id = moved.id`.execute(
    tx,
  );
  await sql`
    with p as (update subscription p set ended_at = ${at}::timestamptz where ${running} returning p.*)
    update subscription o set ended_at = null, slug = p.slug, name = p.name, reading = ${reading}, cadence = p.cadence, cap = p.cap,
      signal = p.signal, threshold = p.threshold, covered_seq = p.covered_seq, start_seq = ${seq}::bigint, starts_on = ${startOf(floor)}
    from p where o.subscriber_id = p.subscriber_id and o.topic_id = ${to}::bigint and o.ended_at is not null`.execute(
    tx,
  );
}

/** Who has not called it otherwise. */
export async function renameFollowers(tx: Db, slug: string, oldName: string, name: string): Promise<void> {
  await tx
    .updateTable("subscription")
    .set({ name })
    .where("slug", "=", slug)
    .where("name", "=", oldName)
    .where("ended_at", "is", null)
    .execute();
}
