/** A digest as its page on the web shows it: whose it is, the numbers of its topics, and the papers that it only counted. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface LinkedPaper {
  id: number;
  title: string;
  arxivId: string | null;
  projectUrl: string | null;
  source: string;
}

/** The papers that a digest owns and did not show: "7 more", the most votes first. */
export async function listLinkedPapers(
  db: Db,
  { digestId, subscriberId, shown }: { digestId: number; subscriberId: number; shown: readonly number[] },
): Promise<LinkedPaper[]> {
  const { rows } = await sql<LinkedPaper>`
    select p.id, p.title, p.arxiv_id as "arxivId", p.project_url as "projectUrl", p.source
    from shown s join paper p on p.id = s.paper_id
    where s.subscriber_id = ${subscriberId}::bigint and s.digest_id = ${digestId}::bigint and not (p.id = any(${[...shown]}::bigint[]))
    order by p.upvotes desc nulls last, p.id desc limit 1000`.execute(db);
  return rows;
}

/** The digest of a date; null: there is none. */
export async function findDigestId(db: Db, subscriberId: number, on: string): Promise<number | null> {
  const found = await sql<{ id: number }>`
    select id from digest where subscriber_id = ${subscriberId}::bigint and local_on = ${on}::date order by id desc limit 1`.execute(
    db,
  );
  return found.rows[0]?.id ?? null;
}

/** Numbers by the ids of subscriptions. */
export async function listTopicNumbers(db: Db, subscriptionIds: readonly number[]): Promise<Map<number, number>> {
  if (subscriptionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("subscription")
    .select(["id", "number"])
    .where("id", "in", [...subscriptionIds])
    .execute();
  return new Map(rows.map(({ id, number }) => [id, number]));
}
