/** Reads a composed mail's header strictly, line by line, as RFC 5322 has it; throws with what is wrong. */

export interface HeaderLines {
  /** Values by name in small letters, unfolded, in their order. */
  fields: Map<string, string[]>;
  /** All lines of the mail. */
  lines: string[];
}

const LONGEST = 998;
/** RFC 5322, 2.2: a name of printable ASCII without a colon. Ours stand in ASCII alone. */
const FIELD = /^([!-9;-~]+):(?: ([ -~]*))?$/;
const CONTINUED = /^[ \t]+[!-~][ -~]*$/;

export function readHeaderLines(raw: Buffer): HeaderLines {
  const text = raw.toString("latin1");
  if (/[^\r]\n|^\n|\r(?!\n)|\0/.test(text)) throw new Error("a bare CR, a bare LF or a NUL");
  const lines = text.split("\r\n");
  const long = lines.find((line) => line.length > LONGEST);
  if (long !== undefined) throw new Error(`a line of ${long.length} octets: ${long.slice(0, 80)}`);
  const fields = new Map<string, string[]>();
  let values: string[] = [];
  for (const line of lines.slice(0, lines.indexOf(""))) {
    checkWords(line);
    if (CONTINUED.test(line) && values.length > 0) {
      values.push(`${values.pop()} ${line.trim()}`);
      continue;
    }
    const [, name, value = ""] = FIELD.exec(line) ?? [];
    if (name === undefined) throw new Error(`no field: ${JSON.stringify(line)}`);
    values = fields.get(name.toLowerCase()) ?? [];
    values.push(value);
    fields.set(name.toLowerCase(), values);
  }
  return { fields, lines };
}

/** RFC 2047, 2: an encoded word has at most 75 characters, and the line that holds it at most 76. */
function checkWords(line: string): void {
  const words = line.match(/=\?[^?\s]+\?[QB]\?[^?\s]*\?=/gi) ?? [];
  if (words.some((word) => word.length > 75)) throw new Error(`an encoded word too long: ${line}`);
  if (words.length > 0 && line.length > 76) throw new Error(`a line with encoded words too long: ${line}`);
}
