/** What is kept how long: history and votes by day, as the operator set; what "never twice" needs is kept for ever. */
import type { Db } from "../db/open.ts";
import {
  deleteAsked,
  deleteDigests,
  deleteEmptyRuns,
  deleteLetters,
  deleteSignals,
  saveForgottenBefore,
} from "../db/retention.ts";

/** Days; null: for ever. */
export interface Retention {
  history: number | null;
  signals: number | null;
}

export interface Forgotten {
  digests: number;
  letters: number;
  runs: number;
  signals: number;
}

/** Rows of a transaction. */
const DIGESTS = 500;
const SIGNALS = 20_000;
/** In one night; the rest follows in the next. */
const BATCHES_MOST = 2_000;

/** Stops between two batches when told to. */
export async function forgetHistory(
  db: Db,
  keep: Retention,
  now: Temporal.Instant,
  signal?: AbortSignal,
): Promise<Forgotten> {
  const forgotten: Forgotten = { digests: 0, letters: 0, runs: 0, signals: 0 };
  const before = (days: number) => now.toZonedDateTimeISO("UTC").toPlainDate().subtract({ days }).toString();
  const drain = async (limit: number, batch: () => Promise<number>): Promise<number> => {
    let sum = 0;
    for (let i = 0; i < BATCHES_MOST && !signal?.aborted; i++) {
      const done = await batch();
      sum += done;
      if (done < limit) break;
    }
    return sum;
  };
  if (keep.history !== null) {
    const day = before(keep.history);
    await saveForgottenBefore(db, day);
    forgotten.digests = await drain(DIGESTS, () => deleteDigests(db, day, DIGESTS));
    forgotten.runs = await deleteEmptyRuns(db, day);
    forgotten.letters = (await drain(DIGESTS, () => deleteLetters(db, day, DIGESTS))) + (await deleteAsked(db, day));
  }
  if (keep.signals !== null) {
    const day = before(keep.signals);
    forgotten.signals = await drain(SIGNALS, () => deleteSignals(db, day, SIGNALS));
  }
  return forgotten;
}
