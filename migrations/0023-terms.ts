/** What search, similar papers and feedback know of papers: their terms, how many papers hold each, a model of the corpus. */
import type { Kysely } from "kysely";
import { executeAll } from "../src/db/statements.ts";

export const up = (db: Kysely<unknown>): Promise<void> => executeAll(db, statements);

const statements = [
  `create table unanalysed (
    id bigint generated always as identity primary key,
    paper_ids jsonb not null
  )`,
  "comment on table unanalysed is 'papers that intake wrote: what the analyser has to read, a chunk a row'",
  "insert into unanalysed (paper_ids) select jsonb_agg(id order by id) from paper group by id / 1000 order by id / 1000",
  `create table paper_terms (
    paper_id bigint primary key,
    revision integer not null,
    analyser smallint not null,
    terms text[] not null,
    counts bytea not null,
    title_length integer not null,
    abstract_length integer not null,
    facts text[] not null
  )`,
  "alter table paper_terms set (toast_tuple_target = 8160)", // read by the thousand for a search: not to be decompressed
  "comment on table paper_terms is 'the terms of a paper (domain/similarity/terms): of its text at this revision, none of merged papers'",
  "comment on column paper_terms.counts is 'two bytes a term: how often it stands in title and abstract; the lengths are their sums'",
  "comment on column paper_terms.facts is 'what else a topic can ask by an index: ti:, au:, cat:, primary:, org:, id: (domain/similarity/facts)'",
  "create index paper_terms_held on paper_terms using gin (terms)",
  "create index paper_terms_facts on paper_terms using gin (facts)",
  `create table corpus_term (
    term text collate "C" primary key,
    papers integer not null
  ) with (fillfactor = 70)`,
  "comment on table corpus_term is 'how many rows of paper_terms hold a term; the empty term stands for all rows'",
  `create table corpus_model (
    name text primary key,
    analyser smallint not null,
    papers integer not null,
    fitted_at timestamptz not null,
    content bytea not null
  )`,
  "comment on table corpus_model is 'what is fitted to the corpus now and then: lsi, its related words (domain/similarity/lsi)'",
];
