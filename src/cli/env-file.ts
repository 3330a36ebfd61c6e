/** `.env` as text: values put in where they stand or at the end, all other lines and comments left as they are. */

const LINE = /^(\s*)(#\s*)?([A-Z][A-Z0-9_]*)=/;

/** Values that stand and are not commented out. */
export function readEnv(
  text: string,
  parse: (text: string) => Record<string, string | undefined>,
): Map<string, string> {
  const values = Object.entries(parse(text)).filter((each): each is [string, string] => each[1] !== undefined);
  return new Map(values);
}

/** A line that gives a name its value takes the new one; else a commented one does; else it comes at the end. Null: commented out. */
export function writeEnv(text: string, values: ReadonlyMap<string, string | null>): string {
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const left = new Map(values);
  const places = [...left.keys()].map((name) => [name, findLine(lines, name)] as const);
  for (const [name, at] of places) {
    const value = left.get(name) as string | null;
    if (at === -1 && value === null) left.delete(name);
    if (at === -1) continue;
    lines[at] = value === null ? `#${lines[at]?.replace(/^\s*#\s*/, "")}` : `${name}=${quoteValue(value)}`;
    left.delete(name);
  }
  for (const [name, value] of left) if (value !== null) lines.push(`${name}=${quoteValue(value)}`);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function findLine(lines: readonly string[], name: string): number {
  const of = (commented: boolean) =>
    lines.findLastIndex((line) => {
      const found = LINE.exec(line);
      return found?.[3] === name && (found[2] !== undefined) === commented;
    });
  const standing = of(false);
  return standing === -1 ? of(true) : standing;
}

/** Quotes where a blank, a # or a quote would end the value or change it. */
function quoteValue(value: string): string {
  if (/^[\w@%+=:,./*-]*$/.test(value)) return value;
  const sign = ["'", '"', "`"].find((each) => !value.includes(each)) ?? "'";
  return `${sign}${value.replace(/\n/g, " ")}${sign}`;
}
