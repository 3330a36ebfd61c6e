/** Composes a rendered mail into the bytes that travel: RFC 5322, multipart/alternative, quoted-printable. */
import { hash } from "node:crypto";
import type { MailContent, Parcel } from "../domain/delivery/channel.ts";
import type { Piece } from "../domain/delivery/pieces.ts";
import { createEncodedPieces, type EncodedPieces } from "./encoded-pieces.ts";
import { identityFields, needsSmtpUtf8, parcelFields } from "./mail-headers.ts";
import type { MailIdentity } from "./mail-identity.ts";
import { encodeText, mostBytes, withoutLastBreak } from "./quoted-printable.ts";

export interface MailComposer {
  /**
   * One whole message, lines ended by CR LF, none longer than 998 octets and none that begins with a dot. The same parcel
   * gives the same bytes: date and boundaries derive from it too.
   * @throws RangeError for a local part that is not ASCII unless `smtpUtf8`: no other relay can take it.
   */
  composeRaw(parcel: Parcel<MailContent>, options?: { smtpUtf8?: boolean }): Buffer;
  /** Encoded pieces that are kept. */
  readonly kept: Pick<EncodedPieces, "bytes" | "pieces">;
}

/** A morning of 200 papers for 40 topics takes 2.5 MB. */
const MOST_KEPT = 32 * 1024 * 1024;

/** A message that is kept keeps its slab: some 10 mails. */
const SLAB = 512 * 1024;

export function createMailComposer(identity: MailIdentity, mostKept = MOST_KEPT): MailComposer {
  const shared = createEncodedPieces(mostKept);
  const fixedFields = identityFields(identity);
  // Messages stand one behind the other in a slab, since memory of their own for each costs more than composing them.
  let target = Buffer.allocUnsafeSlow(SLAB);
  let start = 0;
  let end = 0;

  const makeRoom = (bytes: number): void => {
    if (end + bytes <= target.length) return;
    const next = Buffer.allocUnsafeSlow(Math.max(SLAB, (end - start + bytes) * 2));
    target.copy(next, 0, start, end);
    target = next;
    end -= start;
    start = 0;
  };
  const write = (text: string): void => {
    makeRoom(text.length * 3);
    end += target.write(text, end);
  };
  const writeBody = (pieces: readonly Piece[]): void => {
    const from = end;
    for (const piece of pieces) {
      if (typeof piece === "string") {
        makeRoom(mostBytes(piece.length));
        end = encodeText(piece, target, end);
      } else {
        const encoded = shared.get(piece);
        makeRoom(encoded.length);
        target.set(encoded, end);
        end += encoded.length;
      }
    }
    end = withoutLastBreak(target, from, end);
  };

  return {
    kept: shared,
    composeRaw(parcel, { smtpUtf8 = false } = {}) {
      if (!smtpUtf8 && needsSmtpUtf8(parcel.address))
        throw new RangeError("a local part that is not ASCII needs a relay with SMTPUTF8");
      // Quoted-printable writes `=_` for nothing, so no body can hold the boundary.
      const boundary = `=_${hash("sha256", parcel.key).slice(0, 24)}`;
      start = end;
      write(
        `${fixedFields}${parcelFields(parcel, identity.from)}Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n`,
      );
      write(partHead(boundary, "text/plain"));
      writeBody(parcel.content.text);
      write(`\r\n${partHead(boundary, "text/html")}`);
      writeBody(parcel.content.html);
      write(`\r\n--${boundary}--\r\n`);
      return target.subarray(start, end);
    },
  };
}

const partHead = (boundary: string, type: string): string =>
  `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
