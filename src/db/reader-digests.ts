/** A reader's digests, the latest first: what each was, and how many papers each section had. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface ReaderDigest {
  on: string;
  kind: "digest" | "quiet";
  /** Of a quiet day, why; of a digest, what it says on top. */
  cause: string | null;
  note: string | null;
  /** `more`: papers beyond the cap, that were only counted. */
  sections: { number: number; name: string; papers: number; more: number }[];
}

const SECTIONS_MOST = 100;

/** `before`: only of earlier local dates; null: from the latest on. */
export async function listReaderDigests(
  db: Db,
  subscriberId: number,
  { before, limit }: { before: string | null; limit: number },
): Promise<ReaderDigest[]> {
  const { rows } = await sql<ReaderDigest>`
    select d.local_on as on, d.kind, d.cause, d.note,
      (select coalesce(json_agg(json_build_object('number', s.number, 'name', s.name, 'papers', s.papers, 'more', s.more) order by s.position), '[]')
        from (select s.position, p.number, s.name, jsonb_array_length(s.cards) as papers, s.more
          from section s join subscription p on p.id = s.subscription_id
          where s.digest_id = d.id order by s.position limit ${SECTIONS_MOST}::integer) s) as sections
    from digest d
    where d.subscriber_id = ${subscriberId}::bigint ${before === null ? sql`` : sql`and d.local_on < ${before}::date`}
    order by d.local_on desc limit ${limit}::integer`.execute(db);
  return rows;
}

export async function findReaderDigestId(db: Db, subscriberId: number, on: string): Promise<number | null> {
  const row = await db
    .selectFrom("digest")
    .select("id")
    .where("subscriber_id", "=", subscriberId)
    .where("local_on", "=", on)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Where a reader was given a paper, as itself or as what was merged into it since: the local dates, the latest first, and whether it was shown whole or only counted. */
export async function listGiven(
  db: Db,
  subscriberId: number,
  paperId: number,
): Promise<{ on: string | null; section: string | null }[]> {
  const { rows } = await sql<{ on: string | null; section: string | null }>`
    select d.local_on as on, (select s.name from section s join card c on c.id in (select jsonb_array_elements(s.cards)::bigint)
      join paper p on p.id = c.paper_id
      where s.digest_id = d.id and coalesce(p.merged_into, p.id) = w.paper_id order by s.position limit 1) as section
    from shown w left join digest d on d.id = w.digest_id
    where w.subscriber_id = ${subscriberId}::bigint and w.paper_id = ${paperId}::bigint order by d.local_on desc nulls last`.execute(
    db,
  );
  return rows;
}
