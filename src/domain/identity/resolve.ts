/** Decides for each listing of a batch which paper it is: ids first, then a corroborated title, then nearly the same text. */
import type { Listing, PaperId } from "../paper/listing.ts";
import { forbidden, judgeRetitled, judgeSameTitle, type Work, workOf } from "./corroborate.ts";
import { createSketchIndex } from "./sketch-index.ts";
import { shinglesOf } from "./text.ts";

export interface KnownPaper extends Work {
  id: number;
  /** Null where there is no abstract. */
  sketch: Uint32Array | null;
  /** Listed in the last 90 days: only such papers take part in the rule for retitled papers (semantics 33). */
  recent: boolean;
}

export interface Decision {
  decision: "joined" | "merged" | "flagged" | "refused";
  paperId: number;
  /** The paper that was, or nearly was, taken for the same; null where a listing joined. */
  otherId: number | null;
  rule: "id" | "title" | "text" | "operator";
  detail: string;
}

export interface Resolution {
  paperId: number;
  made: boolean;
  /** By what the listing was recognised. */
  rule: "new" | "id" | "title" | "text";
  decisions: Decision[];
  /** Sketch of the listing's abstract when a paper was made of it. */
  sketch: Uint32Array | null;
}

export interface Knowledge {
  papers: KnownPaper[];
  ids: { id: PaperId; paperId: number }[];
  /** Folded titles a paper goes by, also those of papers that were merged into it. */
  titles: { key: string; paperId: number }[];
  /** Pairs `a:b` (a < b) that an operator split: never merged again. */
  splits: ReadonlySet<string>;
  nextPaperId(): number;
  /** The sketch of the listing's abstract; null without one. */
  sketchFor(listing: Listing): Uint32Array | null;
}

export interface Resolver {
  /** `alreadyOf`: the paper an earlier reading of this very listing belongs to. */
  resolve(listing: Listing, alreadyOf?: number): Resolution;
}

export const pairKey = (a: number, b: number): string => `${Math.min(a, b)}:${Math.max(a, b)}`;
const idKey = (id: PaperId): string => `${id.scheme}:${id.value}`;

