/** What was fitted to the corpus, kept for whoever searches: the model of related words. */
import { type Kysely, sql } from "kysely";
import type { LsiModel } from "../domain/similarity/lsi.ts";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

const LSI = "lsi";

export interface FittedModel {
  model: LsiModel;
  analyser: number;
  fittedAt: Temporal.Instant;
}

export interface ModelFacts {
  analyser: number;
  papers: number;
  fittedAt: Temporal.Instant;
}

/** When and to how many papers the model was fitted, without reading it. */
export async function findModelFacts(db: Db): Promise<ModelFacts | null> {
  const row = await db
    .selectFrom("corpus_model")
    .select(["analyser", "papers", "fitted_at"])
    .where("name", "=", LSI)
    .executeTakeFirst();
  return row ? { analyser: row.analyser, papers: row.papers, fittedAt: row.fitted_at.toTemporalInstant() } : null;
}

export async function findModel(db: Db): Promise<FittedModel | null> {
  const row = await db
    .selectFrom("corpus_model")
    .select(["analyser", "papers", "fitted_at", "content"])
    .where("name", "=", LSI)
    .executeTakeFirst();
  if (!row) return null;
  return {
    model: unpackModel(row.content, row.papers),
    analyser: row.analyser,
    fittedAt: row.fitted_at.toTemporalInstant(),
  };
}

export async function saveModel(db: Db, content: Uint8Array, facts: ModelFacts): Promise<void> {
  await sql`
    insert into corpus_model (name, analyser, papers, fitted_at, content)
    values (${LSI}, ${facts.analyser}::smallint, ${facts.papers}::integer, ${facts.fittedAt.toString()}::timestamptz, ${Buffer.from(content)}::bytea)
    on conflict (name) do update set analyser = excluded.analyser, papers = excluded.papers, fitted_at = excluded.fitted_at,
      content = excluded.content`.execute(db);
}

const NUMBER_BYTES = 4;

/** The rank, the length of the terms in bytes, the terms with spaces between, their holders, and the basis: little-endian. */
export function packModel({ rank, terms, holders, basis }: LsiModel): Uint8Array {
  const names = new TextEncoder().encode(terms.join(" "));
  const packed = new Uint8Array(2 * NUMBER_BYTES + names.length + (holders.length + basis.length) * NUMBER_BYTES);
  const view = new DataView(packed.buffer);
  view.setUint32(0, rank, true);
  view.setUint32(NUMBER_BYTES, names.length, true);
  packed.set(names, 2 * NUMBER_BYTES);
  const start = 2 * NUMBER_BYTES + names.length;
  holders.forEach((count, i) => {
    view.setInt32(start + i * NUMBER_BYTES, count, true);
  });
  basis.forEach((value, i) => {
    view.setFloat32(start + (holders.length + i) * NUMBER_BYTES, value, true);
  });
  return packed;
}

function unpackModel(packed: Uint8Array, papers: number): LsiModel {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const [rank, length] = [view.getUint32(0, true), view.getUint32(NUMBER_BYTES, true)];
  const start = 2 * NUMBER_BYTES + length;
  const names = new TextDecoder().decode(packed.subarray(2 * NUMBER_BYTES, start));
  const terms = names === "" ? [] : names.split(" ");
  const at = (i: number) => start + i * NUMBER_BYTES;
  const holders = Int32Array.from(terms, (_, i) => view.getInt32(at(i), true));
  const basis = new Float32Array(rank * terms.length);
  for (let i = 0; i < basis.length; i += 1) basis[i] = view.getFloat32(at(terms.length + i), true);
  return { rank, papers, terms, holders, basis };
}
