/** A simple model of what readers are owed: which papers wait for each standing order, and which they have had. */
import { indexPapers, type PaperIndex } from "../../src/domain/matching/index-papers.ts";
import { listHits } from "../../src/domain/matching/match.ts";
import { parseTopic } from "../../src/domain/topic/parse.ts";

/** A record of Hugging Face's answer, as far as topics ask for it. */
export interface RecordedPaper {
  paper: {
    id: string;
    title: string;
    summary?: string;
    authors?: { name: string; hidden?: boolean }[];
    upvotes?: number;
  };
}

export interface ModelOrder {
  address: string;
  /** Slugs of the catalogue. */
  topics: string[];
  cadence: string;
}

interface Standing {
  address: string;
  slug: string;
  cadence: string;
  /** Papers that matched since its last section. */
  waiting: Set<string>;
}

export interface ModelDigest {
  standings: { standing: Standing; waited: Set<string>; fresh: Set<string> }[];
  papers: Set<string>;
}

export interface ReaderModel {
  takeIn(day: string, records: RecordedPaper[]): void;
  join(order: ModelOrder): void;
  /** What each reader's digest of the date must hold, section by section; empty for a quiet day. */
  compile(on: string): Map<string, ModelDigest>;
  /** A digest that did not arrive: its papers are owed again. */
  release(address: string, digest: ModelDigest): void;
}

export function createReaderModel(queries: Map<string, string>): ReaderModel {
  const standings: Standing[] = [];
  const had = new Map<string, Set<string>>();
  const matched = new Set<string>();
  let lastDay: string[] = [];
  const satisfies = createPredicate(queries);

  return {
    takeIn(_day, records) {
      lastDay = records.map((record) => record.paper.id);
      for (const slug of queries.keys()) {
        for (const record of records) {
          const key = `${slug} ${record.paper.id}`;
          if (!satisfies.now(slug, record) || matched.has(key)) continue;
          matched.add(key);
          for (const each of standings) if (each.slug === slug) each.waiting.add(record.paper.id);
        }
      }
    },
    join({ address, topics, cadence }) {
      if (!had.has(address)) had.set(address, new Set());
      for (const slug of topics)
        standings.push({
          address,
          slug,
          cadence,
          waiting: new Set(lastDay.filter((id) => satisfies.before(slug, id))),
        });
    },
    compile(on) {
      const digests = new Map<string, ModelDigest>();
      for (const standing of standings.filter((each) => isDue(each.cadence, on))) {
        const digest = digests.get(standing.address) ?? { standings: [], papers: new Set<string>() };
        digests.set(standing.address, digest);
        const fresh = standing.waiting.difference(had.get(standing.address) as Set<string>);
        digest.standings.push({ standing, waited: standing.waiting, fresh });
        standing.waiting = new Set();
      }
      for (const [address, digest] of digests) {
        for (const { fresh } of digest.standings) for (const id of fresh) digest.papers.add(id);
        for (const id of digest.papers) had.get(address)?.add(id);
      }
      return digests;
    },
    release(address, digest) {
      for (const id of digest.papers) had.get(address)?.delete(id);
      for (const { standing, waited } of digest.standings) standing.waiting = standing.waiting.union(waited);
    },
  };
}

/** Whether a paper satisfies a topic, asked of an index of that one paper; remembered for the paper's latest content. */
function createPredicate(queries: Map<string, string>) {
  const topics = new Map(
    [...queries].map(([slug, query]) => {
      const parsed = parseTopic(query);
      if (!parsed.ok) throw new Error(`${slug}: ${parsed.error.message}`);
      return [slug, parsed.topic.ast];
    }),
  );
  const indexes = new Map<string, { record: RecordedPaper; index: PaperIndex }>();
  const before = (slug: string, id: string): boolean => {
    const [index, topic] = [indexes.get(id)?.index, topics.get(slug)];
    return index !== undefined && topic !== undefined && listHits(index, topic).length === 1;
  };
  const now = (slug: string, record: RecordedPaper): boolean => {
    const { id } = record.paper;
    if (indexes.get(id)?.record !== record) indexes.set(id, { record, index: indexOf(record) });
    return before(slug, id);
  };
  return { now, before };
}

function indexOf({ paper }: RecordedPaper): PaperIndex {
  const authors = (paper.authors ?? []).filter((author) => author.hidden !== true).map(({ name }) => ({ name }));
  const text = { title: paper.title, abstract: paper.summary ?? null, authors, upvotes: paper.upvotes ?? null };
  return indexPapers([
    { id: 1, arxivId: paper.id, ...text, organisation: null, categories: [], sources: ["huggingface"] },
  ]);
}

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

function isDue(cadence: string, on: string): boolean {
  const date = new Date(`${on}T12:00:00Z`);
  const day = DAYS[date.getUTCDay()] as string;
  if (cadence === "daily") return true;
  if (cadence === "weekdays") return day !== "sat" && day !== "sun";
  if (cadence.startsWith("weekly")) return day === (cadence.split(":")[1] ?? "mon");
  return date.getUTCDate() === Number(cadence.split(":")[1] ?? "1");
}
