/** Who goes by a name: with whom and where those with it write, so that namesakes can be told apart. */
import { listAuthored } from "../db/authors.ts";
import type { Db } from "../db/open.ts";
import { isSameAuthor, listNameTokens, parseAuthorName } from "../domain/topic/author-name.ts";

export interface Namesakes {
  /** Papers by anybody of that name. */
  papers: number;
  /** The names as papers write them, and how many papers do. */
  spellings: Counted[];
  /** Those who write with them most, and the organisations of those papers. */
  with: Counted[];
  at: Counted[];
}

export interface Counted {
  name: string;
  papers: number;
}

const SHOWN = 8;

export async function listNamesakes(db: Db, name: string): Promise<Namesakes> {
  const asked = parseAuthorName(name);
  const last = asked.family.at(-1);
  if (last === undefined) return { papers: 0, spellings: [], with: [], at: [] };
  const [spellings, others, places] = [new Map(), new Map(), new Map()] as [Tally, Tally, Tally];
  let papers = 0;
  for (const { authors, organisation } of await listAuthored(db, last)) {
    const same = new Set(authors.filter((author) => isSameAuthor(asked, listNameTokens(author.name))));
    if (same.size === 0) continue;
    papers += 1;
    for (const author of authors) add(same.has(author) ? spellings : others, author.name);
    if (organisation !== null) add(places, organisation.name);
  }
  return { papers, spellings: listMost(spellings), with: listMost(others), at: listMost(places) };
}

type Tally = Map<string, number>;

function add(tally: Tally, name: string): void {
  tally.set(name, (tally.get(name) ?? 0) + 1);
}

const listMost = (tally: Tally): Counted[] =>
  [...tally]
    .map(([name, papers]) => ({ name, papers }))
    .sort((a, b) => b.papers - a.papers || (a.name < b.name ? -1 : 1))
    .slice(0, SHOWN);
