/** Cards and the paper revisions they show: written once, read by whoever renders. */
import { type Kysely, sql } from "kysely";
import type { Card } from "../domain/digest/card.ts";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

/** Gives the cards ids and writes them; a revision that another digest has frozen already stays as it is. */
export async function insertCards(db: Db, cards: Card[]): Promise<void> {
  if (cards.length === 0) return;
  const revisions = new Map(
    cards.map(({ paper }) => [
      `${paper.id} ${paper.revision}`,
      { paper_id: paper.id, revision: paper.revision, content: paper },
    ]),
  );
  // In order, as everybody writes them: two pages that freeze the same papers must not wait for each other.
  const ordered = [...revisions.values()].sort((a, b) => a.paper_id - b.paper_id || a.revision - b.revision);
  await sql`
    insert into paper_revision (paper_id, revision, content)
    select x.paper_id, x.revision, x.content from ${recordset(ordered, "paper_id bigint, revision integer, content jsonb")}
    on conflict do nothing`.execute(db);
  const rows = cards.map((card) => ({
    topic_id: card.topicId,
    paper_id: card.paper.id,
    revision: card.paper.revision,
    upvotes: card.upvotes,
    comments: card.comments,
    reason: card.reason,
  }));
  const ids = await sql<{ id: number }>`
    select nextval('card_id_seq') as id from generate_series(1, ${cards.length}::integer)`.execute(db);
  for (const [i, card] of cards.entries()) card.id = ids.rows[i]?.id as number;
  await sql`
    insert into card (id, topic_id, paper_id, revision, upvotes, comments, reason)
    select x.id, x.topic_id, x.paper_id, x.revision, x.upvotes, x.comments, x.reason
    from ${recordset(
      rows.map((row, i) => ({ id: cards[i]?.id, ...row })),
      "id bigint, topic_id bigint, paper_id bigint, revision integer, upvotes integer, comments integer, reason jsonb",
    )}`.execute(db);
}

export async function listCards(db: Db, ids: number[]): Promise<Card[]> {
  if (ids.length === 0) return [];
  const rows = await sql<Card>`
    select c.id, c.topic_id as "topicId", r.content as paper, c.upvotes, c.comments, c.reason
    from ${recordset(
      ids.map((id) => ({ id })),
      "id bigint",
    )} join card c on c.id = x.id join paper_revision r on r.paper_id = c.paper_id and r.revision = c.revision`.execute(
    db,
  );
  return rows.rows;
}
