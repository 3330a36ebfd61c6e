/** The last 30 days kept indexed in a thread, for previews that answer while a reader types; made anew when papers came. */
import { Worker } from "node:worker_threads";
import type { Db } from "../db/open.ts";
import { getCorpus } from "../db/paper-terms.ts";
import { findStoredMark } from "../db/recent-papers.ts";
import { type Answer, type Ground, type Question, readSoil, type Soil } from "./backtest.ts";
import type { FromGround, ToGround } from "./ground-thread.ts";

export interface WarmGround extends Ground {
  close(): Promise<void>;
}

/** Papers that came since are in it at the latest so long after somebody asked. */
const RENEW_MS = 60_000;
/** Unasked for so long it is let go: a month of arXiv takes some hundred megabytes. */
const IDLE_MS = 30 * 60_000;

interface Thread {
  mark: string;
  isOver(): boolean;
  ask(question: Question): Promise<Answer>;
  end(): Promise<unknown>;
}

/** `ask` waits while there is no thread yet, else it answers from the one there is while a newer one is made. */
export function createWarmGround(
  db: Db,
  clock: { today(): string },
  { renewMs = RENEW_MS, idleMs = IDLE_MS, spawn = spawnThread }: WarmOptions = {},
): WarmGround {
  let current: Promise<Thread> | null = null;
  let renewing: Promise<void> | null = null;
  let lookedAt = 0;
  let idle: NodeJS.Timeout | undefined;

  const markNow = async () => `${clock.today()} ${await findStoredMark(db)}`;
  const make = async (): Promise<Thread> => startThread(spawn(await readSoil(db, clock.today())), db, await markNow());

  async function renew(old: Promise<Thread>): Promise<void> {
    if ((await old).mark === (await markNow())) return;
    const next = await make();
    current = Promise.resolve(next);
    await (await old).end();
  }

  async function letGo(): Promise<void> {
    clearTimeout(idle);
    const last = current;
    current = null;
    await renewing;
    await last?.then((thread) => thread.end()).catch(() => {});
  }

  return {
    async ask(question) {
      clearTimeout(idle);
      idle = setTimeout(() => void letGo(), idleMs).unref();
      if (current === null) {
        lookedAt = performance.now();
        const starting = make();
        current = starting;
        starting.catch(() => {
          if (current === starting) current = null; // the next one who asks tries again
        });
      } else if (renewing === null && performance.now() - lookedAt >= renewMs) {
        lookedAt = performance.now();
        renewing = renew(current)
          .catch(() => {})
          .finally(() => {
            renewing = null;
          });
      }
      const asked = current;
      const thread = await asked;
      if (!thread.isOver()) return thread.ask(question);
      if (current === asked) current = null; // it died, of memory perhaps: another one is begun
      return this.ask(question);
    },
    close: letGo,
  };
}

interface WarmOptions {
  renewMs?: number;
  idleMs?: number;
  spawn?: (soil: Soil) => Worker;
}

export const spawnThread = (soil: Soil): Worker =>
  new Worker(new URL("./ground-thread.ts", import.meta.url), { workerData: soil });

async function startThread(worker: Worker, db: Db, mark: string): Promise<Thread> {
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  const indexed = Promise.withResolvers<string[]>();
  const say = (message: ToGround) => worker.postMessage(message);
  worker.on("message", (heard: FromGround) => {
    if (heard.kind === "terms") return indexed.resolve(heard.terms);
    const asked = waiting.get(heard.number);
    waiting.delete(heard.number);
    if (heard.kind === "answer") asked?.resolve(heard.answer);
    else asked?.reject(new Error(heard.reason));
  });
  let over = false;
  const fail = (error: Error) => {
    over = true;
    indexed.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("the thread that tries topics has ended")));
  worker.unref();
  const terms = await indexed.promise;
  const corpus = await getCorpus(db, terms);
  say({ kind: "corpus", papers: corpus.papers, holders: new Map(terms.map((term) => [term, corpus.holds(term)])) });
  let number = 0;
  return {
    mark,
    isOver: () => over,
    ask(question) {
      const asked = Promise.withResolvers<Answer>();
      waiting.set(++number, asked);
      say({ kind: "question", number, question });
      return asked.promise;
    },
    async end() {
      await Promise.allSettled([...waiting.values()].map(({ promise }) => promise));
      await worker.terminate();
    },
  };
}
