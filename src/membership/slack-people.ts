/** People in Slack: what one saves is one's own in every conversation, and goes when one asks to be forgotten. */
import type { Db } from "../db/open.ts";
import { forgetPerson, insertSaved, undoSaved } from "../db/saved-papers.ts";
import type { Address } from "../domain/subscription/address.ts";
import { eraseReader } from "./personal-data.ts";

/** `person`: a Slack user, `T1/U1`. False where it was saved already. */
export const savePaper = (db: Db, person: Address, paperId: number, now: Temporal.Instant): Promise<boolean> =>
  insertSaved(db, person, paperId, now.toString());

/** False where it was not saved. */
export const unsavePaper = (db: Db, person: Address, paperId: number, now: Temporal.Instant): Promise<boolean> =>
  undoSaved(db, person, paperId, now.toString());

/** Forgets the person and the person's own topics; what conversations follow stays theirs (semantics 27). */
export async function erasePerson(db: Db, person: Address, secret: string, now: Temporal.Instant): Promise<void> {
  await db.transaction().execute((tx) => forgetPerson(tx, person));
  await eraseReader(db, person, secret, now);
}
