/** What a DKIM signature promises: it verifies with a library that is not ours, and covers what a mail says. */
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDkimSigner, isSigned, type SignMail } from "../../src/channels/dkim.ts";
import { openDkim } from "../../src/channels/dkim-key.ts";
import { MailBuffer } from "../../src/channels/mail-buffer.ts";
import { createMailComposer } from "../../src/channels/mail-message.ts";
import { readConfig } from "../../src/config.ts";
import { createMailRenderer } from "../../src/render/mail.ts";
import { aDigest } from "../render/views.ts";
import { aParcel, IDENTITY, randomPieces, randomSubject } from "./mails.ts";

const rsa = (modulusLength: number) => generateKeyPairSync("rsa", { modulusLength });
const keys = rsa(2_048);
const published = keys.publicKey.export({ type: "spki", format: "der" }).toString("base64");
const composer = createMailComposer(IDENTITY);
const signField = createDkimSigner({ domain: "lab.example.org", selector: "paperboy", key: keys.privateKey });
const signMail = async (raw: Buffer, sign = signField) => Buffer.concat([await sign(raw), raw]);

/** mailauth's verdict, with our key as the DNS record. */
async function verdict(raw: Buffer): Promise<string | undefined> {
  const resolver = async (name: string) => {
    expect(name).toBe("paperboy._domainkey.lab.example.org");
    return [[`v=DKIM1; k=rsa; p=${published}`]];
  };
  const { results } = await dkimVerify(raw, { resolver } as object);
  return results[0]?.status?.result;
}
const replace = (raw: Buffer, from: string, to: string): Buffer => {
  const text = raw.toString("latin1");
  expect(text).toContain(from);
  return Buffer.from(text.replace(from, to), "latin1");
};

