/** Tokens of links and return paths: a number and its purpose, signed, so that nobody can guess or change one. */
import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * What a token is good for; one of another purpose is none. `leave`, `leave-topic`, `preferences`: a subscriber or
 * subscription; `confirm`: a sign-up; `move`, `back`: a letter; `bounce`: a delivery; `digest`: a digest, to read and to say what one thinks of it;
 * `api`: a key of the API.
 */
export type Purpose =
  | "leave"
  | "leave-topic"
  | "preferences"
  | "confirm"
  | "move"
  | "back"
  | "bounce"
  | "digest"
  | "api";

const SIGNATURE_BYTES = 16;
const NUMBER_BYTES = 6;
/** RFC 4648's base32 in small letters: safe in addresses, which relays may fold, and in paths. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** 36 letters and digits: 48 bits of a number, 128 of a signature. */
export function makeToken(secret: string, purpose: Purpose, number: number): string {
  const bytes = Buffer.alloc(NUMBER_BYTES + SIGNATURE_BYTES);
  bytes.writeUIntBE(number, 0, NUMBER_BYTES);
  sign(secret, purpose, bytes.subarray(0, NUMBER_BYTES)).copy(bytes, NUMBER_BYTES);
  return encode(bytes);
}

/** The number, or null for what this secret did not make for this purpose. Letters may have changed their case. */
export function readToken(secret: string, purpose: Purpose, text: string): number | null {
  const bytes = decode(text.toLowerCase());
  if (bytes?.length !== NUMBER_BYTES + SIGNATURE_BYTES) return null;
  const number = bytes.subarray(0, NUMBER_BYTES);
  return timingSafeEqual(sign(secret, purpose, number), bytes.subarray(NUMBER_BYTES))
    ? number.readUIntBE(0, NUMBER_BYTES)
    : null;
}

function sign(secret: string, purpose: Purpose, number: Buffer): Buffer {
  return createHmac("sha256", secret).update(`${purpose}\n`).update(number).digest().subarray(0, SIGNATURE_BYTES);
}

function encode(bytes: Buffer): string {
  let [text, held, bits] = ["", 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += LETTERS[(held >>> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + LETTERS[(held << (5 - bits)) & 31];
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
