/** Fills a database with papers, readers and mornings by SQL, with values that are easily bent on the way. */
import { sql } from "kysely";
import type { Db } from "../../src/db/open.ts";

export interface LedgerSize {
  papers: number;
  subscribers: number;
  days: number;
}

/** Text that ends lines, quotes and escapes, and letters beyond ASCII. */
const ODD = String.raw`E' "q" \\ , (a) {b} \n\r\t ''x'' ü 漢 🦉 \\N'`;
const AT = "'2026-05-01T03:04:05.678901Z'::timestamptz";

/** Needs a migrated, empty database. */
export async function fillLedger(db: Db, { papers, subscribers, days }: LedgerSize): Promise<void> {
  const some = Math.max(1, Math.floor(papers / 10));
  const statements = [
    `insert into source (name, kind, active, created_at) values ('arxiv/cs.CL', 'arxiv', true, ${AT}) on conflict do nothing`,
    // A merged paper points at one with a greater id, which comes later in the table.
    `insert into paper (merged_into, arxiv_id, title, title_key, abstract, authors, author_count, organisation, upvotes, keywords, categories,
        source, first_listed_on, created_at, updated_at, published_on)
      select case when n % 50 = 1 and n < ${papers} then n + 1 end, '2605.' || n, 'Paper ' || n || ${ODD}, md5(n::text),
        repeat(md5(n::text) || ' ', 20) || ${ODD}, jsonb_build_array(jsonb_build_object('zeta', n, 'name', 'Ada "' || n, 'a', 1.50, 'n', null)),
        n % 7, case when n % 3 = 0 then 'null'::jsonb end, n % 100, '[]', '["cs.CL"]', 'arxiv/cs.CL', date '2026-05-01' + n % 28, ${AT} + n * interval '1 microsecond', ${AT},
        case when n % 5 = 0 then null else date '2026-04-30' end
      from generate_series(1, ${papers}) n`,
    "insert into paper_id select 'arxiv', arxiv_id, id from paper",
    `insert into listing (source, source_key, listed_on, paper_id, live, title, categories, fingerprint, content, first_seen_at, updated_at)
      select 'arxiv/cs.CL', arxiv_id, first_listed_on, id, true, title, categories, title_key, case when id % 9 = 0 then jsonb_build_object('b', 2, 'aa', 1) end, created_at, updated_at from paper`,
    "insert into signal (paper_id, observed_on, upvotes) select id, first_listed_on + d, d from paper, generate_series(0, 3) d where id % 4 = 0",
    `insert into paper_terms (paper_id, revision, analyser, terms, counts, title_length, abstract_length, facts)
      select id, 1, 1, array['a"b', 'c,d', 'null', '', 'term' || id], decode(md5(id::text), 'hex'), 5, 100, array['cat:cs.CL'] from paper`,
    "insert into corpus_term values ('', 3), ('a\"b', 2)",
    `insert into corpus_model select 'lsi', 1, 3, ${AT}, decode(string_agg(md5(n::text), ''), 'hex') from generate_series(1, ${some * 100}) n`,
    `insert into topic (language, canonical, created_at, first_seq) select 1, 'term' || n || ${ODD}, ${AT}, 1 from generate_series(1, ${some}) n`,
    `insert into catalogue values ('agents', 'Agents', 'Models', 'agents', 'd', 1) on conflict do nothing`,
    `insert into match_batch select d, 10, 10, 10, ${AT} from generate_series(1, ${days}) d`,
    `insert into match (topic_id, paper_id, seq, score, strength) select 1 + id % ${some}, id, 1 + id % ${days}, (1.0 / (id % 97 + 3))::real, case when id % 3 = 0 then 0.1 end from paper`,
    "insert into match_candidate (paper_ids) values ('[1]'), ('[2]')",
    "delete from match_candidate", // what was given out is not given out again, though nothing holds it
    `insert into subscriber (channel, address, address_key, zone, hour, confirmed_at, paused_until, next_due_at, created_at)
      select 'email', 'Reader' || n || '@example.org', 'reader' || n || '@example.org', 'Europe/Berlin', '08:00', ${AT}, case when n % 40 = 0 then date '2027-01-01' end, ${AT} + interval '40 days', ${AT}
      from generate_series(1, ${subscribers}) n`,
    `insert into subscription (subscriber_id, number, topic_id, name, reading, cadence, start_seq, starts_on, threshold, covered_seq, created_at)
      select id, 1, 1 + id % ${some}, 'Topic' || ${ODD}, 'r', 'daily', 0, '2026-05-01', 0.3::real, ${days}, ${AT} from subscriber`,
    `insert into suppression values ('email', 'gone@example.org', 'complaint', ${AT})`,
    `insert into feedback (subscription_id, kind, paper_id, given_at) select id, 'more', 1 + id % ${papers}, ${AT} from subscription where id % 10 = 0`,
    "insert into paper_revision select id, 1, jsonb_build_object('title', title, 'z', 1, 'a', array[1, 2]) from paper",
    `insert into card (topic_id, paper_id, revision, upvotes, reason) select 1 + id % ${some}, id, 1, 3, '{"terms":["a"]}' from paper`,
    `insert into run (kind, key, started_at, compiled_at, finished_at) select 'digest', (date '2026-05-01' + d)::text, ${AT} + d * interval '1 day', ${AT} + d * interval '1 day', ${AT} + d * interval '1 day'
      from generate_series(0, ${days - 1}) d`,
    `insert into digest (subscriber_id, run_id, local_on, kind, zone, hour, compiled_at)
      select s.id, r.id, r.key::date, 'digest', s.zone, s.hour, r.started_at from run r, subscriber s order by r.id, s.id`,
    `insert into section (digest_id, position, subscription_id, name, reading, from_seq, to_seq, more, cards)
      select g.id, 0, p.id, p.name, 'r', 0, g.run_id, 0, jsonb_build_array(1 + (g.id * 3) % ${papers}, 1 + (g.id * 3 + 1) % ${papers}) from digest g join subscription p on p.subscriber_id = g.subscriber_id order by g.id`,
    `insert into shown (subscriber_id, paper_id, digest_id)
      select distinct on (g.subscriber_id, e.card::bigint) g.subscriber_id, e.card::bigint, g.id from digest g join section s on s.digest_id = g.id, jsonb_array_elements_text(s.cards) e(card)`,
    `insert into message (kind, key, digest_id, channel, address, address_key, created_at, expires_at)
      select 'digest', 'digest-' || g.id, g.id, s.channel, s.address, s.address_key, g.compiled_at, g.compiled_at + interval '20 hours' from digest g join subscriber s on s.id = g.subscriber_id order by g.id`,
    `insert into delivery (message_id, state, via, owner, attempt, tries, channel, due_at, receipt, reason, updated_at)
      select id, case when id % 20 = 0 then 'rejected' else 'accepted' end, 'smtp', 'owner', 1, 1, channel, '-infinity', '250 2.0.0 queued as ' || md5(id::text), case when id % 20 = 0 then ${ODD} end, created_at from message order by id`,
    `insert into bounce (provider, event_id, delivery_id, class, received_at) select 'mail', id::text, id, 'hard', ${AT} from delivery where state = 'rejected'`,
    `insert into signup (address, address_key, domain, topics, zone, hour, cadence, client, asked_at, expires_at, subscriber_id) values ('a@b.c', 'a@b.c', 'b.c', '["*"]', 'UTC', '08:00', 'daily', 'x', ${AT}, 'infinity', 1)`,
    `insert into identity_log (decision, paper_id, other_id, rule, detail, before, decided_at) values ('merged', 2, 1, 'r', ${ODD}, '{"b":1,"a":[1.0,2e3]}', ${AT})`,
    `insert into setting values ('zones', '2026a')`,
    `insert into worker values ('dead', 'serve', ${AT}, ${AT})`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
