/** People in Slack: what one saves is one's own in every conversation, and goes when one asks to be forgotten. */
import type { Db } from "../db/open.ts";
import { forgetPerson, insertSaved, listOwnTopicsOf, undoSaved } from "../db/saved-papers.ts";
import type { Address } from "../domain/subscription/address.ts";
import { giveFeedback, listFeedbackOf, takeBackFeedback } from "./feedback.ts";
import { eraseReader } from "./personal-data.ts";

/**
 * `person`: a Slack user, `T1/U1`. The person's own topics that match the paper bring more like it; those of conversations
 * are not one person's to shape by a save that nobody sees. False where it was saved already.
 */
export async function savePaper(db: Db, person: Address, paperId: number, now: Temporal.Instant): Promise<boolean> {
  if (!(await insertSaved(db, person, paperId, now.toString()))) return false;
  for (const number of await listOwnTopicsOf(db, person, paperId))
    await giveFeedback(db, { address: person, number, kind: "save", paperId }, now);
  return true;
}

/** False where it was not saved. */
export async function unsavePaper(db: Db, person: Address, paperId: number, now: Temporal.Instant): Promise<boolean> {
  if (!(await undoSaved(db, person, paperId, now.toString()))) return false;
  const given = ((await listFeedbackOf(db, person)) ?? []).filter(
    ({ kind, paper }) => kind === "save" && paper?.id === paperId,
  );
  for (const { id } of given) await takeBackFeedback(db, person, id, now);
  return true;
}

/** Forgets the person and the person's own topics; what conversations follow stays theirs (semantics 27). */
export async function erasePerson(db: Db, person: Address, secret: string, now: Temporal.Instant): Promise<void> {
  await db.transaction().execute((tx) => forgetPerson(tx, person));
  await eraseReader(db, person, secret, now);
}
