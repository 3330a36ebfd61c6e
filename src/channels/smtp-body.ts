/** The body of one mail on its way into the socket: all its bytes, then the mark, then the dot that cannot be taken back. */
import type { Socket } from "node:net";
import { Readable, type Writable } from "node:stream";

const LF_DOT = Buffer.from("\n.");
const CR_DOT = Buffer.from("\r.");
const DOT = Buffer.from(".");
const END = Buffer.from(".\r\n");
const END_OF_LINE_AND_END = Buffer.from("\r\n.\r\n");

/**
 * A dot that begins a line is doubled (RFC 5321, 4.5.2), also after a bare CR or LF: no text can end the mail early,
 * whatever a relay takes for a line's end (SMTP smuggling). The same buffer when there is none, which is the rule.
 */
export function stuffDots(raw: Buffer): Buffer {
  if (raw[0] !== 0x2e && !raw.includes(LF_DOT) && !raw.includes(CR_DOT)) return raw;
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = raw.indexOf(0x2e); at !== -1; at = raw.indexOf(0x2e, at + 1)) {
    const before = raw[at - 1];
    if (at > 0 && before !== 0x0a && before !== 0x0d) continue;
    parts.push(raw.subarray(from, at), DOT);
    from = at;
  }
  return Buffer.concat([...parts, raw.subarray(from)]);
}

export interface BodySteps {
  /** Whether the reply to DATA was the one that lets the body begin; false ends the attempt. */
  mayWrite: () => boolean;
  /** Whether the mail may go; asked when the last byte has left for the relay. */
  mark: () => Promise<boolean>;
  /** The mark said no, or failed. */
  onWithheld: () => void;
  /** Just before the dot is written: from here on a loss is `unknown`. */
  onDot: () => void;
}

/**
 * What nodemailer takes for the message's stream. It is asked to pipe itself at the reply to DATA, into a stream that
 * looks at each byte again and writes the dot by itself: instead it writes to the socket, uncopied.
 */
export class GatedBody extends Readable {
  /** `waiting`: for the reply to DATA. Until `dotted` the relay has nothing that it may keep. */
  at: "waiting" | "writing" | "marking" | "dotted" = "waiting";
  /** Settles with the mark: whoever ends the attempt waits for it, or a late mark would follow the outcome. */
  marked: Promise<void> | null = null;
  readonly #raw: Buffer;
  readonly #socket: Socket;
  readonly #steps: BodySteps;

  constructor(raw: Buffer, socket: Socket, steps: BodySteps) {
    super();
    this.#raw = raw;
    this.#socket = socket;
    this.#steps = steps;
  }

  override _read(): void {}

  override pipe<T extends NodeJS.WritableStream>(target: T): T {
    (target as unknown as Readable).unpipe(this.#socket as Writable);
    if (!this.#steps.mayWrite()) return target;
    this.at = "writing";
    this.#socket.write(this.#raw, (error) => {
      // An error reaches the connection too, which ends the attempt.
      if (!error && this.#isOpen()) this.marked = this.#askForMark();
    });
    return target;
  }

  async #askForMark(): Promise<void> {
    this.at = "marking";
    let goes = false;
    try {
      goes = await this.#steps.mark();
    } catch {
      goes = false; // as told in the contract: no dot without a mark
    }
    if (!goes) return this.#steps.onWithheld();
    if (!this.#isOpen()) return; // lost before the dot, as the connection has told or will
    this.at = "dotted";
    this.#steps.onDot();
    this.#socket.write(this.#endsWithLine() ? END : END_OF_LINE_AND_END);
  }

  /** A relay that has closed its side answers no more, so nothing is marked or finished for it. */
  #isOpen(): boolean {
    return !this.destroyed && !this.#socket.destroyed && this.#socket.writable && !this.#socket.readableEnded;
  }

  #endsWithLine(): boolean {
    const { length } = this.#raw;
    return this.#raw[length - 1] === 0x0a && this.#raw[length - 2] === 0x0d;
  }
}
