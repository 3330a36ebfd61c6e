/** The ledger while its database is gone: settlements are tried again, but not for ever, and marks fail at once. */
import { Kysely } from "kysely";
import { expect, it } from "vitest";
import type { Claim, Settlement } from "../../src/db/deliveries.ts";
import { createPostgresDialect } from "../../src/db/open.ts";
import type { Database } from "../../src/db/schema.ts";
import { createLedger } from "../../src/pipeline/ledger.ts";

const claim = (id: number) => ({ id, attempt: 1, channel: "email", address_key: "a@example.org" }) as Claim;
const settlement = (id: number): Settlement => ({
  claim: claim(id),
  state: "accepted",
  via: "smtp",
  receipt: "250 ok",
  reason: null,
  class: null,
  dueAt: null,
  tried: true,
  suppress: null,
});

it("gives a settlement sixty tries, one that comes while another is given up its own, and a mark one", async () => {
  const db = new Kysely<Database>({ dialect: createPostgresDialect("postgres://nobody@127.0.0.1:1/none") });
  let pauses = 0;
  let second: Promise<unknown> | null = null;
  const pause = async () => {
    pauses++;
    // Asked for while the last try of the first is under way.
    if (pauses === 59) setImmediate(() => (second = ledger.settle(settlement(2)).catch((error) => error)));
  };
  const ledger = createLedger(db, "owner", () => "2026-05-14T08:00:00Z", pause);
  await expect(ledger.mark(claim(1))).rejects.toThrow("ECONNREFUSED");
  expect(pauses).toBe(0);
  await expect(ledger.settle(settlement(1))).rejects.toThrow("ECONNREFUSED");
  expect(pauses).toBe(59);
  expect(await second).toMatchObject({ code: "ECONNREFUSED" });
  expect(pauses).toBe(118);
  await db.destroy();
});
