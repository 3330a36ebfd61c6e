/** Changing the catalogue of topics: whoever follows an entry follows where it points (semantics 8). */
import {
  type CatalogueEntry,
  listFollowedTopics,
  listStoredEntries,
  moveFollowers,
  removeEntries,
  renameFollowers,
  type StoredEntry,
  saveCatalogue,
} from "../db/catalogue.ts";
import { lockUntilCommit } from "../db/locks.ts";
import { getLastSeq } from "../db/matches.ts";
import type { Db } from "../db/open.ts";
import { listActiveSources } from "../db/sources.ts";
import { internTopics } from "../db/topics.ts";
import { type EntryRecord, orderMoves, type Repointed, readEntries } from "../domain/topic/catalogue.ts";
import { LANGUAGE_VERSION } from "../domain/topic/language.ts";
import { parseTopic } from "../domain/topic/parse.ts";
import { printCanonical } from "../domain/topic/print.ts";
import { listScope, scopeToSources } from "../domain/topic/scope.ts";

/** Closes a match batch; topics that are new meet the papers of `since` and later. */
type Match = (tx: Db, now: Temporal.Instant, since?: string) => Promise<unknown>;

/** What a section may hold at most (semantics 17). */
const DAYS_MOST = 30;

export interface EntryChange {
  slug: string;
  change: "new" | "changed" | "same" | "removed";
  /** Running subscriptions that go with it to another topic. */
  moved: number;
}

export type CatalogueChanged = { ok: true; changes: EntryChange[] } | { ok: false; problems: string[] };

/** The entries that Paperboy brings along: written where they differ, and where the operator has not changed them. */
export async function seedCatalogue(
  db: Db,
  records: EntryRecord[],
  now: Temporal.Instant,
  match: Match,
): Promise<CatalogueChanged> {
  const stored = indexBySlug(await listStoredEntries(db));
  const wanted = records
    .map((record, position) => ({ ...record, position }))
    .filter(({ slug }) => stored.get(slug)?.own !== true);
  if (wanted.every((entry) => isSame(entry, stored.get(entry.slug)))) return { ok: true, changes: [] };
  return changeCatalogue(db, { wanted, own: false, replace: false, dryRun: false }, now, match);
}

/**
 * The operator's entries. One that is known keeps its place and a new one comes last; with `replace` the catalogue is
 * these and no others, in their order. All of it is written, or where anything is wrong, nothing.
 */
export async function importCatalogue(
  db: Db,
  records: EntryRecord[],
  { replace, dryRun }: { replace: boolean; dryRun: boolean },
  now: Temporal.Instant,
  match: Match,
): Promise<CatalogueChanged> {
  const stored = await listStoredEntries(db);
  const known = indexBySlug(stored);
  let last = Math.max(-1, ...stored.map(({ position }) => position));
  const wanted = records.map((record, i) => ({
    ...record,
    position: replace ? i : (known.get(record.slug)?.position ?? ++last),
  }));
  return changeCatalogue(db, { wanted, own: true, replace, dryRun }, now, match);
}

interface ChangeOrder {
  wanted: CatalogueEntry[];
  own: boolean;
  replace: boolean;
  dryRun: boolean;
}

