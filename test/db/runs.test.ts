/** Runs: one for each kind and key, finished when nothing of it is open. */
import { expect, it } from "vitest";
import { findRun, finishRun, listUnfinishedRuns, saveRun } from "../../src/db/runs.ts";
import { describeOnBoth } from "../support/databases.ts";

const NOW = "2026-05-14T05:00:00Z";

describeOnBoth("runs", (open) => {
  it("are made once, and a finished one is open again when there is more to do, so that a crash is noticed", async () => {
    const { db } = await open();
    const { id } = await saveRun(db, "digest", "2026-05-14", NOW, true);
    expect(await saveRun(db, "digest", "2026-05-14", NOW)).toEqual({ id });
    await finishRun(db, id, NOW);
    expect((await findRun(db, "2026-05-14"))?.finished_at).not.toBeNull();
    expect(await saveRun(db, "digest", "2026-05-14", NOW)).toEqual({ id });
    expect((await findRun(db, "2026-05-14"))?.finished_at).toBeNull();
    expect(await listUnfinishedRuns(db, "digest", NOW)).toEqual([{ id, key: "2026-05-14" }]);
  });
});
