/** The archive as anybody may read it: what pages, feeds and the API ask for. */
import { LRUCache } from "lru-cache";
import { type CatalogueEntry, listCatalogue } from "../db/catalogue.ts";
import { findModel, findModelFacts } from "../db/corpus-models.ts";
import type { Db } from "../db/open.ts";
import { countDays, type DayCount } from "../db/paper-lists.ts";
import {
  findPublicPaper,
  listListingsOf,
  listPublicByIds,
  listSignals,
  type PaperListing,
  type PaperSignal,
  type PublicPaper,
} from "../db/public-papers.ts";
import { findStoredMark } from "../db/recent-papers.ts";
import type { Period } from "../domain/calendar/period.ts";
import type { Reason } from "../domain/digest/view.ts";
import { readPaperName } from "../domain/paper/path.ts";
import type { LsiModel } from "../domain/similarity/lsi.ts";
import { repairTopic } from "../domain/topic/errors.ts";
import type { TopicError, TopicWarning } from "../domain/topic/language.ts";
import { parseTopic } from "../domain/topic/parse.ts";
import { type Ground, type TypedTopic, tryTyped } from "./backtest.ts";
import { type Export, exportList, exportSearch } from "./exports.ts";
import {
  findLatestDay,
  findSurroundings,
  type ListPage,
  type ListRequest,
  listPage,
  type Surroundings,
  type WholeList,
} from "./lists.ts";
import { searchPapers } from "./search.ts";
import { listSimilar, listSimilarToText } from "./similar.ts";
import { listTopicPapers, type TopicPage } from "./topic-papers.ts";

export type { CatalogueEntry, PaperListing, PaperSignal, PublicPaper, TopicError };

export type FoundPaper = PublicPaper & { reason: Reason };
export type SimilarTo = PublicPaper & { shared: string[] };

export type Searched =
  | {
      ok: true;
      reading: string;
      warnings: TopicWarning[];
      count: number;
      /** False where a few of those counted may not match. */
      exact: boolean;
      /** Best first. */
      papers: FoundPaper[];
    }
  | { ok: false; error: TopicError; repaired: string | null };

export interface PaperHistory {
  listings: PaperListing[];
  signals: PaperSignal[];
}
export interface PaperDetails extends PaperHistory {
  similar: SimilarTo[];
}

export interface Archive {
  /** Changes whenever papers came or changed. */
  findMark(): Promise<string>;
  findLatestDay(): Promise<string | null>;
  /** Null for a topic that the catalogue has not. */
  listPage(request: ListRequest): Promise<ListPage | null>;
  findSurroundings(period: Period): Promise<Surroundings>;
  countDays(from: string, to: string): Promise<DayCount[]>;
  /** By what stands after `/paper/`; null for what names none. */
  findPaper(name: string): Promise<PublicPaper | null>;
  /** In the order of the ids; those that are merged or unknown are left out. */
  listPapers(ids: readonly number[]): Promise<PublicPaper[]>;
  describe(paperId: number): Promise<PaperDetails>;
  findHistory(paperId: number): Promise<PaperHistory>;
  /** To a paper, or to a text that is none. */
  listSimilar(to: number | string, limit: number): Promise<SimilarTo[]>;
  /** `since`: first listed on that day or later. */
  search(query: string, limit: number, since?: string | null): Promise<Searched>;
  /** Null for a topic that the catalogue has not. */
  exportList(request: WholeList): Promise<Export | null>;
  /** Null for a query that says nothing. */
  exportSearch(query: string): Promise<Export | null>;
  listCatalogue(): Promise<CatalogueEntry[]>;
  /** What it would have found in the last 30 days. */
  tryTopic(query: string, limit: number): Promise<TypedTopic>;
  /** Newest first; null for a query that says nothing. */
  listTopicPapers(query: string, page: { before: number | null; limit: number }): Promise<TopicPage | null>;
}

