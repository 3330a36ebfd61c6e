/** Which of the libraries that orders name are not there. */
import { listLibraries } from "../db/libraries.ts";
import type { Db } from "../db/open.ts";
import type { Node } from "../domain/topic/language.ts";
import { listLibraryKeys } from "../domain/topic/library-keys.ts";

export async function listUnknownLibraries(
  db: Db,
  orders: readonly { topics: { ast: Node }[] }[],
): Promise<Set<string>> {
  const keys = new Set(orders.flatMap(({ topics }) => topics.flatMap(({ ast }) => listLibraryKeys(ast))));
  const known = await listLibraries(db, [...keys]);
  return new Set([...keys].filter((key) => !known.has(key)));
}
