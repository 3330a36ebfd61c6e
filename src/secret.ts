/** The secret that links and return paths are signed with: given, or made once and kept in the data folder. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf, OperatorError } from "./errors.ts";
import { OWNER_ALONE } from "./private-folder.ts";

const BYTES = 32;

/** `given` as it is. Of several processes that start at once with none, one makes it and all read it. */
export function openSecret(given: string | null, dataFolder: string): string {
  if (given !== null) return given;
  const file = join(dataFolder, "secret");
  try {
    mkdirSync(dataFolder, { recursive: true, mode: OWNER_ALONE });
    try {
      writeFileSync(file, `${randomBytes(BYTES).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const secret = readFileSync(file, "utf8").trim();
    if (secret.length >= BYTES) return secret;
    throw new Error("it is cut off; delete it, and links that were mailed before stop working");
  } catch (error) {
    throw new OperatorError(`The secret in ${file} cannot be used: ${messageOf(error)}. Or set PAPERBOY_SECRET.`, {
      cause: error,
    });
  }
}

/** The one that there is, without making one; null: none was made yet. */
export function findSecret(given: string | null, dataFolder: string): string | null {
  const file = join(dataFolder, "secret");
  return given ?? (existsSync(file) ? readFileSync(file, "utf8").trim() : null);
}

/** Puts one that was carried along where `openSecret` finds it. */
export function saveSecret(secret: string, dataFolder: string): void {
  mkdirSync(dataFolder, { recursive: true, mode: OWNER_ALONE });
  writeFileSync(join(dataFolder, "secret"), `${secret}\n`, { mode: 0o600, flag: "wx" });
}
