/** Whole lists to take away: their order is found at once, by ids, and the papers are read some at a time, as they are asked for. */
import type { Db } from "../db/open.ts";
import { listPublicByIds, type PublicPaper } from "../db/public-papers.ts";
import type { LsiModel } from "../domain/similarity/lsi.ts";
import type { Node } from "../domain/topic/language.ts";
import { listIds, type WholeList } from "./lists.ts";
import { rankPassing } from "./search.ts";
import { verify } from "./topic-papers.ts";

export const EXPORT_MOST = 20_000;
/** Papers held in memory at a time: half a megabyte. */
const READ = 200;

export interface Export {
  /** There is more than it holds. */
  cut: boolean;
  /** In order, some at a time. */
  papers: AsyncIterable<PublicPaper[]>;
}

/** Null for a topic that the catalogue has not. */
export async function exportList(db: Db, request: WholeList, today: string): Promise<Export | null> {
  const ids = await listIds(db, { ...request, limit: EXPORT_MOST + 1 }, today);
  return ids && toExport(db, ids, false, async (some) => some);
}

/** Best first. What thousands of papers answer is cut where search ranks no further (search.ts). */
export async function exportSearch(db: Db, ast: Node, model: LsiModel | null): Promise<Export> {
  const { ranked, exact, all } = await rankPassing(db, { ast, since: null, model });
  const ids = ranked.map(({ id }) => id);
  return toExport(db, ids, !all, exact ? async (some) => some : (some) => verify(db, ast, some));
}

function toExport(
  db: Db,
  ids: readonly number[],
  cut: boolean,
  keep: (ids: readonly number[]) => Promise<readonly number[]>,
): Export {
  const kept = ids.slice(0, EXPORT_MOST);
  async function* read(): AsyncGenerator<PublicPaper[]> {
    for (let from = 0; from < kept.length; from += READ)
      yield await listPublicByIds(db, await keep(kept.slice(from, from + READ)));
  }
  return { cut: cut || ids.length > EXPORT_MOST, papers: read() };
}
