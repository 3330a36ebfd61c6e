/** Real child processes for tests: started on this Node, read line by line, ended by the test. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export interface Child {
  process: ChildProcess;
  /** Lines on standard output so far. */
  lines: string[];
  /** Standard error so far. */
  errors(): string;
  /** Resolves when a line is said; rejects when the process ends without. */
  untilSaid(wanted: (line: string) => boolean): Promise<string>;
  /** Exit code, or the signal's name. */
  ended: Promise<number | string>;
}

export function startChild(file: string, args: string[], env: Record<string, string> = {}): Child {
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  let [rest, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      lines.push(line);
      for (const tell of waiting) tell(line);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  return {
    process: child,
    lines,
    errors: () => errors,
    ended,
    untilSaid: (wanted) =>
      new Promise((resolve, reject) => {
        const said = lines.find(wanted);
        if (said !== undefined) return resolve(said);
        waiting.add((line) => wanted(line) && resolve(line));
        ended.then((code) => reject(new Error(`ended with ${code} without saying it: ${errors}`)));
      }),
  };
}
