/** A thread that keeps the last 30 days indexed and tries topics on them: while it indexes, nobody else waits. */
import { parentPort, workerData } from "node:worker_threads";
import { makeMonth } from "../domain/backtest/month.ts";
import { listIndexTerms, useCorpus } from "../domain/matching/likeness.ts";
import { type Answer, answer, type Question, type Soil } from "./backtest.ts";

/** What it hears: how rare the words are, once; then questions. */
export type ToGround =
  | { kind: "corpus"; papers: number; holders: ReadonlyMap<string, number> }
  | { kind: "question"; number: number; question: Question };

/** What it says: the terms it has to know the rarity of, once it is indexed; then answers. */
export type FromGround =
  | { kind: "terms"; terms: string[] }
  | { kind: "answer"; number: number; answer: Answer }
  | { kind: "failure"; number: number; reason: string };

const { papers, today, storedSince } = workerData as Soil;
const month = makeMonth(papers, today, storedSince);
const say = (message: FromGround) => parentPort?.postMessage(message);

parentPort?.on("message", (heard: ToGround) => {
  if (heard.kind === "corpus") {
    useCorpus(month.index, { papers: heard.papers, holds: (term) => heard.holders.get(term) ?? 0 });
    return;
  }
  const { number, question } = heard;
  try {
    say({ kind: "answer", number, answer: answer(month, question) });
  } catch (error) {
    say({ kind: "failure", number, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
say({ kind: "terms", terms: listIndexTerms(month.index) });
