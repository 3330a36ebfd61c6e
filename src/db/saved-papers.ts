/** The papers that a person saved in Slack. */
import { type Kysely, sql } from "kysely";
import type { Channel } from "../domain/subscription/address.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;
type Person = { channel: Channel; key: string };

/** False where it stood already. */
export async function insertSaved(db: Db, { channel, key }: Person, paperId: number, at: string): Promise<boolean> {
  const saved = await db
    .insertInto("saved_paper")
    .values({ channel, address_key: key, paper_id: paperId, saved_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (saved.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** False where none stood. */
export async function undoSaved(db: Db, { channel, key }: Person, paperId: number, at: string): Promise<boolean> {
  const undone = await db
    .updateTable("saved_paper")
    .set({ undone_at: at })
    .where("channel", "=", channel)
    .where("address_key", "=", key)
    .where("paper_id", "=", paperId)
    .where("undone_at", "is", null)
    .executeTakeFirst();
  return undone.numUpdatedRows > 0n;
}

/** Numbers of the person's own running topics that match a paper. */
export async function listOwnTopicsOf(db: Db, { channel, key }: Person, paperId: number): Promise<number[]> {
  const { rows } = await sql<{ number: number }>`
    select p.number from subscriber s join subscription p on p.subscriber_id = s.id
    where s.channel = ${channel} and s.address_key = ${key} and p.ended_at is null
      and exists (select from match m where m.topic_id = p.topic_id and m.paper_id = ${paperId}::bigint)
    order by p.number`.execute(db);
  return rows.map(({ number }) => number);
}

/** What stands, the latest first; of merged papers the survivor, once. */
export async function listSavedIds(db: Db, { channel, key }: Person): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select coalesce(p.merged_into, p.id) as id from saved_paper k join paper p on p.id = k.paper_id
    where k.channel = ${channel} and k.address_key = ${key} and k.undone_at is null
    group by 1 order by max(k.id) desc`.execute(db);
  return rows.map(({ id }) => id);
}

/** Forgets what was saved, and who gave feedback to the topics of conversations; the feedback is theirs and stays. */
export async function forgetPerson(tx: Db, person: Person & { address: string }): Promise<void> {
  await tx
    .deleteFrom("saved_paper")
    .where("channel", "=", person.channel)
    .where("address_key", "=", person.key)
    .execute();
  await tx.updateTable("feedback").set({ given_by: null }).where("given_by", "=", person.address).execute();
}

/** Of everybody of a workspace: `T0123`. */
export async function forgetPeopleOf(tx: Db, team: string): Promise<void> {
  await sql`delete from saved_paper where channel = 'slack' and starts_with(address_key, ${`${team.toLowerCase()}/`})`.execute(
    tx,
  );
}
