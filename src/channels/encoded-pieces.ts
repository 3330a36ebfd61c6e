/** Keeps shared pieces of mails quoted-printable, for the next mail that holds them. */
import type { SharedText } from "../domain/delivery/pieces.ts";
import { encodeText, mostBytes } from "./quoted-printable.ts";

export interface EncodedPieces {
  get(piece: SharedText): Buffer;
  /** Of all that is kept. */
  readonly bytes: number;
  readonly pieces: number;
}

/**
 * Keeps at most `mostKept` bytes: when the younger half is full, the elder half goes, but for what is asked for again
 * before that. A piece that is asked for after it went is encoded again, to the same bytes.
 */
export function createEncodedPieces(mostKept: number): EncodedPieces {
  let elder = new Map<SharedText, Buffer>();
  let younger = new Map<SharedText, Buffer>();
  let elderBytes = 0;
  let youngerBytes = 0;
  const keep = (piece: SharedText, encoded: Buffer): void => {
    if (youngerBytes + encoded.length > mostKept / 2) {
      [elder, elderBytes] = [younger, youngerBytes];
      [younger, youngerBytes] = [new Map(), 0];
    }
    if (encoded.length > mostKept / 2) return;
    younger.set(piece, encoded);
    youngerBytes += encoded.length;
  };
  return {
    get(piece) {
      const young = younger.get(piece);
      if (young !== undefined) return young;
      const encoded = elder.get(piece) ?? encode(piece.text);
      keep(piece, encoded);
      return encoded;
    },
    get bytes() {
      return youngerBytes + elderBytes;
    },
    get pieces() {
      return younger.size + elder.size;
    },
  };
}

function encode(text: string): Buffer {
  const target = Buffer.allocUnsafeSlow(mostBytes(text.length));
  return Buffer.from(target.subarray(0, encodeText(text, target, 0)));
}
