/** Memory that mails are composed into one after the other: fresh pages for each would take as long as the composing. */
import type { Piece } from "../domain/delivery/pieces.ts";
import type { EncodedPieces } from "./encoded-pieces.ts";
import { encodeText, mostBytes, withoutLastBreak } from "./quoted-printable.ts";

/** Kept free before the mail, for a signature: with RSA-4096 some 1,600 bytes. */
const MARGIN = 4_096;

/** One for each mail that is under way at a time. It grows to the largest and stays there. */
export class MailBuffer {
  #bytes = Buffer.allocUnsafeSlow(128 * 1024);
  #end = MARGIN;

  clear(): void {
    this.#end = MARGIN;
  }

  write(text: string): void {
    this.#makeRoom(text.length * 3);
    this.#end += this.#bytes.write(text, this.#end);
  }

  writeQuoted(pieces: readonly Piece[], shared: EncodedPieces): void {
    const from = this.#end;
    for (const piece of pieces) {
      if (typeof piece === "string") {
        this.#makeRoom(mostBytes(piece.length));
        this.#end = encodeText(piece, this.#bytes, this.#end);
      } else {
        const signed = "shared" in piece;
        const { bytes, letters } = shared.get(signed ? piece.shared : piece, signed);
        this.#makeRoom(bytes.length);
        this.#bytes.set(bytes, this.#end);
        if (signed) this.#writeToken(piece.token, letters);
        this.#end += bytes.length;
      }
    }
    this.#end = withoutLastBreak(this.#bytes, from, this.#end);
  }

  /** Into all holes of a piece: a token's letters are written as they stand. */
  #writeToken(token: string, letters: Uint32Array): void {
    for (let i = 0; i < letters.length; i += 1)
      this.#bytes[this.#end + (letters[i] as number)] = token.charCodeAt(i % token.length);
  }

  /** What was written since `clear`: it changes with the next mail. */
  written(): Buffer {
    return this.#bytes.subarray(MARGIN, this.#end);
  }

  /** What was written, with a field before it that came to be known last. @throws RangeError above 4,096 bytes. */
  withField(field: Buffer): Buffer {
    this.#bytes.set(field, MARGIN - field.length);
    return this.#bytes.subarray(MARGIN - field.length, this.#end);
  }

  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.#end + bytes) * 2);
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}