const SIMILAR = 8;
/** Whatever page of a list is asked for, what stands around it is the same: a month of arXiv takes 20 ms to count. */
const PERIODS = 200;
/** The model of related words is fitted anew each week; whether one was is asked so often. */
const MODEL_MS = 5 * 60_000;

export function createArchive(db: Db, ground: Ground, clock: { today(): string }): Archive {
  const getModel = createModelFinder(db);
  const surroundings = new LRUCache<string, Promise<Surroundings>>({ max: PERIODS });
  const similarTo = async (to: number | string, limit: number): Promise<SimilarTo[]> => {
    const model = await getModel();
    const found = await (typeof to === "number"
      ? listSimilar(db, [to], limit, model)
      : listSimilarToText(db, to, limit, model));
    const shared = new Map(found.map((each) => [each.id, each.shared]));
    const papers = await listPublicByIds(
      db,
      found.map(({ id }) => id),
    );
    return papers.map((paper) => ({ ...paper, shared: shared.get(paper.id) ?? [] }));
  };
  return {
    findMark: () => findStoredMark(db),
    findLatestDay: () => findLatestDay(db, clock.today()),
    listPage: (request) => listPage(db, request, clock.today()),
    async findSurroundings(period) {
      const key = `${period.name} ${await findStoredMark(db)}`;
      const known = surroundings.get(key) ?? findSurroundings(db, period);
      surroundings.set(key, known);
      known.catch(() => surroundings.delete(key));
      return known;
    },
    countDays: (from, to) => countDays(db, from, to),
    async findPaper(text) {
      const name = readPaperName(text);
      return name === null ? null : findPublicPaper(db, name);
    },
    async describe(paperId) {
      const [history, similar] = await Promise.all([findHistory(db, paperId), similarTo(paperId, SIMILAR)]);
      return { ...history, similar };
    },
    listPapers: (ids) => listPublicByIds(db, ids),
    findHistory: (paperId) => findHistory(db, paperId),
    listSimilar: similarTo,
    async search(query, limit, since = null) {
      const parsed = parseTopic(query);
      if (!parsed.ok) return { ok: false, error: parsed.error, repaired: repairTopic(query, parsed.error) };
      const { ast, reading, warnings } = parsed.topic;
      const found = await searchPapers(db, { ast, since, limit, model: await getModel() });
      const reasons = new Map(found.papers.map(({ id, reason }) => [id, reason]));
      const papers = await listPublicByIds(
        db,
        found.papers.map(({ id }) => id),
      );
      return {
        ok: true,
        reading,
        warnings,
        count: found.count,
        exact: found.exact,
        papers: papers.map((paper) => ({ ...paper, reason: reasons.get(paper.id) as Reason })),
      };
    },
    exportList: (request) => exportList(db, request, clock.today()),
    async exportSearch(query) {
      const parsed = parseTopic(query);
      return parsed.ok ? exportSearch(db, parsed.topic.ast, await getModel()) : null;
    },
    listCatalogue: () => listCatalogue(db),
    tryTopic: (query, limit) => tryTyped(db, ground, query, limit),
    async listTopicPapers(query, page) {
      const parsed = parseTopic(query);
      return parsed.ok ? listTopicPapers(db, parsed.topic.ast, page) : null;
    },
  };
}

async function findHistory(db: Db, paperId: number): Promise<PaperHistory> {
  const [listings, signals] = await Promise.all([listListingsOf(db, paperId), listSignals(db, paperId)]);
  return { listings, signals };
}

/** Keeps the model of related words at hand: it is some megabytes. */
function createModelFinder(db: Db): () => Promise<LsiModel | null> {
  let [model, fitted, askedAt]: [LsiModel | null, string | null, number] = [null, null, -MODEL_MS];
  return async () => {
    if (performance.now() - askedAt < MODEL_MS) return model;
    askedAt = performance.now();
    const facts = (await findModelFacts(db))?.fittedAt.toString() ?? null;
    if (facts !== fitted) [model, fitted] = [(await findModel(db))?.model ?? null, facts];
    return model;
  };
}
