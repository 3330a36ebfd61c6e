/** Mailboxes that stay full: three different days within fourteen with no success between end the sending (mail.md, Replies). */
import { type Kysely, sql } from "kysely";
import { recordset } from "./bulk.ts";
import type { Database } from "./schema.ts";

const DAYS = 3;
const WITHIN_DAYS = 14;

/** Came back after the relay had taken it: no success. `d` is a delivery. */
const bouncedAs = (...classes: string[]) => sql`exists (select from bounce b where b.delivery_id = d.id
  and b.class in (${sql.join(classes)}))`;

/**
 * Looks at the readers of these digests, each of which was just refused, or came back, because the mailbox is full. Days
 * before the operator released the address do not count. Returns how many readers it ended the sending to.
 */
export async function suppressFullMailboxes(tx: Kysely<Database>, digestIds: number[], now: string): Promise<number> {
  if (digestIds.length === 0) return 0;
  const suppressed = await sql`
    insert into suppression (channel, address_key, reason, created_at)
    select s.channel, s.address_key, 'mailbox full on ' || count(distinct g.local_on) || ' days', ${now}::timestamptz
    from ${recordset(
      digestIds.map((id) => ({ id })),
      "id bigint",
    )}
    join digest f on f.id = x.id join subscriber s on s.id = f.subscriber_id
    join digest g on g.subscriber_id = s.id and g.local_on > f.local_on - ${WITHIN_DAYS}::integer and g.local_on <= f.local_on
      and g.local_on > coalesce((select max(a.local_on) from digest a join message m on m.digest_id = a.id join delivery d on d.message_id = m.id
        where a.subscriber_id = s.id and d.state = 'accepted' and not ${bouncedAs("hard", "full", "soft", "policy")}), '-infinity')
      and g.compiled_at > coalesce((select max(r.released_at) from suppression_release r
        where r.channel = s.channel and r.address_key = s.address_key), '-infinity')
    join message m on m.digest_id = g.id join delivery d on d.message_id = m.id and (d.class = 'full' or ${bouncedAs("full")})
    group by s.channel, s.address_key having count(distinct g.local_on) >= ${DAYS}::integer
    on conflict do nothing`.execute(tx);
  return Number(suppressed.numAffectedRows ?? 0);
}
