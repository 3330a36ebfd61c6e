/** A compiled morning in a database: readers with digests of 20 papers, waiting to be handed over, and reset between ways. */
import { sql } from "kysely";
import { insertCards } from "../src/db/cards.ts";
import { allocateDigestIds, type DigestWrite, insertDigests, type SectionWrite } from "../src/db/digest-writes.ts";
import type { Db } from "../src/db/open.ts";
import { allocatePaperIds, insertPapers } from "../src/db/papers.ts";
import { saveRun } from "../src/db/runs.ts";
import { internTopics } from "../src/db/topics.ts";
import type { Card } from "../src/domain/digest/card.ts";
import type { ItemView } from "../src/domain/digest/view.ts";
import { foldTitle } from "../src/domain/identity/title.ts";
import type { StoredPaper } from "../src/domain/paper/absorb.ts";
import { readerView } from "./morning.ts";

const AT = "2026-11-20T07:00:00Z";
const ON = "2026-11-20";
const PAGE = 1_000;

/** The morning of `bench/morning.ts`, written as compiling writes it. */
export async function makeSendMorning(db: Db, readers: number): Promise<void> {
  const run = await saveRun(db, "digest", ON, AT, true);
  const views = Array.from({ length: readers }, (_, reader) => readerView(reader));
  const names = [...new Set(views.flatMap((view) => view.topics))];
  const topics = await internTopics(db, 1, names, AT);
  const papers = await makePapers(
    db,
    views.flatMap((view) => view.sections.flatMap((section) => section.items)),
  );
  const cards = new Map<string, Card>();
  const cardOf = (topic: string, item: ItemView): Card => {
    const key = `${topic} ${item.url}`;
    const known = cards.get(key);
    if (known) return known;
    const { upvotes, comments, reason } = item;
    const paper = papers.get(`${item.title} ${item.url}`) as StoredPaper;
    const card: Card = { id: 0, topicId: topics.get(topic) as number, paper, upvotes, comments, reason };
    cards.set(key, card);
    return card;
  };
  const sections = views.map((view) =>
    view.sections.map((section, position) => ({
      position,
      subscription_id: 0,
      number: position + 1,
      name: section.name,
      reading: section.reading,
      from_seq: 0,
      to_seq: 1,
      more: section.more,
      weak: 0,
      hidden: 0,
      cards: section.items.map((item) => cardOf(section.name, item)),
    })),
  );
  await insertCards(db, [...cards.values()]);
  await sql`insert into subscriber (channel, address, address_key, zone, hour, confirmed_at, created_at)
    select 'email', 'reader-' || n || '@lab.example.org', 'reader-' || n || '@lab.example.org', 'UTC', '07:00', now(), now()
    from generate_series(0, ${readers - 1}::integer) as n`.execute(db);
  for (let from = 0; from < readers; from += PAGE) {
    const page = views.slice(from, from + PAGE);
    const ids = await allocateDigestIds(db, page.length);
    const digests = page.map((view, i): DigestWrite => {
      const address = `reader-${from + i}@lab.example.org`;
      return {
        id: ids[i] as number,
        run_id: run.id,
        subscriber_id: from + i + 1,
        local_on: ON,
        kind: "digest",
        cause: null,
        note: view.notes[0] ?? null,
        holiday: false,
        zone: view.zone,
        hour: view.hour,
        sections: withoutRepeats(sections[from + i] ?? []),
        linked: [],
        recipient: { channel: "email", address, address_key: address },
        parts: 1,
        missed: [],
      };
    });
    await db.transaction().execute((tx) => insertDigests(tx, digests, AT, "2036-01-01T00:00:00Z"));
  }
  await sql`vacuum analyze`.execute(db);
}

/** A reader who follows a topic twice has its papers once. */
function withoutRepeats(sections: SectionWrite[]): SectionWrite[] {
  const had = new Set<number>();
  return sections.map((section) => ({
    ...section,
    cards: section.cards.filter(({ paper }) => !had.has(paper.id) && had.add(paper.id)),
  }));
}

async function makePapers(db: Db, items: ItemView[]): Promise<Map<string, StoredPaper>> {
  const distinct = [...new Map(items.map((item) => [`${item.title} ${item.url}`, item])).entries()];
  const ids = await allocatePaperIds(db, distinct.length);
  const papers = new Map(distinct.map(([key, item], i) => [key, paperOf(item, ids[i] as number)]));
  const writes = [...papers.values()].map((paper) => ({
    paper,
    titleKey: foldTitle(paper.title).slice(0, 120),
    sketch: null,
    joined: false,
  }));
  await insertPapers(db, writes, AT);
  return papers;
}

const paperOf = (item: ItemView, id: number): StoredPaper => ({
  id,
  revision: 1,
  arxivId: item.url?.split("/").at(-1) ?? null,
  title: item.title,
  abstract: item.summary.repeat(4),
  authors: [...item.authors, ...Array.from({ length: item.moreAuthors }, (_, i) => `Author ${i}`)].map((name) => ({
    name,
  })),
  authorCount: item.authors.length + item.moreAuthors,
  organisation: item.organisation ? { slug: null, name: item.organisation } : null,
  publishedOn: item.publishedOn,
  upvotes: item.upvotes,
  comments: item.comments,
  codeStars: null,
  thumbnailUrl: null,
  projectUrl: null,
  codeUrl: item.links.find((link) => link.label === "code")?.url ?? null,
  summary: item.summary,
  keywords: [],
  categories: [],
  source: "huggingface",
  firstListedOn: ON,
});

/** All is pending again, as if nothing had been handed over. */
export async function resetDeliveries(db: Db, most: number): Promise<void> {
  await sql`update delivery set state = case when id <= ${most}::integer then 'pending' else 'accepted' end, owner = null, attempt = 0, tries = 0, receipt = null`.execute(
    db,
  );
  await sql`vacuum delivery`.execute(db);
  await sql`checkpoint`.execute(db);
}
