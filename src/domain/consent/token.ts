/** Tokens of links and return paths: a number and its purpose, signed, so that nobody can guess or change one. */
import { hash, timingSafeEqual } from "node:crypto";

/**
 * What a token is good for; one of another purpose is none. `leave`, `leave-topic`, `preferences`: a subscriber or
 * subscription; `own`: a subscription, to read its topic and no more; `confirm`: a sign-up; `move`, `back`: a letter; `bounce`: a delivery; `digest`: a digest, to read and to say what one thinks of it;
 * `invite`: an invitation to sign up; `api`: a key of the API; `operator`: a link to the operator's desk; `slack-install`: until when, in seconds since 1970, the app may
 * be installed by it.
 */
export type Purpose =
  | "leave"
  | "leave-topic"
  | "preferences"
  | "own"
  | "confirm"
  | "move"
  | "back"
  | "bounce"
  | "digest"
  | "invite"
  | "api"
  | "operator"
  | "slack-install";

/** Of every token. */
export const TOKEN_LETTERS = 36;

const SIGNATURE_BYTES = 16;
const NUMBER_BYTES = 6;
/** RFC 4648's base32 in small letters: safe in addresses, which relays may fold, and in paths. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
/** All pairs of letters, by their ten bits. */
const PAIRS = Array.from({ length: 1_024 }, (_, bits) => `${LETTERS[bits >> 5]}${LETTERS[bits & 31]}`);

/** 36 letters and digits: 48 bits of a number, 128 of a signature. */
export function makeToken(secret: string, purpose: Purpose, number: number): string {
  const bytes = Buffer.allocUnsafe(NUMBER_BYTES + SIGNATURE_BYTES);
  bytes.writeUIntBE(number, 0, NUMBER_BYTES);
  bytes.write(sign(secret, purpose, bytes), NUMBER_BYTES, "latin1");
  return encode(bytes);
}

/** The number, or null for what this secret did not make for this purpose. Letters may have changed their case. */
export function readToken(secret: string, purpose: Purpose, text: string): number | null {
  const bytes = decode(text.toLowerCase());
  if (bytes?.length !== NUMBER_BYTES + SIGNATURE_BYTES) return null;
  const signature = Buffer.from(sign(secret, purpose, bytes), "latin1");
  return timingSafeEqual(signature, bytes.subarray(NUMBER_BYTES)) ? bytes.readUIntBE(0, NUMBER_BYTES) : null;
}

const BLOCK = 64;
const DIGEST = 32;
const LONGEST_MESSAGE = 32;

/** What HMAC hashes: a secret with its inner pad and room for a message, and with its outer pad and room for a digest. */
function makePads(secret: string): { secret: string; inner: Buffer; outer: Buffer } {
  const key = Buffer.byteLength(secret) > BLOCK ? hash("sha256", secret, "buffer") : Buffer.from(secret);
  const pad = (bits: number, room: number) => {
    const padded = Buffer.alloc(BLOCK, bits).map((byte, i) => byte ^ (key[i] ?? 0));
    return Buffer.concat([padded, Buffer.alloc(room)]);
  };
  return { secret, inner: pad(0x36, LONGEST_MESSAGE), outer: pad(0x5c, DIGEST) };
}

/** Of the last secret: an installation has one. */
let pads = makePads("");

/**
 * The first bytes of HMAC-SHA256, a letter each, of the purpose and the number that `bytes` begins with. By its definition
 * (RFC 2104): a mail has seven tokens, and node's own HMAC, an object each, takes three times as long.
 */
function sign(secret: string, purpose: Purpose, bytes: Buffer): string {
  if (pads.secret !== secret) pads = makePads(secret);
  const { inner, outer } = pads;
  const at = BLOCK + inner.write(`${purpose}\n`, BLOCK);
  bytes.copy(inner, at, 0, NUMBER_BYTES);
  outer.write(hash("sha256", inner.subarray(0, at + NUMBER_BYTES), "latin1"), BLOCK, "latin1");
  return hash("sha256", outer, "latin1").slice(0, SIGNATURE_BYTES);
}

function encode(bytes: Buffer): string {
  let [text, held, bits] = ["", 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    if (bits < 10) continue;
    bits -= 10;
    text += PAIRS[held >>> bits];
    held &= (1 << bits) - 1;
  }
  const rest = held << (10 - bits);
  return bits === 0 ? text : text + (bits > 5 ? PAIRS[rest] : LETTERS[rest >> 5]);
}

/** Null for other letters, and for what no bytes are written as. */
function decode(text: string): Buffer | null {
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value === -1) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >>> bits);
      held &= (1 << bits) - 1;
    }
  }
  return bits < 5 && held === 0 ? Buffer.from(bytes) : null;
}
