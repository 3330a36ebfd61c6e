/** Who may look into Paperboy's folders: nobody but their owner, and what is not ours stays as it is. */
import { chmod, chown, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createMailComposer } from "../src/channels/mail-message.ts";
import { createMailOutbox, createSlackOutbox } from "../src/channels/outbox.ts";
import { holdFolder } from "../src/db/folder-lock.ts";
import { closeDataFolder, closeToOthers } from "../src/private-folder.ts";
import { openSecret } from "../src/secret.ts";
import { aParcel, IDENTITY } from "./channels/mails.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperboy-private-"));
});
afterAll(() => rm(folder, { recursive: true }));

const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8);
const open = async (name: string) => {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
  return path;
};

it("folders are made for their owner alone, whichever comes first", async () => {
  holdFolder(join(folder, "a/db")).release();
  openSecret(null, join(folder, "b"));
  const outbox = createMailOutbox(join(folder, "c/outbox"), createMailComposer(IDENTITY));
  expect(await outbox.send(aParcel({}), async () => true)).toMatchObject({ state: "accepted" });
  for (const name of ["a", "a/db", "b", "c", "c/outbox", "c/outbox/email"])
    expect([name, await modeOf(join(folder, name))]).toEqual([name, "700"]);
});

it("folders of an earlier release are closed when they are opened", async () => {
  const [data, db, outbox] = [await open("old"), await open("old/db"), await open("old/outbox")];
  holdFolder(db).release();
  createSlackOutbox(outbox);
  closeDataFolder(data);
  expect(await Promise.all([data, db, outbox].map(modeOf))).toEqual(["700", "700", "700"]);
});

it("a data folder that holds other things too stays as it is", async () => {
  const data = await open("home");
  await writeFile(join(data, "letter.txt"), "");
  closeDataFolder(data);
  closeDataFolder(join(folder, "none"));
  expect(await modeOf(data)).toBe("755");
});

it.runIf(process.getuid?.() === 0)("a folder of somebody else stays as it is", async () => {
  const data = await open("theirs");
  await chown(data, 1, 1);
  closeToOthers(data);
  expect(await modeOf(data)).toBe("755");
});
