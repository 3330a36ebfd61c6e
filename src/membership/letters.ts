/** Writes letters to readers, within limits: whoever asks for them may not be whom they reach. */
import { countLetters, insertLetter, type LetterKind, type LetterWrite } from "../db/letters.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { isSuppressed } from "../db/signups.ts";

/** How long the link in each is good. The one to the preferences stands in every digest too, and does not end. */
export const LETTER_HOURS: Record<LetterKind, number> = { link: 48, move: 48, moved: 30 * 24, farewell: 30 * 24 };
/** Of one kind to one address, a day. */
const ADDRESS_MOST = 3;
/** By one client, an hour. */
const CLIENT_MOST = 20;
const MAILED_HOURS = 20;

/** False: over a limit, or to an address that nothing goes to. Nobody who asks is told. `tx` is a transaction. */
export async function writeLetter(tx: Db, letter: LetterWrite, now: Temporal.Instant): Promise<boolean> {
  await lockUntilCommit(tx, "signing up"); // or a thousand at once would all be counted as none
  const ago = (hours: number) => now.subtract({ hours }).toString();
  const asked = await countLetters(tx, letter, { address: ago(24), client: ago(1) });
  if (asked.address >= ADDRESS_MOST || asked.client >= CLIENT_MOST) return false;
  if (await isSuppressed(tx, letter.address_key)) return false;
  await insertLetter(tx, letter, {
    at: now.toString(),
    mailedUntil: now.add({ hours: MAILED_HOURS }).toString(),
    expiresAt: now.add({ hours: LETTER_HOURS[letter.kind] }).toString(),
  });
  return true;
}
