/** Mails as they lie about: one in a pipe or file, many in an mbox (RFC 4155), a maildir, or a folder of `.eml`. Nothing is moved or deleted. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { OWNER_ALONE } from "../private-folder.ts";

export interface FoundMail {
  /** Where it is: `new/1778738403.M1P2.mx`, `bounces.mbox, mail 7`. */
  from: string;
  raw: Buffer;
}

const NEWLINE = 10;
/** As mail systems write it, with an hour and a year: a paragraph that begins with "From " splits nothing. */
const FROM_LINE = /^From .*\d\d:\d\d.*\d{4}/;
const LINE_LOOKED_AT = 200;

/** @throws when the path cannot be read. In a folder without `new` and `cur` only names that end in `.eml` are mails. */
export async function* readMails(path: string): AsyncGenerator<FoundMail> {
  if (!(await stat(path)).isDirectory()) {
    yield* splitMails(createReadStream(path), basename(path));
    return;
  }
  const names = await readdir(path);
  const maildir = ["new", "cur"].filter((folder) => names.includes(folder));
  for (const folder of maildir.length > 0 ? maildir : ["."])
    for (const name of (await readdir(join(path, folder))).sort())
      if (maildir.length > 0 ? !name.startsWith(".") : /\.eml$/i.test(name))
        yield* splitMails(createReadStream(join(path, folder, name)), join(folder, name));
}

/** One mail, or those of an mbox, if it begins as one does; `>From ` is unquoted there. */
export async function* splitMails(stream: AsyncIterable<Buffer>, from: string): AsyncGenerator<FoundMail> {
  let lines: Buffer[] = [];
  let [mbox, begun, number, afterBlank] = [false, false, 0, true];
  const take = () => ({ from: number > 1 || mbox ? `${from}, mail ${number}` : from, raw: Buffer.concat(lines) });
  for await (const line of linesOf(stream)) {
    const start = line.subarray(0, LINE_LOOKED_AT).toString("latin1");
    if (afterBlank && (begun ? mbox : true) && FROM_LINE.test(start)) {
      if (begun) yield take();
      [mbox, begun, lines] = [true, true, []];
      number += 1;
    } else {
      if (!begun) number = 1;
      begun = true;
      lines.push(mbox && /^>+From /.test(start) ? line.subarray(1) : line);
    }
    afterBlank = /^\r?\n$/.test(start);
  }
  if (lines.some((line) => line.length > 0)) yield take();
}

/** Each with its line end; the last one may lack it. */
async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  for await (const chunk of stream) {
    let at = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, at)) {
      yield Buffer.concat([...held, chunk.subarray(at, end + 1)]);
      held = [];
      at = end + 1;
    }
    if (at < chunk.length) held.push(chunk.subarray(at));
  }
  if (held.length > 0) yield Buffer.concat(held);
}

/** Keeps a mail of a pipe that could not be read, once under its hash. Returns the file. */
export async function keepUnread(folder: string, raw: Buffer): Promise<string> {
  await mkdir(folder, { recursive: true, mode: OWNER_ALONE });
  const file = join(folder, `${createHash("sha256").update(raw).digest("hex").slice(0, 32)}.eml`);
  await writeFile(file, raw, { mode: 0o600 });
  return file;
}
