/** A paper that is withdrawn between its match and the digest comes with that word; one that is withdrawn later is not sent anew. */
import { expect, it } from "vitest";
import { saveSources } from "../../src/db/sources.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeOrder } from "../support/listings.ts";
import { openMill } from "../support/mill.ts";
import { ada, order } from "../support/orders.ts";

const arxiv = { source: "arxiv/cs.CL", listedOn: "2026-05-13" } as const;
const withdrawn = { ...arxiv, announcement: "replace", version: 2, withdrawn: true } as const;

describeOnBoth("a paper that is withdrawn", (open) => {
  it("before the digest is said to be so there, and is not sent again for it afterwards", async () => {
    const database = await open();
    const { db } = database;
    const mill = openMill(database).at("2026-05-12T12:00:00Z");
    await saveSources(db, ["arxiv/cs.CL"], "2026-05-12T12:00:00Z");
    await order(db, [{ ...ada("*"), at: "08:00" }], mill.now());
    mill.at("2026-05-13T12:00:00Z");
    const early = makeListing({ ...arxiv, announcement: "new", version: 1 });
    const late = makeListing({ ...arxiv, arxiv: "2605.00002", announcement: "new", version: 1 });
    await takeIn(db, makeOrder([early, late], { at: mill.now() }));
    await mill.steps.match();
    await takeIn(db, makeOrder([{ ...early, ...withdrawn, listedOn: "2026-05-14" }], { live: false, at: mill.now() }));
    await mill.hoursUntil("2026-05-14T09:00:00Z");
    const items = mill.sent.flatMap(({ view }) => view.sections.flatMap((section) => section.items));
    expect(items.map(({ title, withdrawn }) => [title, withdrawn])).toEqual(
      expect.arrayContaining([
        [early.title, true],
        [late.title, undefined],
      ]),
    );
    await takeIn(db, makeOrder([{ ...late, ...withdrawn, listedOn: "2026-05-14" }], { live: false, at: mill.now() }));
    await mill.hoursUntil("2026-05-15T09:00:00Z");
    expect(mill.sent.flatMap(({ papers }) => papers).sort()).toEqual(["2605.00001", "2605.00002"]);
  });
});