describe("a signed mail", () => {
  test("verifies, is the mail with one field before it, and is the same to the byte at a retry", async () => {
    const { renderMail } = await createMailRenderer();
    const raw = composer.composeRaw(aParcel(renderMail(aDigest(20))));
    const signed = await signMail(raw);
    expect(await verdict(signed)).toBe("pass");
    expect(signed.subarray(-raw.length)).toEqual(raw);
    expect(await signMail(raw)).toEqual(signed);
    const text = signed.toString("latin1", 0, signed.length - raw.length);
    expect(Math.max(...text.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(76);
    expect(isSigned(signed, keys.publicKey)).toBe(true);
    const into = new MailBuffer();
    const field = await signField(composer.composeRaw(aParcel(renderMail(aDigest(20))), { into }));
    expect(into.withField(field)).toEqual(signed);
    expect(() => into.withField(Buffer.alloc(5_000))).toThrow(RangeError);
  });

  test("verifies whatever the mail says", async () => {
    await fc.assert(
      fc.asyncProperty(randomPieces, randomPieces, randomSubject, async (html, text, subject) => {
        const address = "jürgen@example.org";
        const raw = composer.composeRaw(aParcel({ html, text, subject }, { address }), { smtpUtf8: true });
        const signed = await signMail(raw);
        expect(await verdict(signed)).toBe("pass");
        expect(isSigned(signed, keys.publicKey)).toBe(true);
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  test("covers how to leave, as RFC 8058 wants", async () => {
    const signed = await signMail(composer.composeRaw(aParcel()));
    expect(await verdict(signed)).toBe("pass");
    expect(await verdict(replace(signed, "org/leave/a", "org/leave/b"))).not.toBe("pass");
    expect(await verdict(replace(signed, "mailto:help@", "mailto:eve@"))).not.toBe("pass");
    expect(await verdict(replace(signed, "=One-Click", "=Two-Click"))).not.toBe("pass");
  });

  const changes: [what: string, from: string, to: string][] = [
    ["the body", "<p>Hello</p>", "<p>Hallo</p>"],
    ["a blank of the body", "<p>Hello</p>", "<p>Hello </p>"],
    ["the end", "--\r\n", "--\r\nmore\r\n"],
    ["the subject", "Subject: A subject", "Subject: Another"],
    ["the date", "07:00:00", "07:00:01"],
    ["the sender", "papers@lab", "eve@lab"],
    ["the recipient", "To: ada@", "To: eve@"],
    ["the list", "<digest.lab", "<digest.eve"],
    ["the boundary", 'boundary="=_', 'boundary="=x'],
    ["the message's id", "Message-ID: <d", "Message-ID: <e"],
    ["a second sender before it", "From: ", "From: eve@example.org\r\nFrom: "],
    ["a second subject behind it", "Auto-Submitted:", "Subject: Eve\r\nAuto-Submitted:"],
  ];
  test.each(changes)("does not verify when somebody changes or adds %s", async (_, from, to) => {
    const changed = replace(await signMail(composer.composeRaw(aParcel())), from, to);
    expect(await verdict(changed)).not.toBe("pass");
    expect(isSigned(changed, keys.publicKey)).toBe(false);
  });

  test("stays whole when a relay folds a header anew or adds empty lines at the end", async () => {
    const signed = await signMail(composer.composeRaw(aParcel()));
    expect(await verdict(replace(signed, "Subject: A subject", "Subject:\r\n\tA  subject "))).toBe("pass");
    expect(await verdict(Buffer.concat([signed, Buffer.from("\r\n\r\n")]))).toBe("pass");
  });
});

describe("the key", () => {
  let folder: string;
  const open = async (pem: string): Promise<SignMail> => {
    const keyFile = join(folder, "dkim.pem");
    await writeFile(keyFile, pem);
    return openDkim({ domain: "lab.example.org", selector: "paperboy", keyFile });
  };
  const pemOf = ({ privateKey }: Pick<ReturnType<typeof rsa>, "privateKey">): string =>
    privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "paperboy-dkim-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("opens a signer, in either form of PEM", async () => {
    const pkcs1 = keys.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    for (const pem of [pemOf(keys), pkcs1])
      expect(await verdict(await signMail(composer.composeRaw(aParcel()), await open(pem)))).toBe("pass");
  });

  test("is refused in words where nodemailer would send unsigned", async () => {
    await expect(open(pemOf(generateKeyPairSync("ed25519")))).rejects.toThrow(
      /holds a key of type ed25519.*openssl genrsa/,
    );
    await expect(open(pemOf(rsa(1_024)))).rejects.toThrow(/an RSA key of 1024 bits; receivers want 2048 to 4096/);
    await expect(open(pemOf(keys).slice(0, 400))).rejects.toThrow(/holds no private key in PEM/);
    await expect(open(keys.publicKey.export({ type: "spki", format: "pem" }).toString())).rejects.toThrow(
      /no private key/,
    );
    await expect(openDkim({ domain: "a.example", selector: "s", keyFile: join(folder, "none.pem") })).rejects.toThrow(
      /MAIL_DKIM_KEY_FILE \(.*none\.pem\) cannot be read: ENOENT/,
    );
  });

  test("is configured whole or not at all; the domain is the sender's", () => {
    const env = { MAIL_FROM: "Paperboy <papers@lab.example.org>", MAIL_DKIM_SELECTOR: "paperboy" };
    expect(() => readConfig(env)).toThrow(/MAIL_DKIM_SELECTOR and MAIL_DKIM_KEY_FILE must be set together/);
    expect(readConfig({ ...env, MAIL_DKIM_KEY_FILE: "/k.pem" }).mail.dkim).toEqual({
      domain: "lab.example.org",
      selector: "paperboy",
      keyFile: "/k.pem",
    });
    expect(readConfig({}).mail.dkim).toBeNull();
    expect(() => readConfig({ ...env, MAIL_DKIM_KEY_FILE: "k", MAIL_DKIM_SELECTOR: "a;b" })).toThrow(
      /must be a DNS name/,
    );
  });
});
