/** What a copy must know of a database: its tables in the order of their foreign keys, their columns, and its sequences. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export interface Table {
  name: string;
  columns: { name: string; type: string }[];
  /** Its column that points at a row of its own; null: none does. */
  ownReference: string | null;
}

export interface Sequence {
  name: string;
  /** Digits; `called`: it was given out, and the next one follows it. */
  last: string;
  called: boolean;
}

/**
 * Not copied: who is at work now, and whose turn it is to ask a host. A copy that said that a process is alive would keep
 * others from what that one held. `unfinished_copy` is the mark that a copy is under way.
 */
const OF_PROCESSES = ["worker", "intake_lane", "request_turn", "unfinished_copy"];

/** Each after all that it points at. */
export async function listTables(db: Db): Promise<Table[]> {
  const { rows: columns } = await sql<{ table: string; name: string; type: string }>`
    select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'kysely%'
      and c.relname <> all(${OF_PROCESSES}::text[])
    order by c.relname, a.attnum`.execute(db);
  const { rows: references } = await sql<{ table: string; to: string; column: string }>`
    select k.conrelid::regclass::text as "table", k.confrelid::regclass::text as "to", a.attname as "column"
    from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace`.execute(db);
  const byName = Map.groupBy(columns, (column) => column.table);
  return sortByReferences([...byName.keys()], references).map((name) => ({
    name,
    columns: (byName.get(name) ?? []).map((column) => ({ name: column.name, type: column.type })),
    ownReference: references.find((each) => each.table === name && each.to === name)?.column ?? null,
  }));
}

/** @throws where tables point at each other in a ring: no order would do. */
export function sortByReferences(names: string[], references: { table: string; to: string }[]): string[] {
  const sorted: string[] = [];
  const open = new Set(names);
  while (open.size > 0) {
    const free = [...open].filter(
      (name) => !references.some((each) => each.table === name && each.to !== name && open.has(each.to)),
    );
    if (free.length === 0) throw new Error(`these tables point at each other: ${[...open].join(", ")}`);
    for (const name of free) {
      open.delete(name);
      sorted.push(name);
    }
  }
  return sorted;
}

export async function listSequences(db: Db): Promise<Sequence[]> {
  const { rows: names } = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by 1`.execute(
    db,
  );
  const sequences: Sequence[] = [];
  for (const { name } of names) {
    const { rows } = await sql<{ last: string; called: boolean }>`
      select last_value::text as last, is_called as called from ${sql.table(name)}`.execute(db);
    if (rows[0]) sequences.push({ name, ...rows[0] });
  }
  return sequences;
}

export async function setSequences(db: Db, sequences: readonly Sequence[]): Promise<void> {
  for (const { name, last, called } of sequences)
    await sql`select setval(${name}::regclass, ${last}::bigint, ${called}::boolean)`.execute(db);
}

/** Names of the migrations that were applied, in order; empty where there never was one. */
export async function listApplied<T>(db: Kysely<T>): Promise<string[]> {
  const { rows: tables } = await sql<{ there: boolean }>`
    select to_regclass('public.kysely_migration') is not null as there`.execute(db);
  if (!tables[0]?.there) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

/** Written at each start, or by a process at work: a database that holds nothing else is as good as empty. */
const OF_EACH_START = ["source", "catalogue", "setting", "relay"];

/** Tables that hold rows beside what each start writes. */
export async function listFilled(db: Db, tables: readonly Table[]): Promise<string[]> {
  const asked = tables.filter(({ name }) => !OF_EACH_START.includes(name));
  const filled = asked.map(
    ({ name }) => sql`select ${name}::text as name where exists (select from ${sql.table(name)})`,
  );
  const { rows } = await sql<{ name: string }>`${sql.join(filled, sql` union all `)}`.execute(db);
  return rows.map(({ name }) => name);
}
