/** Puts a step between the last byte of a mail and its final dot, the point after which nothing can be taken back. */
import { Readable } from "node:stream";
import type { PluginFunction } from "nodemailer/lib/mailer/index.js";

/** Thrown into the message stream when the step says no: the connection is dropped without the dot. */
export class Withheld extends Error {}

/** The body, then `mark`, then the end of the stream: nodemailer writes the dot only after that. */
function gated(body: Readable, mark: () => Promise<boolean>): Readable {
  async function* bytes() {
    for await (const chunk of body) yield chunk as Buffer;
    if (!(await mark())) throw new Withheld("withdrawn before the final dot");
  }
  return Readable.from(bytes(), { objectMode: false });
}

/** nodemailer plugin for the `stream` step: `mail.data.mark` runs after the body (and DKIM) and before the dot. */
export const gatePlugin: PluginFunction = (mail, done) => {
  const mark = (mail.data as { mark?: () => Promise<boolean> }).mark;
  if (mark) {
    const message = mail.message as unknown as { createReadStream(options?: object): Readable };
    const create = message.createReadStream.bind(message);
    message.createReadStream = (options) => gated(create(options), mark);
  }
  done();
};
