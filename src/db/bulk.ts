/** Many rows in one statement, on both drivers: rows go as one JSON parameter and come out as a record set. */
import { type RawBuilder, sql } from "kysely";

/**
 * `json_to_recordset` over `rows` with the given column definitions, for `from`:
 * one parameter whatever the number of rows, where `values` stops at 65,535.
 * `definition` is ours, never input: `id bigint, title text`.
 */
export function recordset(rows: readonly object[], definition: string): RawBuilder<unknown> {
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) as x(${sql.raw(definition)})`;
}
