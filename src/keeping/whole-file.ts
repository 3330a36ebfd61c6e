/** Files that appear whole or not at all: written under another name, and put in place when the disk has all of them. */
import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";

/**
 * Readable by the owner alone. Where `write` or the disk fails, what stood at `path` stays. The draft has a name that no
 * other process makes up, so one that a killed process left is in nobody's way.
 */
export async function writeWhole<T>(path: string, write: (draft: FileHandle) => Promise<T>): Promise<T> {
  const draft = `${path}.${randomBytes(6).toString("hex")}.part`;
  const handle = await open(draft, "wx", 0o600);
  try {
    const written = await write(handle)
      .then((result) => handle.sync().then(() => result))
      .finally(() => handle.close());
    await rename(draft, path);
    return written;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
