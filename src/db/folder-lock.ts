/** Holds the data folder for one process with an operating-system lock that a dead process does not keep. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { messageOf, OperatorError } from "../errors.ts";
import { openPrivateFolder } from "../private-folder.ts";

/** Another process holds the folder, which it may use on our behalf. */
export class FolderInUse extends OperatorError {
  readonly folder: string;

  constructor(folder: string, message: string, options: ConstructorParameters<typeof OperatorError>[1] = {}) {
    super(message, options);
    this.folder = folder;
  }
}

/** Handles stay reachable here: a collected handle would let the lock go. */
const held = new Set<DatabaseSync>();
const SQLITE_BUSY = 5;

/**
 * Two processes on one PGlite folder lose rows silently (measured: 226 of 500), so the second is refused.
 * SQLite's exclusive transaction is a file lock that the kernel drops with the process.
 * @throws FolderInUse naming the process that holds the folder and the ways out.
 */
export function holdFolder(folder: string): { release(): void } {
  const lock = openLock(folder);
  const holderFile = join(folder, "paperboy.pid");
  try {
    lock.exec("PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new FolderInUse(
      folder,
      `The embedded database in ${folder} is in use by ${holder(holderFile)}, and only one process can use it at a time.\n` +
        "Wait until that one is done or stop it; or set PAPERBOY_DATA to another folder; or set DATABASE_URL=postgres://… , which many processes can share.",
    );
  }
  held.add(lock);
  writeFileSync(holderFile, String(process.pid));
  return {
    release() {
      if (held.delete(lock)) lock.close();
    },
  };
}

function openLock(folder: string): DatabaseSync {
  try {
    openPrivateFolder(folder);
    return new DatabaseSync(join(folder, "paperboy.lock"), { timeout: 0 });
  } catch (error) {
    throw new OperatorError(
      `The folder ${folder} cannot be used: ${messageOf(error)}. Set PAPERBOY_DATA to a folder that can be written.`,
      { cause: error },
    );
  }
}

function holder(file: string): string {
  try {
    return `process ${readFileSync(file, "utf8").trim()}`;
  } catch {
    return "another process";
  }
}
