/** Mails through a relay that is not ours, with strict checks: what Debian's postfix accepts, and what arrives of it. */
import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDkimSigner } from "../../src/channels/dkim.ts";
import { createMailComposer } from "../../src/channels/mail-message.ts";
import { createSmtpChannel, type SmtpChannel } from "../../src/channels/smtp.ts";
import { joinPieces } from "../../src/domain/delivery/pieces.ts";
import { createLetterRenderer } from "../../src/render/letter.ts";
import { createMailRenderer } from "../../src/render/mail.ts";
import { aParcel, IDENTITY } from "../channels/mails.ts";
import { fuzzedDigest } from "../render/fuzzed-digests.ts";
import { aConfirmation } from "../render/letters.ts";
import { aMorning } from "../render/morning.ts";
import { LINKED } from "../render/views.ts";
import { openPostfix, type Postfix, whyNoPostfix } from "./postfix.ts";

const missing = whyNoPostfix();
if (missing !== null) console.warn(`Skipped: ${missing}.`);

const keys = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const published = keys.publicKey.export({ type: "spki", format: "der" }).toString("base64");
const sign = createDkimSigner({ domain: "lab.example.org", selector: "paperboy", key: keys.privateKey });

describe.skipIf(missing !== null)("a strict relay", () => {
  let postfix: Postfix;
  let channel: SmtpChannel;
  beforeAll(async () => {
    postfix = await openPostfix();
    channel = createSmtpChannel(postfix.url, { identity: IDENTITY, composer: createMailComposer(IDENTITY), sign });
  });
  afterAll(async () => {
    await channel?.close();
    await postfix?.close();
  });

  test("takes digests of odd papers and a confirmation, and every one arrives whole, signed and with its return path", async () => {
    const [mails, renderLetter] = [await createMailRenderer(), await createLetterRenderer()];
    const views = [{ ...aMorning, ...LINKED }, ...fc.sample(fuzzedDigest, { numRuns: 60, seed: 7 })];
    const contents = [...views.map((view) => mails.renderMail(view)), renderLetter(aConfirmation)];
    const parcels = contents.map((content, i) => aParcel(content, { key: `digest-${i}.20261120`, deliveryId: i }));
    for (const parcel of parcels)
      expect(await channel.send(parcel, async () => true)).toMatchObject({ state: "accepted" });
    const arrived = new Map<string, Buffer>();
    for (const raw of await postfix.readMails(parcels.length))
      arrived.set((await PostalMime.parse(raw)).messageId?.split(".")[0]?.slice(1) ?? "", raw);
    expect(arrived.size).toBe(parcels.length);
    for (const [i, { content, deliveryId }] of parcels.entries()) {
      const raw = arrived.get(`digest-${i}`) as Buffer;
      const mail = await PostalMime.parse(raw);
      expect(mail.subject).toBe(content.subject);
      expect(mail.html?.trimEnd()).toBe(joinPieces(content.html).trimEnd());
      expect(mail.text?.trimEnd()).toBe(joinPieces(content.text).trimEnd());
      expect(mail.headers.find(({ key }) => key === "return-path")?.value).toBe(
        `<${IDENTITY.returnPath?.(deliveryId)}>`,
      );
      const { results } = await dkimVerify(raw, {
        resolver: async () => [[`v=DKIM1; k=rsa; p=${published}`]],
      } as object);
      expect(results[0]?.status?.result).toBe("pass");
    }
  });
});
