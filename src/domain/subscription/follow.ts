/** Turns who is to be followed into a query of the topic language. */

export interface AuthorOrder {
  name: string;
  /** Any of these writes with them: tells namesakes apart. */
  with: readonly string[];
  /** Or any of these is where they work. */
  at: readonly string[];
}

/** `au:"Wei Li" (au:"Hao Chen" OR org:"Tsinghua University")`. */
export function writeAuthorQuery({ name, with: others, at }: AuthorOrder): string {
  const marks = [...others.map((other) => `au:${quote(other)}`), ...at.map((place) => `org:${quote(place)}`)];
  const author = `au:${quote(name)}`;
  if (marks.length === 0) return author;
  return `${author} ${marks.length === 1 ? marks[0] : `(${marks.join(" OR ")})`}`;
}

export const writeOrganisationQuery = (name: string): string => `org:${quote(name)}`;

const quote = (text: string): string => `"${text.replaceAll('"', " ").replace(/\s+/g, " ").trim()}"`;
