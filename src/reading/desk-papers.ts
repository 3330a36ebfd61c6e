/** Decisions on which papers are one, for the operator's desk. */
import { findPaperIds, type LoggedDecision, listDecisions as list } from "../db/archive-names.ts";
import type { Db } from "../db/open.ts";
import { findPaperId } from "../domain/identity/ids.ts";

export type Decision = LoggedDecision;

const LISTED = 100;

/** About a paper by any of its names, or the latest; null: there is no such paper. */
export async function listDecisions(db: Db, name: string | null): Promise<Decision[] | null> {
  if (name === null) return list(db, null, LISTED);
  const number = /^#?(\d{1,15})$/.exec(name)?.[1];
  const found = await findPaperIds(db, number === undefined ? findPaperId(name) : Number(number));
  return found && list(db, found.id, LISTED);
}
