/** Signs composed mails with DKIM (RFC 6376): rsa-sha256, relaxed headers, simple body. */
import { hash, type KeyObject, sign, verify } from "node:crypto";

export interface DkimIdentity {
  /** `lab.example.org`, as ASCII. */
  domain: string;
  selector: string;
  key: KeyObject;
}

/** The field that stands before the signed mail. The same mail gives the same field: nothing in it tells the time. */
export type SignMail = (raw: Buffer) => Promise<Buffer>;

/** What is signed wherever it stands. RFC 8058 wants both List-Unsubscribe fields covered. */
const SIGNED =
  "from to reply-to subject date message-id mime-version content-type auto-submitted feedback-id list-id list-unsubscribe list-unsubscribe-post list-help list-archive".split(
    " ",
  );
/** Signed once more than they stand there, so that nobody can add a second one. */
const OVERSIGNED = ["from", "to", "reply-to", "subject", "date", "message-id", "mime-version", "content-type"];
const COLUMNS = 72;

/**
 * The body is hashed as it stands: composed mails have line breaks of CR LF alone, one of them at the end, so `simple`
 * changes nothing, where `relaxed` would write 50 kB anew. The signature is made on a thread of libuv's pool.
 */
export function createDkimSigner({ domain, selector, key }: DkimIdentity): SignMail {
  return async (raw) => {
    const { fields, body } = split(raw);
    const names = namesToSign(fields);
    const field = [
      `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; s=${selector};`,
      ` d=${domain};`,
      ` h=${foldNames(names)};`,
      ` bh=${hashBody(body)};`,
      " b=",
    ].join("\r\n");
    const signature = await signText(signedText(fields, names, field), key);
    const folded = signature.replace(new RegExp(`.{${COLUMNS}}(?=.)`, "g"), "$&\r\n ");
    return Buffer.from(`${field}${folded}\r\n`, "latin1");
  };
}

/** Whether the first field is a signature of ours that fits the rest and the key. */
export function isSigned(signed: Buffer, publicKey: KeyObject): boolean {
  const found = /^DKIM-Signature: .*?\r\n b=(.*?)\r\n(?![ \t])/s.exec(signed.toString("latin1", 0, 4_096));
  if (found === null) return false;
  const [whole, folded = ""] = found;
  const { fields, body } = split(signed.subarray(whole.length));
  const names = /\r\n h=([^;]*);/.exec(whole)?.[1]?.replace(/\s/g, "").split(":") ?? [];
  const field = whole.slice(0, -folded.length - 2);
  const text = Buffer.from(signedText(fields, names, field), "latin1");
  return field.includes(`bh=${hashBody(body)};`) && verify("sha256", text, publicKey, Buffer.from(folded, "base64"));
}

/** Canonical fields by name, in their order; one character a byte. */
type Fields = Map<string, string[]>;

function split(raw: Buffer): { fields: Fields; body: Buffer } {
  const end = raw.indexOf("\r\n\r\n");
  if (end < 0) throw new Error("a mail without a body");
  const fields: Fields = new Map();
  for (const line of raw.toString("latin1", 0, end).split(/\r\n(?![ \t])/)) {
    const [name, text] = relax(line);
    const known = fields.get(name);
    if (known === undefined) fields.set(name, [text]);
    else known.push(text);
  }
  return { fields, body: raw.subarray(end + 4) };
}

/** RFC 6376, 3.4.2. */
function relax(line: string): [name: string, canonical: string] {
  const colon = line.indexOf(":");
  const name = line.slice(0, colon).trim().toLowerCase();
  const value = line
    .slice(colon + 1)
    .replace(/\r\n/g, "")
    .replace(/[ \t]+/g, " ")
    .replace(/^ | $/g, "");
  return [name, `${name}:${value}`];
}

/** RFC 6376, 3.4.3: of empty lines at the end one break stays. */
function hashBody(body: Buffer): string {
  let end = body.length;
  while (end >= 4 && body.toString("latin1", end - 4, end) === "\r\n\r\n") end -= 2;
  return hash("sha256", body.subarray(0, end), "base64");
}

function namesToSign(fields: Fields): string[] {
  const present = SIGNED.flatMap((name) => Array.from(fields.get(name) ?? [], () => name));
  return [...present, ...OVERSIGNED];
}

function foldNames(names: string[]): string {
  let [folded, column] = ["", 3];
  for (const [i, name] of names.entries()) {
    if (column + name.length > COLUMNS) [folded, column] = [`${folded}\r\n `, 1];
    folded += i < names.length - 1 ? `${name}:` : name;
    column += name.length + 1;
  }
  return folded;
}

/** Fields of one name are taken from the last to the first; those that are not there are nothing (RFC 6376, 5.4.2). */
function signedText(fields: Fields, names: string[], field: string): string {
  const taken = new Map<string, number>();
  let text = "";
  for (const name of names) {
    const nth = (taken.get(name) ?? 0) + 1;
    taken.set(name, nth);
    const canonical = fields.get(name)?.at(-nth);
    if (canonical !== undefined) text += `${canonical}\r\n`;
  }
  return text + relax(field)[1];
}

function signText(text: string, key: KeyObject): Promise<string> {
  return new Promise((done, fail) => {
    sign("sha256", Buffer.from(text, "latin1"), key, (error, signature) =>
      error ? fail(error) : done(signature.toString("base64")),
    );
  });
}
