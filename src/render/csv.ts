/** Rows as CSV that a spreadsheet opens without running anything of it. */

/**
 * A line by RFC 4180: every cell quoted, quotes doubled, CRLF at the end. A cell that a spreadsheet would take for a formula
 * gets an apostrophe before it (OWASP, CSV Injection): one that begins with = + - @, also in full width, a tab or an
 * end of line, white space before it or not. An address may begin with these, and a relay's answer is anybody's text.
 */
export function toCsvLine(cells: (string | number | null)[]): string {
  return `${cells.map((cell) => quote(cell === null ? "" : String(cell))).join(",")}\r\n`;
}

const FORMULA = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;

const quote = (text: string): string => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
