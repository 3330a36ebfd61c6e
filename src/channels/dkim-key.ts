/** Opens the DKIM key at the start, proves that it signs, and says what must stand in the DNS for it. */
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { resolveTxt } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { domainToASCII } from "node:url";
import { messageOf, OperatorError } from "../errors.ts";
import { createDkimSigner, isSigned, type SignMail } from "./dkim.ts";

export interface DkimSettings {
  domain: string;
  selector: string;
  keyFile: string;
}

/** RFC 8301: signers use at least 1,024 bits, should use 2,048, and receivers need not check more than 4,096. */
const BITS = { least: 2_048, most: 4_096 };
const REPAIR = "Make one with: openssl genrsa -out dkim.pem 2048";

/**
 * A signer that was seen to sign. nodemailer sends unsigned with a key that it cannot use, without an error.
 * @throws OperatorError for a key that cannot be read, is not RSA or of another length, or a signature that does not verify.
 */
export async function openDkim(settings: DkimSettings): Promise<SignMail> {
  const key = await readKey(settings.keyFile);
  const signMail = createDkimSigner({ domain: asciiDomain(settings.domain), selector: settings.selector, key });
  const mail = Buffer.from("From: a@example.org\r\nSubject: a self-test\r\n\r\nof the signature\r\n");
  if (!isSigned(Buffer.concat([await signMail(mail), mail]), createPublicKey(key)))
    throw new OperatorError(
      `The key in MAIL_DKIM_KEY_FILE (${settings.keyFile}) signs, but its signature does not verify. ${REPAIR}`,
    );
  return signMail;
}

/** Looks the public key up as receivers do. @throws OperatorError with the record to publish where it is missing or another. */
export async function probeDkim(settings: DkimSettings): Promise<string> {
  await openDkim(settings);
  const name = `${settings.selector}._domainkey.${asciiDomain(settings.domain)}`;
  const key = publicText(await readKey(settings.keyFile));
  const record = await resolveTxt(name).catch(() => []);
  if (record.some((texts) => /(?:^|;)\s*p=([^;]*)/.exec(texts.join(""))?.[1]?.replace(/\s/g, "") === key))
    return `mails are signed, and ${name} has the public key`;
  throw new OperatorError(`${name} does not have the public key. Its TXT record must be: v=DKIM1; k=rsa; p=${key}`);
}

const asciiDomain = (domain: string): string => domainToASCII(domain) || domain;
const publicText = (key: KeyObject): string =>
  createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64");

async function readKey(file: string): Promise<KeyObject> {
  const pem = await readFile(file, "utf8").catch((error: unknown) => {
    throw new OperatorError(`MAIL_DKIM_KEY_FILE (${file}) cannot be read: ${messageOf(error)}. ${REPAIR}`, {
      cause: error,
    });
  });
  const key = parseKey(pem, file);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== "rsa")
    throw new OperatorError(
      `MAIL_DKIM_KEY_FILE (${file}) holds a key of type ${key.asymmetricKeyType}, and many receivers check RSA alone. ${REPAIR}`,
    );
  if (bits < BITS.least || bits > BITS.most)
    throw new OperatorError(
      `MAIL_DKIM_KEY_FILE (${file}) holds an RSA key of ${bits} bits; receivers want ${BITS.least} to ${BITS.most}. ${REPAIR}`,
    );
  return key;
}

function parseKey(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new OperatorError(
      `MAIL_DKIM_KEY_FILE (${file}) holds no private key in PEM without a passphrase: ${messageOf(error)}. ${REPAIR}`,
      { cause: error },
    );
  }
}