/** One resolver serves one batch: what a listing teaches, the next ones know. */
export function createResolver(knowledge: Knowledge): Resolver {
  const papers = new Map<number, KnownPaper>();
  const byId = new Map<string, number>(knowledge.ids.map(({ id, paperId }) => [idKey(id), paperId]));
  const byTitle = new Map<string, Set<number>>();
  const mergedInto = new Map<number, number>();
  const sketches = createSketchIndex();
  const splits = new Set(knowledge.splits);
  for (const paper of knowledge.papers) learn(paper);
  for (const { key, paperId } of knowledge.titles) learnTitle(key, paperId);

  function learnTitle(key: string, paperId: number): void {
    const sharing = byTitle.get(key);
    if (sharing) sharing.add(paperId);
    else byTitle.set(key, new Set([paperId]));
  }

  function learn(paper: KnownPaper): void {
    papers.set(paper.id, paper);
    learnTitle(paper.titleKey, paper.id);
    if (paper.recent && paper.sketch) sketches.add(paper.id, paper.sketch, paper.arxivId === null);
  }

  const root = (id: number): number => {
    const into = mergedInto.get(id);
    return into === undefined ? id : root(into);
  };
  const get = (id: number): KnownPaper => papers.get(root(id)) as KnownPaper;

  function listByIds(listing: Listing): number[] {
    const found = listing.ids.map((id) => byId.get(idKey(id))).filter((id) => id !== undefined);
    return [...new Set(found.map(root))];
  }

  /** A journal's DOI may stand on two preprints: the arXiv ids decide. */
  function mayBe(id: number, work: Work, decisions: Decision[]): boolean {
    const paper = get(id);
    if (!forbidden(paper, work)) return true;
    const detail = `it names an identifier of arXiv ${paper.arxivId}, but is arXiv ${work.arxivId}: never one paper`;
    decisions.push({ decision: "refused", paperId: id, otherId: null, rule: "id", detail });
    return false;
  }

  /** Papers with the same folded title, judged; near misses between two arXiv ids are told as refused. */
  function listByTitle(work: Work, exclude: number[]): { id: number; detail: string }[] {
    const sharing = [...new Set([...(byTitle.get(work.titleKey) ?? [])].map(root))].filter(
      (id) => !exclude.includes(id),
    );
    return sharing
      .sort((a, b) => Number(get(b).arxivId !== null) - Number(get(a).arxivId !== null) || a - b)
      .map((id) => ({ id, verdict: judgeSameTitle(get(id), work) }))
      .filter(({ verdict }) => verdict.same)
      .map(({ id, verdict }) => ({ id, detail: verdict.detail }));
  }

  /** Joins `other` into `into` unless both hold an arXiv id or an operator split them. The paper with an arXiv id survives. */
  function merge(a: number, b: number, rule: Decision["rule"], detail: string, decisions: Decision[]): number {
    const [into, other] = get(a).arxivId === null && get(b).arxivId !== null ? [b, a] : [a, b];
    if (forbidden(get(into), get(other)) || splits.has(pairKey(into, other))) {
      const why = forbidden(get(into), get(other)) ? "two arXiv ids are never one paper" : "split by the operator";
      decisions.push({ decision: "refused", paperId: into, otherId: other, rule, detail: `${detail}; ${why}` });
      return a;
    }
    decisions.push({ decision: "merged", paperId: into, otherId: other, rule, detail });
    mergedInto.set(other, into);
    for (const id of listSplitFrom(other)) splits.add(pairKey(into, id));
    return into;
  }

  /** What an operator keeps apart from a paper stays apart from what it is merged into. */
  const listSplitFrom = (id: number): number[] =>
    [...splits].map((pair) => pair.split(":").map(Number)).flatMap((pair) => (pair.includes(id) ? pair : []));

  /** Teaches a known paper what a listing of it adds: identifiers, and the title it goes by there. */
  function teach(paperId: number, listing: Listing, work: Work): void {
    const paper = get(paperId);
    for (const id of listing.ids) if (!byId.has(idKey(id))) byId.set(idKey(id), paperId);
    if (paper.arxivId === null && work.arxivId !== null) papers.set(paperId, { ...paper, arxivId: work.arxivId });
    learnTitle(work.titleKey, paperId);
  }

  function findByText(work: Work, sketch: Uint32Array, decisions: Decision[]): { id: number; detail: string } | null {
    const candidates = new Set(sketches.listCandidates(sketch, work.arxivId !== null).map(root));
    if (candidates.size === 0) return null;
    const shingles = shinglesOf(work.abstract ?? "");
    for (const id of candidates) {
      const paper = get(id);
      const judged = judgeRetitled(paper, work, { a: shinglesOf(paper.abstract ?? ""), b: shingles });
      if (judged.verdict === "same") return { id, detail: judged.detail };
      if (judged.verdict === "alike")
        decisions.push({ decision: "flagged", paperId: id, otherId: null, rule: "text", detail: judged.detail });
    }
    return null;
  }

  function makePaper(listing: Listing, work: Work, sketch: Uint32Array | null): number {
    const id = knowledge.nextPaperId();
    learn({ ...work, id, sketch, recent: true });
    for (const each of listing.ids) byId.set(idKey(each), id);
    return id;
  }

  function resolve(listing: Listing, alreadyOf?: number): Resolution {
    const work = workOf(listing);
    const decisions: Decision[] = [];
    const already = alreadyOf === undefined ? [] : [root(alreadyOf)];
    const known = [...new Set([...already, ...listByIds(listing)])].filter((id) => mayBe(id, work, decisions));
    const titled = listByTitle(work, known);
    let paperId = known[0];
    for (const other of known.slice(1))
      paperId = merge(paperId as number, other, "id", "one listing names identifiers of both", decisions);
    for (const { id, detail } of titled) {
      if (paperId !== undefined) paperId = merge(paperId, id, "title", detail, decisions);
      else {
        paperId = id;
        decisions.push({ decision: "joined", paperId: id, otherId: null, rule: "title", detail });
      }
    }
    if (paperId !== undefined) {
      teach(paperId, listing, work);
      return { paperId, made: false, rule: known.length > 0 ? "id" : "title", decisions, sketch: null };
    }
    const sketch = knowledge.sketchFor(listing);
    const retitled = sketch ? findByText(work, sketch, decisions) : null;
    const nameFlagged = (id: number) =>
      decisions.map((each) => (each.decision === "flagged" ? { ...each, otherId: id } : each));
    if (retitled) {
      const all = nameFlagged(retitled.id);
      all.push({
        decision: "joined",
        paperId: retitled.id,
        otherId: null,
        rule: "text",
        detail: retitled.detail,
      });
      teach(retitled.id, listing, work);
      return { paperId: retitled.id, made: false, rule: "text", decisions: all, sketch: null };
    }
    const made = makePaper(listing, work, sketch);
    return { paperId: made, made: true, rule: "new", decisions: nameFlagged(made), sketch };
  }

  return { resolve };
}
