/** Keeps whole sections of mails as one piece each, for the next reader who gets the very same section. */
import type { CardOf, SharedPiece } from "./filler.ts";
import type { MailSection } from "./mail-page.ts";

/** Bytes of memory for kept sections at most; a section of ten papers has some 15,000 letters. */
const MOST_BYTES = 16 * 1024 * 1024;
/** One letter beyond Latin-1, as the dash of a page range, and all of a text takes two bytes a letter. */
const LETTER_BYTES = 2;
/** Sections remembered to have been met once. */
const MOST_ONCE = 20_000;

/**
 * Gives the piece of a section that is met again, made by `make`; null for one that is met the first time: most sections
 * of a small installation have one reader, and are not worth a copy of their cards. `linked`: the template names `says`.
 */
export function createSectionPieces(
  linked: boolean,
): (section: MailSection, cardOf: CardOf, make: () => SharedPiece) => SharedPiece | null {
  const kept = new Map<string, SharedPiece>();
  const once = new Set<string>();
  let bytes = 0;
  return (section, cardOf, make) => {
    const key = keyOf(section, cardOf, linked);
    const known = kept.get(key);
    if (known) return known;
    if (!once.delete(key)) {
      if (once.size >= MOST_ONCE) once.clear();
      once.add(key);
      return null;
    }
    const made = make();
    const size = made.text.length * LETTER_BYTES;
    if (bytes + size > MOST_BYTES) {
      kept.clear();
      bytes = 0;
    }
    kept.set(key, made);
    bytes += size;
    return made;
  };
}

/** All that its block of a template names; the first item's place on the web says what all others' are. */
function keyOf({ name, count, reading, more, items, says }: MailSection, cardOf: CardOf, linked: boolean): string {
  let key = `${name}\n${count}\n${reading}\n${more}\n${linked ? (says?.(0) ?? "") : ""}\n`;
  for (const item of items) key += `${cardOf(item).id},`;
  return key;
}
