/**
 * Quoted-printable (RFC 2045, 6.7) for mails that are joined from pieces. nodemailer's encoder gives the same meaning;
 * it takes 40 times as long, and what it gives for a piece depends on the pieces before.
 */

const [TAB, LF, CR, SPACE, DOT, EQUALS, CAPITAL_F] = [0x09, 0x0a, 0x0d, 0x20, 0x2e, 0x3d, 0x46];
/** Of a line's 76 columns the last is for the `=` of a soft break. */
const ROOM = 75;
const HEX = Buffer.from("0123456789ABCDEF");

/** What each byte takes: 1 as it stands, 3 escaped, 6 to 12 at the start of a character of several bytes, 0 inside one. */
const COLUMNS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) return byte >= 0xf0 ? 12 : byte >= 0xe0 ? 9 : byte >= 0xc0 ? 6 : 0;
  return (byte >= SPACE && byte < 0x7f && byte !== EQUALS) || byte === TAB ? 1 : 3;
});

/** The text's bytes, for the length of a call. */
let source = Buffer.allocUnsafeSlow(64 * 1024);

/** Bytes that a text of this length takes at most, with its escapes and soft breaks. */
export const mostBytes = (length: number): number => length * 9 + Math.ceil(length / 6) * 3 + 8;

/**
 * Writes the text at `at` and returns the position after it; the target has room for `mostBytes(text.length)`. It begins
 * and ends at a line's start, after a line break of the text or a soft one, so that encoded pieces can stand one behind
 * the other. No line begins with a dot or `From `, ends with a blank or is longer than 76 columns: nothing on the way has
 * a reason to change it. Line feeds become line breaks, as does CR LF; any other CR is escaped.
 */
export function encodeText(text: string, target: Buffer, at: number): number {
  if (text.length * 3 > source.length) source = Buffer.allocUnsafeSlow(text.length * 3);
  const length = source.write(text);
  let to = at;
  let column = 0;
  for (let i = 0; i < length; i += 1) {
    const byte = source[i] as number;
    // Most bytes: within a line, and never to be escaped.
    if (COLUMNS[byte] === 1 && byte > SPACE && column > 0 && column < ROOM) {
      target[to] = byte;
      to += 1;
      column += 1;
      continue;
    }
    if (byte === LF) {
      target[to] = CR;
      target[to + 1] = LF;
      to += 2;
      column = 0;
      continue;
    }
    if (byte === CR && i + 1 < length && source[i + 1] === LF) continue;
    let size = COLUMNS[byte] as number;
    if ((byte === SPACE || byte === TAB) && endsLine(i + 1, length)) size = 3;
    if (column + size > ROOM) {
      to = breakSoftly(target, to);
      column = 0;
    }
    if (column === 0 && isDisliked(i, length)) size = 3;
    if (size === 1) {
      target[to] = byte;
      to += 1;
      column += 1;
      continue;
    }
    target[to] = EQUALS;
    target[to + 1] = HEX[byte >> 4] as number;
    target[to + 2] = HEX[byte & 15] as number;
    to += 3;
    column += size;
  }
  return column === 0 ? to : breakSoftly(target, to);
}

function breakSoftly(target: Buffer, at: number): number {
  target[at] = EQUALS;
  target[at + 1] = CR;
  target[at + 2] = LF;
  return at + 3;
}

const endsLine = (i: number, length: number): boolean => i === length || source[i] === LF || source[i] === CR;

/** A line that begins so is doubled by SMTP, or gets a `>` from mailboxes of old. */
const isDisliked = (i: number, length: number): boolean =>
  source[i] === DOT || (source[i] === CAPITAL_F && source.toString("latin1", i, Math.min(i + 5, length)) === "From ");

/** The position before a soft break that ends the written text: the last line of a body has none. */
export const withoutLastBreak = (target: Buffer, from: number, to: number): number =>
  to - from >= 3 && target[to - 3] === EQUALS ? to - 3 : to;
