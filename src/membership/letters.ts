/** Writes letters to readers, within limits: whoever asks for them may not be whom they reach. */
import { countLetters, insertLetter, type LetterKind, type LetterWrite } from "../db/letters.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { isSuppressed } from "../db/signups.ts";

/** How long the link in each is good. The one to the preferences stands in every digest too, and does not end. */
export const LETTER_HOURS: Record<LetterKind, number> = { link: 48, move: 48, moved: 30 * 24, farewell: 30 * 24 };
/** Of one kind to one address, a day. */
const ADDRESS_MOST = 3;
/** Of one kind by one reader's link, a day: it may have been forwarded, and is not to reach any number of strangers. */
const READER_MOST = 5;
/** By one client, an hour. */
const CLIENT_MOST = 20;
const MAILED_HOURS = 20;

/** False: over a limit, or to an address that nothing goes to. Nobody who asks is told. `tx` is a transaction. */
export async function writeLetter(tx: Db, letter: LetterWrite, now: Temporal.Instant): Promise<boolean> {
  await lockUntilCommit(tx, "signing up"); // or a thousand at once would all be counted as none
  const ago = (hours: number) => now.subtract({ hours }).toString();
  const asked = await countLetters(tx, letter, { day: ago(24), hour: ago(1) });
  const over = asked.address >= ADDRESS_MOST || asked.subscriber >= READER_MOST || asked.client >= CLIENT_MOST;
  // Moves are limited by the letters that ask for them; that one was made is told its former address each time.
  if (over && letter.kind !== "moved") return false;
  if (await isSuppressed(tx, letter.address_key)) return false;
  await insertLetter(tx, letter, {
    at: now.toString(),
    mailedUntil: now.add({ hours: MAILED_HOURS }).toString(),
    expiresAt: now.add({ hours: LETTER_HOURS[letter.kind] }).toString(),
  });
  return true;
}
