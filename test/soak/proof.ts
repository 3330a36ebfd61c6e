/** What must be true after a soak: each finding is a broken promise in words. */
import { sql } from "kysely";
import type { Db } from "../../src/db/open.ts";
import { readStatus } from "../../src/reading/status.ts";
import { listOwed } from "./cast.ts";
import type { Course } from "./course.ts";
import type { Plan } from "./plan.ts";

const SOME = 5;

export interface Proof {
  findings: string[];
  /** Deliveries by state. */
  states: Record<string, number>;
  missed: number;
  released: number;
  /** Dates that were compared with the model. */
  owed: number;
}

export async function prove(plan: Plan, course: Course): Promise<Proof> {
  const { db } = course;
  const findings: string[] = [];
  const report = (says: string, wrong: unknown[]) => {
    if (wrong.length > 0) findings.push(`${says}: ${wrong.length}, such as ${JSON.stringify(wrong.slice(0, SOME))}`);
  };
  const ask = async (says: string, text: string) => report(says, await list(db, text));

  report("runs that did not balance when they ended", course.imbalances);
  const status = await readStatus(db, Temporal.Instant.fromEpochMilliseconds(course.end), 1_000);
  report(
    "books that do not balance",
    status.runs.flatMap((run) => run.imbalance.map((each) => `${run.on}: ${each}`)),
  );
  report(
    "planned digests that became nothing",
    status.runs.filter(({ books, messages }) => books.planned - books.silent !== sum(messages)).map(({ on }) => on),
  );
  for (const [says, text] of TWICE) await ask(says, text);
  for (const { into, other, at } of course.merges) await ask("shown again after a merge", afterMerge(into, other, at));
  const last = new Date(course.end).toISOString();
  await ask(
    "open past its expiry",
    `select d.id, d.state from delivery d join message m on m.id = d.message_id
     where d.state in ('pending', 'claimed', 'dotted', 'deferred') and m.expires_at <= '${last}'`,
  );
  await ask("held by nobody", "select id, state from delivery where state in ('claimed', 'dotted')");
  await ask("taken by the relay, and not known to be or maybe to be", TAKEN_AND_NOT_KNOWN);
  await ask("accepted, and the relay has not taken it", KNOWN_AND_NOT_TAKEN);
  await ask("released and never shown again", NEVER_AGAIN);
  const { owed, wrong } = await compareOwed(plan, course);
  report("dates on which a reader's rows are not those of the model", wrong);
  const counted = await list(db, "select state, count(*)::integer from delivery group by 1 order by 1");
  const one = async (text: string) => Number(Object.values((await list(db, text))[0] ?? {})[0]);
  return {
    findings,
    states: Object.fromEntries(counted.map(({ state, count }) => [state, Number(count)])),
    missed: await one("select count(*) from missed"),
    released: await one("select count(*) from digest where released_at is not null"),
    owed,
  };
}

const list = async (db: Db, text: string): Promise<Record<string, unknown>[]> =>
  (await sql.raw<Record<string, unknown>>(text).execute(db)).rows;

const sum = (counts: object): number => Object.values(counts).reduce((total: number, count) => total + count, 0);

/** Digests whose first part arrived or may have. */
const CAME = `came as (select g.id, g.subscriber_id, g.compiled_at, g.local_on from digest g
  join message m on m.digest_id = g.id join delivery d on d.message_id = m.id and d.part = 0 where d.state in ('accepted', 'unknown')),
shows as (select came.*, c.paper_id from came join section s on s.digest_id = came.id
  cross join lateral jsonb_array_elements_text(s.cards) as e(card) join card c on c.id = e.card::bigint)`;

const TWICE = [
  [
    "a paper twice to a reader",
    `with ${CAME} select subscriber_id, paper_id from shows group by 1, 2 having count(*) > 1`,
  ],
  ["two digests of one date", "select subscriber_id, local_on from digest group by 1, 2 having count(*) > 1"],
  ["one message taken twice", "select address, key, part from book group by 1, 2, 3 having count(*) > 1"],
  [
    "a date that is missed and has a digest",
    "select x.subscriber_id, x.local_on from missed x join digest g on g.subscriber_id = x.subscriber_id and g.local_on = x.local_on",
  ],
] as const;

