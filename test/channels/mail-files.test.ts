/** Mails are found in whatever lies about, one by one and to the byte, and nothing is moved. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readMails, splitMails } from "../../src/channels/mail-files.ts";
import { parseReceived } from "../../src/channels/received-mail.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperboy-mails-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const MBOX = [
  "From MAILER-DAEMON Thu May 14 06:00:03 2026",
  "Subject: one",
  "",
  ">From here on it is quoted",
  "",
  "From here on it is not, and no mail begins",
  "",
  "From - Thu May 14 06:00:04 2026",
  "Subject: two",
  "",
  "second",
  "",
].join("\n");

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const collect = async (mails: AsyncGenerator<{ from: string; raw: Buffer }>) =>
  (await Array.fromAsync(mails)).map(({ from, raw }) => [from, raw.toString("latin1")]);

it.each([1, 2, 7, 1_000])("an mbox is split where a mail begins, in pieces of %i bytes", async (size) => {
  expect(await collect(splitMails(inPieces(MBOX, size), "box"))).toEqual([
    ["box, mail 1", "Subject: one\n\nFrom here on it is quoted\n\nFrom here on it is not, and no mail begins\n\n"],
    ["box, mail 2", "Subject: two\n\nsecond\n"],
  ]);
});

it.each(["\n", "\r\n"])("one mail is given as it is, whatever stands in it", async (end) => {
  const mail = ["Subject: \xe4", "", "From x Thu May 14 06:00:03 2026", ">From y", "no end"].join(end);
  expect(await collect(splitMails(inPieces(mail, 5), "pipe"))).toEqual([["pipe", mail]]);
  expect(await collect(splitMails(inPieces("", 5), "pipe"))).toEqual([]);
});

it("a maildir's new and cur are read, its tmp is not, and all stays where it was", async () => {
  for (const name of ["new", "cur", "tmp"]) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, `${name}.1`), `Subject: ${name}\n\n`);
  }
  expect(await collect(readMails(folder))).toEqual([
    ["new/new.1", "Subject: new\n\n"],
    ["cur/cur.1", "Subject: cur\n\n"],
  ]);
  expect(await readdir(join(folder, "new"))).toEqual(["new.1"]);
});

it("a folder's .eml files are mails, its other files are not", async () => {
  await writeFile(join(folder, "b.eml"), "Subject: b\n\n");
  await writeFile(join(folder, "a.EML"), MBOX);
  await writeFile(join(folder, "notes.txt"), "no mail");
  expect((await collect(readMails(folder))).map(([from]) => from)).toEqual(["a.EML, mail 1", "a.EML, mail 2", "b.eml"]);
  await expect(collect(readMails(join(folder, "missing")))).rejects.toThrow(/ENOENT/);
});

it.each([
  ["nothing of a mail", "just words\nand more words"],
  ["bytes", "\x00\x01\x02\xff"],
  ["parts nested without end", `Subject: deep\n${nest(300)}`],
])("what is no mail, or cannot be read as one, is refused: %s", async (_, text) => {
  await expect(parseReceived(Buffer.from(text, "latin1"))).rejects.toThrow();
});

function nest(depth: number): string {
  const open = (level: number) => `Content-Type: multipart/mixed; boundary="b${level}"\n\n--b${level}\n`;
  return Array.from({ length: depth }, (_, level) => open(level)).join("");
}
