/** Keeps shared pieces of mails quoted-printable, for the next mail that holds them. */
import { TOKEN_LETTERS } from "../domain/consent/token.ts";
import { fillHoles, type SharedText } from "../domain/delivery/pieces.ts";
import { encodeText, mostBytes } from "./quoted-printable.ts";

export interface EncodedPiece {
  bytes: Buffer;
  /** Where each letter of each hole's token goes: the tokens have one width, so the lines break alike for all. */
  letters: Uint32Array;
}

export interface EncodedPieces {
  /** `signed`: it has holes for a token; the same each time. */
  get(piece: SharedText, signed: boolean): EncodedPiece;
  /** Of all that is kept. */
  readonly bytes: number;
  readonly pieces: number;
}

/**
 * Keeps at most `mostKept` bytes: when the younger half is full, the elder half goes, but for what is asked for again
 * before that. A piece that is asked for after it went is encoded again, to the same bytes.
 */
export function createEncodedPieces(mostKept: number): EncodedPieces {
  let elder = new Map<SharedText, EncodedPiece>();
  let younger = new Map<SharedText, EncodedPiece>();
  let elderBytes = 0;
  let youngerBytes = 0;
  const keep = (piece: SharedText, encoded: EncodedPiece): void => {
    const size = encoded.bytes.length + encoded.letters.byteLength;
    if (youngerBytes + size > mostKept / 2) {
      [elder, elderBytes] = [younger, youngerBytes];
      [younger, youngerBytes] = [new Map(), 0];
    }
    if (size > mostKept / 2) return;
    younger.set(piece, encoded);
    youngerBytes += size;
  };
  return {
    get(piece, signed) {
      const young = younger.get(piece);
      if (young !== undefined) return young;
      const encoded = elder.get(piece) ?? encode(piece.text, signed);
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

/** The letters of a token are where texts that differ in it alone differ. */
function encode(text: string, signed: boolean): EncodedPiece {
  if (!signed) return { bytes: quote(text), letters: new Uint32Array() };
  const [bytes, other] = ["a", "b"].map((letter) => quote(fillHoles(text, letter.repeat(TOKEN_LETTERS)))) as [
    Buffer,
    Buffer,
  ];
  return { bytes, letters: Uint32Array.from([...bytes.keys()].filter((i) => bytes[i] !== other[i])) };
}

function quote(text: string): Buffer {
  const target = Buffer.allocUnsafeSlow(mostBytes(text.length));
  return Buffer.from(target.subarray(0, encodeText(text, target, 0)));
}
