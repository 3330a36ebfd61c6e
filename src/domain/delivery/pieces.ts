/** A long text in pieces, so that what many messages share is made once. */
import { TOKEN_LETTERS } from "../consent/token.ts";

/** Stands in a shared text for a message's own token. Nothing that is shown holds it: it is a control character. */
export const TOKEN_HOLE = "\x01";

/** Text that many messages hold: the very same object each time, so that what is made of it can be kept. */
export interface SharedText {
  readonly text: string;
}

/** A shared text, and the one token that this message has in all of its holes: as many letters as every token. */
export interface SignedText {
  readonly shared: SharedText;
  readonly token: string;
}

/** A plain string is this message's own. No piece splits a character. */
export type Piece = string | SharedText | SignedText;

export function joinPieces(pieces: readonly Piece[]): string {
  let text = "";
  for (const piece of pieces)
    if (typeof piece === "string") text += piece;
    else text += "shared" in piece ? fillHoles(piece.shared.text, piece.token) : piece.text;
  return text;
}

export const fillHoles = (text: string, token: string): string => text.replaceAll(TOKEN_HOLE, token);

/** An address that ends in a token, with a hole for it; null where it ends in none. */
export function takeToken(url: string): { url: string; token: string } | null {
  const at = url.length - TOKEN_LETTERS;
  const token = url.slice(at);
  return url[at - 1] === "/" && /^[a-z2-7]+$/.test(token) ? { url: url.slice(0, at) + TOKEN_HOLE, token } : null;
}
