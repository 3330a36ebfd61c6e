/** Refitting: once a week the model of related words is fitted anew to the papers that are stored. */
import { Worker } from "node:worker_threads";
import { findModelFacts, saveModel } from "../db/corpus-models.ts";
import type { Db } from "../db/open.ts";
import { getCorpus, listPackedTerms } from "../db/paper-terms.ts";
import { LSI_LEAST } from "../domain/similarity/lsi.ts";
import { ANALYSER } from "../domain/similarity/terms.ts";
import type { FitOrder } from "./fit-thread.ts";

const EVERY_HOURS = 7 * 24;
/** Of more papers the newest: what words mean together is known well before that, and the time stays seconds. */
const PAPERS_MOST = 20_000;
const RANK = 100;
const SEED = 1;

/** The papers it was fitted to; null where it was not due: fitted within a week, or too few papers. `force`: due anyway. */
export async function refitModel(db: Db, now: Temporal.Instant, force = false): Promise<number | null> {
  const known = await findModelFacts(db);
  const fresh =
    known?.analyser === ANALYSER && Temporal.Instant.compare(known.fittedAt.add({ hours: EVERY_HOURS }), now) > 0;
  if (fresh && !force) return null;
  if ((await getCorpus(db, [])).papers < LSI_LEAST) return null;
  const papers = await listPackedTerms(db, PAPERS_MOST);
  const content = await fitInThread({ papers, rank: RANK, seed: SEED });
  await saveModel(db, content, { analyser: ANALYSER, papers: papers.length, fittedAt: now });
  return papers.length;
}

function fitInThread(workerData: FitOrder): Promise<Uint8Array> {
  const worker = new Worker(new URL("./fit-thread.ts", import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`fitting ended with ${code} and without a model`)));
  });
}
