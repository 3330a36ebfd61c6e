/** Groups of fields as reports write them (RFC 3464, 2.1; RFC 5965, 3): `Name: value`, folded, a blank line between groups. */

/** By name in small letters; of a field that stands twice, the first. */
export type Fields = ReadonlyMap<string, string>;

const FIELD = /^([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*)$/;

/** Lines that are no field are left out. A group without any field is none. */
export function parseFieldGroups(text: string): Fields[] {
  const groups: Fields[] = [];
  for (const block of text.replace(/\r\n?/g, "\n").split(/\n[ \t]*\n/)) {
    const fields = new Map<string, string>();
    for (const line of block.replace(/\n[ \t]+/g, " ").split("\n")) {
      const [, name, value] = FIELD.exec(line) ?? [];
      if (name !== undefined && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value?.trim() ?? "");
    }
    if (fields.size > 0) groups.push(fields);
  }
  return groups;
}

/** `rfc822; ada@example.org` is an address of a type: without the type. */
export const withoutType = (value: string): string => value.replace(/^[\w-]+;\s*/, "").trim();
