/** Many rows in one statement, on both drivers, without the limit of 65,535 parameters that `values` has. */
import { type RawBuilder, sql } from "kysely";

/**
 * `rows` as a table `x` for `from`, with a definition such as `id bigint, title text, authors jsonb`; a missing field is
 * null. One array a column in Postgres' binary form, which the server reads without parsing text: of 5,000 papers the
 * insert takes a third of the time that one JSON parameter took. `definition` is ours, never input.
 */
export function recordset(rows: readonly object[], definition: string): RawBuilder<unknown> {
  const { columns, names, casts } = readDefinition(definition);
  const arrays = columns.map(({ name, wire }) => sql`${toArray(wire, rows, name)}::${sql.raw(wire.type)}[]`);
  return sql`(select ${casts} from unnest(${sql.join(arrays)}) as u(${names})) as x(${names})`;
}

/**
 * Rows of a table that fit each row before it, by an index on what `fits` asks of its columns. A plain join leaves the
 * way to the planner, which reads a table that has just grown from one end to the other; `offset 0` keeps it from that.
 * All three are ours, never input.
 */
export const lookUp = (table: string, as: string, fits: string): RawBuilder<unknown> =>
  sql.raw(`cross join lateral (select * from ${table} where ${fits} offset 0) as ${as}`);

/**
 * `merged.into_id`: the paper that `paperId` was found to be, else null. By an index of its own, which holds the few
 * merged papers: reading each paper to see that it is not one of them is most of the cost of a listing that was seen.
 */
export const lookUpMerged = (paperId: string): RawBuilder<unknown> =>
  sql.raw(
    `left join lateral (select merged_into as into_id from paper where id = ${paperId} and merged_into is not null offset 0) as merged on true`,
  );

interface Definition {
  columns: { name: string; wire: Wire }[];
  names: RawBuilder<unknown>;
  casts: RawBuilder<unknown>;
}

const definitions = new Map<string, Definition>();

function readDefinition(definition: string): Definition {
  const known = definitions.get(definition);
  if (known) return known;
  const parts = definition.split(",").map((column) => column.trim().split(/\s+/) as [name: string, type: string]);
  const read = {
    columns: parts.map(([name, type]) => ({ name, wire: WIRES[type] ?? TEXT })),
    names: sql.raw(parts.map(([name]) => name).join(", ")),
    casts: sql.raw(parts.map(([name, type]) => (WIRES[type] ? `u.${name}` : `u.${name}::${type}`)).join(", ")),
  };
  definitions.set(definition, read);
  return read;
}

/** How a column travels: the element's type, its oid, and its value in bytes. */
interface Wire {
  type: string;
  oid: number;
  /** Bytes of a value at most. */
  room(value: unknown): number;
  /** Writes the value; returns the bytes written. */
  write(target: Buffer, value: unknown, at: number): number;
}

/** Other types (jsonb, dates, instants) travel as text and are cast by the statement. */
const TEXT: Wire = {
  type: "text",
  oid: 25,
  room: (value) => Buffer.byteLength(value as string),
  write: (target, value, at) => target.write(value as string, at),
};

const fixed = (
  type: string,
  oid: number,
  bytes: number,
  write: (target: Buffer, value: never, at: number) => void,
) => ({
  type,
  oid,
  room: () => bytes,
  write: (target: Buffer, value: unknown, at: number) => {
    write(target, value as never, at);
    return bytes;
  },
});

const TWO_32 = 2 ** 32;

/** In two halves: a BigInt for each value would cost more than all the rest. */
function writeBigint(target: Buffer, value: number, at: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number that a bigint column takes`);
  target.writeInt32BE(Math.floor(value / TWO_32), at);
  target.writeUInt32BE(value >>> 0, at + 4);
}

const WIRES: Record<string, Wire> = {
  text: TEXT,
  bigint: fixed("bigint", 20, 8, writeBigint),
  integer: fixed("integer", 23, 4, (target, value: number, at) => target.writeInt32BE(value, at)),
  real: fixed("real", 700, 4, (target, value: number, at) => target.writeFloatBE(value, at)),
  smallint: fixed("smallint", 21, 2, (target, value: number, at) => target.writeInt16BE(value, at)),
  bytea: {
    type: "bytea",
    oid: 17,
    room: (value) => (value as Uint8Array).length,
    write: (target, value, at) => {
      target.set(value as Uint8Array, at);
      return (value as Uint8Array).length;
    },
  },
  boolean: fixed("boolean", 16, 1, (target, value: boolean, at) => target.writeUInt8(value ? 1 : 0, at)),
};

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/** One column as a binary array: dimensions, null flag, element oid, size, lower bound; then length and bytes of each element. */
function toArray(wire: Wire, rows: readonly object[], name: string): Buffer {
  const text = wire === TEXT ? rows.map((row) => toText((row as Record<string, unknown>)[name])) : null;
  const valueAt = (i: number): unknown => (text ? text[i] : (rows[i] as Record<string, unknown>)[name]);
  let room = HEADER_BYTES;
  for (let i = 0; i < rows.length; i++) {
    const value = valueAt(i);
    room += LENGTH_BYTES + (value === null || value === undefined ? 0 : wire.room(value));
  }
  const target = Buffer.allocUnsafe(room);
  let nulls = 0;
  let at = HEADER_BYTES;
  for (let i = 0; i < rows.length; i++) {
    const value = valueAt(i);
    const missing = value === null || value === undefined;
    const bytes = missing ? 0 : wire.write(target, value, at + LENGTH_BYTES);
    target.writeInt32BE(missing ? -1 : bytes, at);
    at += LENGTH_BYTES + bytes;
    if (missing) nulls = 1;
  }
  target.writeInt32BE(1, 0);
  target.writeInt32BE(nulls, 4);
  target.writeInt32BE(wire.oid, 8);
  target.writeInt32BE(rows.length, 12);
  target.writeInt32BE(1, 16);
  return target.subarray(0, at);
}

function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
