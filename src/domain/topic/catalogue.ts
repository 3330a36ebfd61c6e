/** Entries of the catalogue as files give them: checked all together, and which of them point elsewhere than before. */
import { renderTopicError } from "./errors.ts";
import type { Node } from "./language.ts";
import { listLibraryKeys } from "./library-keys.ts";
import { parseTopic } from "./parse.ts";
import { printCanonical } from "./print.ts";

export interface EntryRecord {
  /** What `#slug` names, and the address of its page. */
  slug: string;
  name: string;
  /** What it stands below in the list: its `group` in files. */
  heading: string;
  query: string;
  description: string;
}

export interface ReadEntry extends EntryRecord {
  ast: Node;
  canonical: string;
  reading: string;
}

export const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LONGEST = [
  ["name", "name", 80],
  ["group", "heading", 80],
  ["description", "description", 300],
] as const;

/** Every problem, each with the entry's slug. */
export function readEntries(
  records: readonly EntryRecord[],
): { ok: true; entries: ReadEntry[] } | { ok: false; problems: string[] } {
  const problems: string[] = [];
  const met = new Set<string>();
  const entries: ReadEntry[] = [];
  for (const record of records) {
    const found = findProblem(record, met);
    met.add(record.slug);
    const parsed = parseTopic(record.query);
    if (found !== null) problems.push(`#${record.slug}: ${found}`);
    else if (!parsed.ok) problems.push(`#${record.slug}: ${renderTopicError(record.query, parsed.error)}`);
    else if (listLibraryKeys(parsed.topic.ast).length > 0)
      problems.push(`#${record.slug}: a list of papers (like:…) is somebody's own, and the catalogue is public`);
    else {
      const { ast, reading } = parsed.topic;
      entries.push({ ...record, ast, reading, canonical: printCanonical(ast) });
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, entries };
}

function findProblem(record: EntryRecord, met: ReadonlySet<string>): string | null {
  if (!SLUG.test(record.slug)) return "a slug is 1 to 63 small letters, digits and hyphens: vision-language";
  if (met.has(record.slug)) return "it stands twice";
  for (const [called, key, most] of LONGEST)
    if ([...record[key]].length > most) return `its ${called} is longer than ${most} characters`;
  return record.name.trim() === "" ? "it has no name" : null;
}

export interface Repointed extends ReadEntry {
  /** The canonical query that it had. */
  before: string;
}

/**
 * Entries whose query means something else now, in an order in which each topic is left before another entry comes to it:
 * so nobody who follows both is taken to have it twice.
 */
export function orderMoves(
  entries: readonly ReadEntry[],
  known: ReadonlyMap<string, { query: string }>,
): { ok: true; moves: Repointed[] } | { ok: false; problems: string[] } {
  const waiting = entries.flatMap((entry): Repointed[] => {
    const parsed = parseTopic(known.get(entry.slug)?.query ?? entry.query, { limits: false });
    const before = parsed.ok ? printCanonical(parsed.topic.ast) : "";
    return before === entry.canonical ? [] : [{ ...entry, before }];
  });
  const moves: Repointed[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex((move) => !waiting.some(({ before }) => before === move.canonical));
    if (free < 0) {
      const slugs = waiting.map(({ slug }) => `#${slug}`).join(", ");
      return { ok: false, problems: [`${slugs} exchange their queries: rename them instead, or do it in two steps`] };
    }
    moves.push(...waiting.splice(free, 1));
  }
  return { ok: true, moves };
}
