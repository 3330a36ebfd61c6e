/** The archive: papers by day. */
import { countPapers, type ListedPaper, listPapersByDay } from "../db/archive.ts";
import type { Db } from "../db/open.ts";

export interface PaperList {
  /** All that there are, whatever the limit. */
  count: number;
  papers: ListedPaper[];
}

/** Newest first. */
export async function listPapers(db: Db, since: string | null, limit: number): Promise<PaperList> {
  const [count, papers] = await Promise.all([countPapers(db, since), listPapersByDay(db, since, limit)]);
  return { count, papers };
}
