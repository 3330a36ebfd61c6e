/** Whether a command and the service that runs it mean the same folders: under systemd a service may have a /tmp and a /home of its own. */
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { messageOf, OperatorError } from "../errors.ts";

/** Folders by their paths, as device and inode; null: there is no such folder. */
export type Places = Record<string, string | null>;

/** The folder in which a command is typed, and those that its words name or lie in: `a.csv`, `--report=/tmp/a.csv`. */
export function seePlaces(folder: string, typed: readonly string[]): Places {
  const words = typed.flatMap((word) => [word, word.replace(/^--[^=]*=/, "")]);
  const paths = new Set(words.map((word) => resolve(folder, word)));
  const folders = new Set([folder, ...paths, ...[...paths].map((path) => dirname(path))]);
  return Object.fromEntries([...folders].map((path) => [path, identify(path)]));
}

/** @throws OperatorError where the service sees another folder than whoever typed the path, or none. */
export function checkPlace(path: string, places: Places, dataFolder: string): void {
  const other = [dirname(path), path].find((each) => Object.hasOwn(places, each) && places[each] !== identify(each));
  if (other === undefined) return;
  throw new OperatorError(
    `The service that is at work on this database runs this command, and ${other} is not the same folder for it: it has a /tmp, a /home or a machine of its own. ${wayOut(dataFolder)}`,
  );
}

/** What a service may not do with a file that was named in a command, with the way out; null: it is something else. */
export function explainRefusal(error: unknown, places: Places, dataFolder: string): OperatorError | null {
  for (let each = error; each instanceof Error; each = each.cause) {
    const { code = "", path } = each as NodeJS.ErrnoException;
    if (path === undefined || !["EACCES", "EPERM", "EROFS"].includes(code)) continue;
    if (!Object.hasOwn(places, path) && !Object.hasOwn(places, dirname(path))) continue;
    const says = `${messageOf(error)}. The service that is at work on this database runs this command, and it may not. ${wayOut(dataFolder)}`;
    return new OperatorError(says, {
      cause: error,
      ...(error instanceof OperatorError && { exitCode: error.exitCode }),
    });
  }
  return null;
}

const wayOut = (dataFolder: string): string =>
  `Name a file in ${dataFolder}, or stop the service, run this, and start it again.`;

function identify(path: string): string | null {
  try {
    const seen = statSync(path, { bigint: true });
    return seen.isDirectory() ? `${seen.dev}:${seen.ino}` : null;
  } catch {
    return null;
  }
}
