/** Spellings of one compound find the same papers of everything recorded. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { indexPapers, type PaperIndex } from "../../src/domain/matching/index-papers.ts";
import { listHits } from "../../src/domain/matching/match.ts";
import type { Searchable } from "../../src/domain/paper/paper.ts";
import { parseTopic } from "../../src/domain/topic/parse.ts";
import { parseHuggingFaceDay } from "../../src/sources/huggingface/parse.ts";

const RECORDED = join(import.meta.dirname, "../../../shared/recorded");
const exists = existsSync(RECORDED);
if (!exists) console.log("skipped: recorded input is expected in ../shared/recorded beside the repository");

function readDays(): Searchable[] {
  return readdirSync(join(RECORDED, "hf-daily"))
    .filter((name) => /^\d{4}-\d\d-\d\d\.json$/.test(name))
    .flatMap((name) => {
      const day = parseHuggingFaceDay(readFileSync(join(RECORDED, "hf-daily", name), "utf8"), name.slice(0, 10));
      return day.ok ? day.listings : [];
    })
    .map((listing, id) => ({ ...listing, id, arxivId: listing.sourceKey, sources: ["huggingface"] }));
}

interface BulkRow {
  id: string;
  title: string;
  summary: string;
  authors: string[];
  categories: string[];
}

function readBulk(): Searchable[] {
  const text = gunzipSync(readFileSync(join(RECORDED, "arxiv-bulk/announced-2026-05.jsonl.gz"))).toString();
  return text
    .trimEnd()
    .split("\n")
    .map((line, id) => {
      const row = JSON.parse(line) as BulkRow;
      const facts = { organisation: null, categories: row.categories, sources: ["arxiv"], upvotes: null };
      return { id, arxivId: row.id, title: row.title, abstract: row.summary, authors: [], ...facts };
    });
}

function find(index: PaperIndex, query: string): number[] {
  const parsed = parseTopic(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return listHits(index, parsed.topic.ast);
}

describe.skipIf(!exists)("of what is recorded", () => {
  const inputs: [name: string, read: () => Searchable[], least: number][] = [
    ["42 days of Hugging Face", readDays, 80],
    ["a month of arXiv", readBulk, 500],
  ];
  it.each(inputs)('%s, pretraining, pre-training and "pre training" find the same papers', (_, read, least) => {
    const papers = read();
    const index = indexPapers(papers);
    const found = find(index, "pretraining");
    expect(found.length).toBeGreaterThan(least);
    const plain = papers.flatMap(({ title, abstract }, i) =>
      /\bpre[-\u2010-\u2015\s]*train(?:ing|s|ed)?\b/i.test(`${title}\n${abstract}`) ? [i] : [],
    );
    expect(plain.filter((i) => !found.includes(i)).length).toBeLessThan(plain.length / 50);
    for (const query of ["pre-training", '"pre training"', "Pre-Training", "pre\u2011training", "pretrained"]) {
      expect(find(index, query), query).toEqual(found);
    }
    for (const [a, b, c] of [
      ["multimodal", "multi-modal", '"multi modal"'],
      ["finetuning", "fine-tuning", '"fine tuning"'],
      ["zeroshot", "zero-shot", '"zero shot"'],
    ] as const) {
      const first = find(index, a);
      expect(first.length).toBeGreaterThan(least / 10);
      expect(find(index, b), b).toEqual(first);
      expect(find(index, c), c).toEqual(first);
    }
  });
});
