/**
 * Quoted-printable (RFC 2045, 6.7) for mails that are joined from pieces. nodemailer's encoder gives the same meaning;
 * it takes four times as long, and what it gives for a piece depends on the pieces before.
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
let scratch = Buffer.allocUnsafeSlow(64 * 1024);

/** Bytes that a text of this length takes at most, with its escapes and soft breaks. */
export const mostBytes = (length: number): number => length * 9 + Math.ceil(length / 6) * 3 + 8;

/**
 * Writes the text at `at` and returns the position after it; the target has room for `mostBytes(text.length)`. It begins
 * and ends at a line's start, after a line break of the text or a soft one, so that encoded pieces can stand one behind
 * the other. No line begins with a dot or `From `, ends with a blank or is longer than 76 columns: nothing on the way has
 * a reason to change it. Line feeds become line breaks, as does CR LF; any other CR is escaped.
 */
export function encodeText(text: string, target: Buffer, at: number): number {
  if (text.length * 3 > scratch.length) scratch = Buffer.allocUnsafeSlow(text.length * 3);
  const [source, columns] = [scratch, COLUMNS];
  const length = source.write(text);
  let [i, to, column] = [0, at, 0];
  while (i < length) {
    if (column > 0 || !isDisliked(source, i, length)) {
      const begin = i;
      const room = Math.min(length, i + ROOM - column);
      while (i < room && columns[source[i] as number] === 1) {
        target[to] = source[i] as number;
        to += 1;
        i += 1;
      }
      column += i - begin;
      if (i === length) break;
    }
    const byte = source[i] as number;
    if (byte === LF || (byte === CR && i + 1 < length && source[i + 1] === LF)) {
      to = escapeBlank(target, to, column);
      target[to] = CR;
      target[to + 1] = LF;
      to += 2;
      i += byte === CR ? 2 : 1;
      column = 0;
    } else if (column + (columns[byte] as number) > ROOM) {
      to = breakSoftly(target, to);
      column = 0;
    } else {
      to = escapeByte(target, to, byte);
      i += 1;
      column += columns[byte] === 1 ? 3 : (columns[byte] as number);
    }
  }
  return column === 0 ? to : breakSoftly(target, escapeBlank(target, to, column));
}

/** The last blank of a line, so that none is lost; where that makes the line too long, it gets one of its own. */
function escapeBlank(target: Buffer, at: number, column: number): number {
  const last = target[at - 1] as number;
  if (column === 0 || (last !== SPACE && last !== TAB)) return at;
  const to = column + 2 > ROOM ? breakSoftly(target, at - 1) : at - 1;
  return escapeByte(target, to, last);
}

function escapeByte(target: Buffer, at: number, byte: number): number {
  target[at] = EQUALS;
  target[at + 1] = HEX[byte >> 4] as number;
  target[at + 2] = HEX[byte & 15] as number;
  return at + 3;
}

function breakSoftly(target: Buffer, at: number): number {
  target[at] = EQUALS;
  target[at + 1] = CR;
  target[at + 2] = LF;
  return at + 3;
}

/** A line that begins so is doubled by SMTP, or gets a `>` from mailboxes of old. */
const isDisliked = (source: Buffer, i: number, length: number): boolean =>
  source[i] === DOT || (source[i] === CAPITAL_F && source.toString("latin1", i, Math.min(i + 5, length)) === "From ");

/** The position before a soft break that ends the written text: the last line of a body has none. */
export const withoutLastBreak = (target: Buffer, from: number, to: number): number =>
  to - from >= 3 && target[to - 3] === EQUALS ? to - 3 : to;
