/** Feedback: what readers said of a topic's papers, and the profiles that follow from it. */
import { type Kysely, sql } from "kysely";
import type { Vector } from "../domain/similarity/vector.ts";
import type { Channel } from "../domain/subscription/address.ts";
import type { FeedbackKind } from "../domain/subscription/feedback.ts";
import { recordset } from "./bulk.ts";
import { packVector, unpackVector } from "./packed-terms.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface FeedbackWrite {
  subscription_id: number;
  kind: FeedbackKind;
  paper_id: number | null;
  query: string | null;
  given_by: string | null;
}

/** Its id, or null where the same stands already. */
export async function insertFeedback(tx: Db, write: FeedbackWrite, at: string): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into feedback (subscription_id, kind, paper_id, query, given_by, given_at)
    values (${write.subscription_id}, ${write.kind}, ${write.paper_id}, ${write.query}, ${write.given_by}, ${at}::timestamptz)
    on conflict do nothing returning id`.execute(tx);
  return rows[0]?.id ?? null;
}

/** Takes back what was said of a paper before, so that its latest word stands alone. */
export async function undoOthers(tx: Db, of: FeedbackWrite, kinds: readonly FeedbackKind[], at: string): Promise<void> {
  await tx
    .updateTable("feedback")
    .set({ undone_at: at })
    .where("subscription_id", "=", of.subscription_id)
    .where("paper_id", "=", of.paper_id)
    .where("kind", "in", [...kinds])
    .where("undone_at", "is", null)
    .execute();
}

/** The subscription it was given to; null where no such feedback of the reader stands. */
export async function undoFeedback(tx: Db, id: number, subscriberId: number, at: string): Promise<number | null> {
  const { rows } = await sql<{ subscription_id: number }>`
    update feedback f set undone_at = ${at}::timestamptz from subscription p
    where f.id = ${id}::bigint and f.undone_at is null and p.id = f.subscription_id and p.subscriber_id = ${subscriberId}::bigint
    returning f.subscription_id`.execute(tx);
  return rows[0]?.subscription_id ?? null;
}

export interface ListedFeedback {
  id: number;
  /** Number and name of the topic. */
  number: number;
  name: string;
  kind: FeedbackKind;
  paper: { id: number; title: string; arxivId: string | null } | null;
  query: string | null;
  givenBy: string | null;
  givenAt: string;
}

/** What stands, the latest first. */
export async function listFeedback(db: Db, subscriberId: number): Promise<ListedFeedback[]> {
  const { rows } = await sql<Omit<ListedFeedback, "givenAt"> & { given_at: Date }>`
    select f.id, p.number, p.name, f.kind, f.query, f.given_by as "givenBy", f.given_at,
      case when r.id is not null then json_build_object('id', r.id, 'title', r.title, 'arxivId', r.arxiv_id) end as paper
    from subscription p join feedback f on f.subscription_id = p.id left join paper r on r.id = f.paper_id
    where p.subscriber_id = ${subscriberId}::bigint and f.undone_at is null order by f.id desc`.execute(db);
  return rows.map(({ given_at, ...row }) => ({ ...row, givenAt: given_at.toISOString() }));
}

export interface StandingFeedback {
  kind: FeedbackKind;
  /** Of merged papers the survivor. */
  paper_id: number | null;
  query: string | null;
}

export async function listStanding(db: Db, subscriptionIds: number[]): Promise<Map<number, StandingFeedback[]>> {
  const { rows } = await sql<StandingFeedback & { subscription_id: number }>`
    select f.subscription_id, f.kind, coalesce(p.merged_into, f.paper_id) as paper_id, f.query
    from ${recordset(
      subscriptionIds.map((id) => ({ id })),
      "id bigint",
    )} join feedback f on f.subscription_id = x.id left join paper p on p.id = f.paper_id
    where f.undone_at is null order by f.id`.execute(db);
  return Map.groupBy(rows, (row) => row.subscription_id);
}

export interface Profile {
  liked: number;
  disliked: number;
  centroid: Vector;
}

/** `profile` null: nothing was liked. `tuned`: feedback of any kind stands. */
export async function saveProfile(
  tx: Db,
  subscriptionId: number,
  { profile, tuned }: { profile: Profile | null; tuned: boolean },
  at: string,
): Promise<void> {
  await tx.updateTable("subscription").set({ tuned }).where("id", "=", subscriptionId).execute();
  if (profile === null) {
    await tx.deleteFrom("profile").where("subscription_id", "=", subscriptionId).execute();
    return;
  }
  const { terms, weights } = packVector(profile.centroid);
  await sql`
    insert into profile (subscription_id, liked, disliked, terms, weights, made_at)
    values (${subscriptionId}, ${profile.liked}, ${profile.disliked}, ${terms}, ${weights}, ${at}::timestamptz)
    on conflict (subscription_id) do update set liked = excluded.liked, disliked = excluded.disliked, terms = excluded.terms,
      weights = excluded.weights, made_at = excluded.made_at`.execute(tx);
}

export async function listProfiles(db: Db, subscriptionIds: number[]): Promise<Map<number, Profile>> {
  const rows = await db
    .selectFrom("profile")
    .select(["subscription_id", "liked", "disliked", "terms", "weights"])
    .where("subscription_id", "in", subscriptionIds)
    .execute();
  return new Map(
    rows.map(({ subscription_id, liked, disliked, ...packed }) => [
      subscription_id,
      { liked, disliked, centroid: unpackVector(packed) },
    ]),
  );
}

/** A reader's running subscription by its number, held to the end of the transaction. */
export async function findSubscription(
  tx: Db,
  reader: { channel: Channel; key: string },
  number: number,
): Promise<{ id: number; subscriber_id: number; name: string } | null> {
  const { rows } = await sql<{ id: number; subscriber_id: number; name: string }>`
    select p.id, p.subscriber_id, p.name from subscriber s join subscription p on p.subscriber_id = s.id
    where s.channel = ${reader.channel} and s.address_key = ${reader.key} and p.number = ${number}::integer and p.ended_at is null
    for update of p`.execute(tx);
  return rows[0] ?? null;
}

export async function findSubscriberId(db: Db, reader: { channel: Channel; key: string }): Promise<number | null> {
  const row = await db
    .selectFrom("subscriber")
    .select("id")
    .where("channel", "=", reader.channel)
    .where("address_key", "=", reader.key)
    .executeTakeFirst();
  return row?.id ?? null;
}
