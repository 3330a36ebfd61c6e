/** A long text in pieces, so that what many messages share is made once. */

/** Text that many messages hold: the very same object each time, so that what is made of it can be kept. */
export interface SharedText {
  readonly text: string;
}

/** A plain string is this message's own. No piece splits a character. */
export type Piece = string | SharedText;

export function joinPieces(pieces: readonly Piece[]): string {
  let text = "";
  for (const piece of pieces) text += typeof piece === "string" ? piece : piece.text;
  return text;
}
