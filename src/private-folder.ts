/** Folders for their owner alone: they hold readers' addresses, and files of the database that whoever reaches them could change. */
import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs";

/** Of a folder that is made. */
export const OWNER_ALONE = 0o700;
const OTHERS = 0o077;

/** All that Paperboy puts into its data folder, and what a new filesystem has. */
const OURS = new Set(["db", "demo", "lost+found", "outbox", "secret", "unread-bounces"]);

/** Makes it, or closes one that an earlier release left open. @throws where it cannot be made. */
export function openPrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: OWNER_ALONE });
  closeToOthers(folder);
}

/** Leaves one as it is that is not there or another's, or where the filesystem knows no such rights. */
export function closeToOthers(folder: string): void {
  try {
    const { mode, uid } = statSync(folder);
    if (uid === process.getuid?.() && (mode & OTHERS) !== 0) chmodSync(folder, mode & 0o7777 & ~OTHERS);
  } catch {} // it works as it did before
}

/** A data folder that holds other things too (somebody's home, `/tmp`) stays open: what is ours in it is closed by itself. */
export function closeDataFolder(folder: string): void {
  try {
    if (readdirSync(folder).every((name) => OURS.has(name))) closeToOthers(folder);
  } catch {} // none yet
}
