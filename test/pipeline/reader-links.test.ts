/** The links of a mail that is sent: its reader's own, made anew for each, and none without pages on the web. */
import { expect, it } from "vitest";
import { createLinks } from "../../src/domain/consent/links.ts";
import { readToken } from "../../src/domain/consent/token.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { type MillWish, openMill } from "../support/mill.ts";
import { order } from "../support/orders.ts";

const SECRET = "a secret of thirty-two characters";
const installation = {
  name: "Paperboy",
  operator: null,
  postalAddress: "Vision Lab, 1 Example Street",
  links: createLinks("https://papers.example.org", SECRET),
  returnPath: null,
};

async function sendTwo(database: TestDatabase, wish: MillWish) {
  const mill = openMill(database, wish).at("2026-05-13T12:00:00Z");
  const readers = ["ada@example.org", "bo@example.org"].map((address) => ({
    address,
    topics: ["*", "paper"],
    at: "08:00",
  }));
  await order(database.db, readers, mill.now());
  await mill.takeIn("2026-05-13", 3, 1);
  await mill.at("2026-05-14T08:00:00Z").minute();
  expect(mill.sent).toHaveLength(2);
  return mill.sent;
}
const numberIn = (purpose: "leave" | "preferences" | "leave-topic", url: string | null | undefined) =>
  readToken(SECRET, purpose, (url ?? "").replace(`https://papers.example.org/${purpose}/`, ""));

describeOnBoth("the links of a mail", (open) => {
  it("name its reader, the reader's topics and the delivery", async () => {
    const { db, ...database } = await open();
    for (const sent of await sendTwo({ db, ...database }, { installation })) {
      const reader = await db
        .selectFrom("subscriber")
        .select("id")
        .where("address", "=", sent.address)
        .executeTakeFirstOrThrow();
      const topics = await db
        .selectFrom("subscription")
        .select(["id", "name"])
        .where("subscriber_id", "=", reader.id)
        .execute();
      const delivery = await db
        .selectFrom("delivery")
        .innerJoin("message", "message.id", "delivery.message_id")
        .select("delivery.id")
        .where("message.address", "=", sent.address)
        .executeTakeFirstOrThrow();
      const { links, postalAddress } = sent.view;
      expect(sent.deliveryId).toBe(delivery.id);
      expect(numberIn("leave", sent.leaveUrl)).toBe(reader.id);
      expect(links?.leave).toBe(sent.leaveUrl);
      expect(numberIn("preferences", links?.preferences)).toBe(reader.id);
      const left = links?.topics.map(({ name, url }) => ({ id: numberIn("leave-topic", url), name }));
      expect(left).toEqual(topics.sort((a, b) => a.id - b.id));
      expect(postalAddress).toBe("Vision Lab, 1 Example Street");
    }
  });

  it("are none where the installation has no pages", async () => {
    const sent = await sendTwo(await open(), {});
    expect(sent.map(({ view, leaveUrl }) => [view.links, leaveUrl])).toEqual([
      [null, null],
      [null, null],
    ]);
  });
});