const afterMerge = (into: number, other: number, at: string): string =>
  `with ${CAME} select b.subscriber_id, b.paper_id, b.local_on from shows b where b.paper_id in (${into}, ${other})
   and b.compiled_at > '${at}' and exists (select from shows a where a.subscriber_id = b.subscriber_id
     and a.paper_id in (${into}, ${other}) and a.compiled_at <= '${at}')`;

const KEY = "'digest-' || g.id || '.' || to_char(g.local_on, 'YYYYMMDD')";

const TAKEN_AND_NOT_KNOWN = `select b.* from book b where not exists (select from digest g
  join message m on m.digest_id = g.id join delivery d on d.message_id = m.id
  where ${KEY} = b.key and d.part = b.part and m.address = b.address and d.state in ('accepted', 'unknown'))`;

const KNOWN_AND_NOT_TAKEN = `select m.address, g.id, d.part from digest g join message m on m.digest_id = g.id
  join delivery d on d.message_id = m.id where d.state = 'accepted'
  and not exists (select from book b where b.key = ${KEY} and b.part = d.part and b.address = m.address)`;

/** What a released digest showed is, once a later digest of the same standing order stands, among what its reader has had. */
const NEVER_AGAIN = `select distinct g.subscriber_id, c.paper_id, g.local_on from digest g join section s on s.digest_id = g.id
  cross join lateral jsonb_array_elements_text(s.cards) as e(card) join card c on c.id = e.card::bigint
  join paper p on p.id = c.paper_id
  where g.released_at is not null
    and exists (select from digest l join section t on t.digest_id = l.id where l.subscriber_id = g.subscriber_id
      and t.subscription_id = s.subscription_id and l.released_at is null and l.compiled_at > g.released_at)
    and not exists (select from shown w where w.subscriber_id = g.subscriber_id and w.digest_id is distinct from g.id
      and w.paper_id in (p.id, coalesce(p.merged_into, p.id)))`;

const WAIT_MS = 3 * 3_600_000;

/** Each reader's dates by the model, beside the rows that stand. */
async function compareOwed(
  plan: Plan,
  { db, readers, relay, end }: Course,
): Promise<{ owed: number; wrong: string[] }> {
  const rows = await list(
    db,
    `select s.address, g.local_on::text || ' digest' as said from subscriber s join digest g on g.subscriber_id = s.id
     union all select s.address, x.local_on::text || ' missed' from subscriber s join missed x on x.subscriber_id = s.id`,
  );
  const real = Map.groupBy(rows, (row) => String(row.address));
  const gone = new Map(
    (await list(db, "select address_key, created_at from suppression")).map((row) => [
      String(row.address_key),
      (row.created_at as Date).getTime(),
    ]),
  );
  const wrong = [...gone.keys()].filter((key) => !relay.gone.has(key)).map((key) => `${key} is suppressed`);
  let owed = 0;
  for (const reader of readers) {
    const stopped = gone.get(reader.address) ?? null;
    const model = listOwed(plan, reader, stopped, end).map(({ on, kind }) => `${on} ${kind}`);
    owed += model.length;
    // Who waits for a late source may have the last date ahead.
    const certain = reader.waits ? listOwed(plan, reader, stopped, end - WAIT_MS).length : model.length;
    const said = (real.get(reader.address) ?? []).map((row) => String(row.said)).sort();
    const expected = model.toSorted();
    if (said.length < certain || said.some((each, i) => each !== expected[i]))
      wrong.push(
        `${reader.address} ${reader.zone} ${reader.hour}: ${said.join(", ")} instead of ${expected.join(", ")}`,
      );
  }
  return { owed, wrong };
}