async function changeCatalogue(
  db: Db,
  { wanted: asked, own, replace, dryRun }: ChangeOrder,
  now: Temporal.Instant,
  match: Match,
): Promise<CatalogueChanged> {
  const read = readEntries(asked);
  if (!read.ok) return read;
  return db.transaction().execute(async (tx): Promise<CatalogueChanged> => {
    await lockUntilCommit(tx, "compiling");
    const stored = await listStoredEntries(tx);
    const known = indexBySlug(stored);
    // The operator may have changed one while this process looked.
    const isKept = ({ slug }: { slug: string }) => !own && known.get(slug)?.own === true;
    const wanted = asked.filter((entry) => !isKept(entry));
    const moves = orderMoves(
      read.entries.filter((entry) => !isKept(entry)),
      known,
    );
    if (!moves.ok) return moves;
    const floor = now.toZonedDateTimeISO("UTC").toPlainDate().subtract({ days: DAYS_MOST }).toString();
    const followed = await listFollowedTopics(
      tx,
      moves.moves.map(({ slug }) => slug),
      floor,
    );
    const changed = wanted.filter((entry) => !isSame(entry, known.get(entry.slug)));
    const names = new Set(wanted.map(({ slug }) => slug));
    const removed = replace ? stored.flatMap(({ slug, removed }) => (removed || names.has(slug) ? [] : [slug])) : [];
    const changes = tellChanges(wanted, { changed, removed, followed, known });
    if (dryRun) return { ok: true, changes };
    await saveCatalogue(tx, changed, own);
    await removeEntries(tx, removed, now.toString());
    for (const { slug, name } of changed) {
      const before = known.get(slug);
      if (before && before.name !== name) await renameFollowers(tx, slug, before.name, name);
    }
    if (followed.length > 0) await follow(tx, moves.moves, { followed, floor }, now, match);
    return { ok: true, changes };
  });
}

function tellChanges(
  wanted: CatalogueEntry[],
  about: { changed: CatalogueEntry[]; removed: string[]; followed: Followed; known: Map<string, StoredEntry> },
): EntryChange[] {
  const changed = new Set(about.changed.map(({ slug }) => slug));
  const there = (slug: string) => about.known.get(slug)?.removed === false;
  const moved = (slug: string) =>
    about.followed.reduce((sum, each) => sum + (each.slug === slug ? each.followers : 0), 0);
  return [
    ...wanted.map(({ slug }): EntryChange => {
      const change = !changed.has(slug) ? "same" : there(slug) ? "changed" : "new";
      return { slug, change, moved: moved(slug) };
    }),
    ...about.removed.map((slug): EntryChange => ({ slug, change: "removed", moved: 0 })),
  ];
}

type Followed = Awaited<ReturnType<typeof listFollowedTopics>>;

/** What waits is matched first, by the topics as they were; then the new topics meet what their followers were not told of. */
async function follow(
  tx: Db,
  moves: Repointed[],
  { followed, floor }: { followed: Followed; floor: string },
  now: Temporal.Instant,
  match: Match,
): Promise<void> {
  await match(tx, now);
  const active = await listActiveSources(tx);
  const targets = moves.flatMap((move) =>
    followed
      .filter(({ slug }) => slug === move.slug)
      .map((old) => ({ ...move, ...old, canonicalAfter: aim(move, old.canonical, active) })),
  );
  const ids = await internTopics(
    tx,
    LANGUAGE_VERSION,
    targets.map(({ canonicalAfter }) => canonicalAfter),
    now.toString(),
  );
  await match(tx, now, followed.map(({ since }) => since).sort()[0]);
  const at = { seq: await getLastSeq(tx), floor, at: now.toString() };
  for (const { slug, topic_id, canonicalAfter, reading } of targets) {
    const to = ids.get(canonicalAfter) as number;
    if (to !== topic_id) await moveFollowers(tx, { slug, from: topic_id, to, reading }, at);
  }
}

/** The entry's new query, read from the sources that its follower's topic was limited to (semantics 10). */
function aim({ ast, before }: Repointed, canonical: string, active: string[]): string {
  const old = parseTopic(canonical, { limits: false });
  const scope = old.ok && canonical !== before ? listScope(old.topic.ast) : [];
  return printCanonical(scopeToSources(ast, scope.length > 0 ? scope : active));
}

const indexBySlug = (entries: StoredEntry[]): Map<string, StoredEntry> =>
  new Map(entries.map((entry) => [entry.slug, entry]));

const isSame = (entry: CatalogueEntry, stored: StoredEntry | undefined): boolean =>
  stored !== undefined &&
  !stored.removed &&
  (["name", "heading", "query", "description", "position"] as const).every((key) => stored[key] === entry[key]);
