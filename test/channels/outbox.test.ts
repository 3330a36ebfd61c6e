/** The outbox keeps every message: none takes the place of another to the same address on the same day. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createMailComposer } from "../../src/channels/mail-message.ts";
import { createMailOutbox } from "../../src/channels/outbox.ts";
import { aParcel, IDENTITY } from "./mails.ts";

test("a digest and two mails that ask, to one address on one day and at once, are all kept", async () => {
  const folder = await mkdtemp(join(tmpdir(), "paperboy-outbox-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const outbox = createMailOutbox(folder, createMailComposer(IDENTITY));
  const parcels = [
    aParcel({ subject: "the digest" }),
    aParcel({ subject: "asks" }, { key: "signup-1", kind: "confirm" }),
    aParcel({ subject: "asks again" }, { key: "signup-2", kind: "confirm" }),
  ];
  const outcomes = await Promise.all(parcels.map((parcel) => outbox.send(parcel, async () => true)));
  const receipts = outcomes.map((outcome) => (outcome.state === "accepted" ? outcome.receipt : ""));
  const mails = await Promise.all(receipts.map((receipt) => readFile(receipt as string, "utf8")));
  expect(mails.map((mail) => /^Subject: (.*)\r$/m.exec(mail)?.[1])).toEqual(["the digest", "asks", "asks again"]);
  expect((await readdir(join(folder, "email"))).sort()).toEqual([
    "2026-11-20-ada@example.org-confirm-signup-1.eml",
    "2026-11-20-ada@example.org-confirm-signup-1.html",
    "2026-11-20-ada@example.org-confirm-signup-2.eml",
    "2026-11-20-ada@example.org-confirm-signup-2.html",
    "2026-11-20-ada@example.org.eml",
    "2026-11-20-ada@example.org.html",
    "accepted.log",
  ]);
});
