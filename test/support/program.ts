/** Runs the real program, `bin/paperboy.js`, in a child process with a folder and an environment of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openDatabase } from "../../src/db/open.ts";

const ROOT = join(import.meta.dirname, "../..");
export const SEEDS = join(ROOT, "seeds");
const PROGRAM = join(ROOT, "bin/paperboy.js");

export interface Answer {
  /** Null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
  /** What stdout holds when that is exactly one JSON object on one line. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  json: any;
}

export interface Program {
  /** The working folder; the data folder is `data` in it. */
  folder: string;
  run(args: string[], env?: Record<string, string>): Promise<Answer>;
  /** As `run`, with something on its standard input. */
  pipe(input: string | Buffer, args: string[], env?: Record<string, string>): Promise<Answer>;
  /** `input`: "pipe" leaves its standard input open. */
  start(args: string[], env?: Record<string, string>, input?: "pipe"): { child: ChildProcess; answer: Promise<Answer> };
  write(name: string, content: string): Promise<string>;
  read(name: string): Promise<string>;
  remove(): Promise<void>;
}

/** A program whose data folder holds an empty, migrated database, or with `fresh` none at all. */
export async function openProgram(env: Record<string, string> = {}, { fresh = false } = {}): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), "paperboy-program-"));
  if (!fresh) await cp(await getTemplate(), join(folder, "data/db"), { recursive: true });
  const begin = (input: "ignore" | "pipe", args: string[], more: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, TZ: "UTC", NO_COLOR: "1", ...env, ...more },
      stdio: [input, "pipe", "pipe"],
    });
    return { child, answer: collect(child) };
  };
  const start: Program["start"] = (args, more, input) => begin(input ?? "ignore", args, more);
  return {
    folder,
    start,
    run: (args, more) => start(args, more).answer,
    pipe: (input, args, more) => {
      const { child, answer } = begin("pipe", args, more);
      child.stdin?.end(input);
      return answer;
    },
    write: async (name, content) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    },
    read: (name) => readFile(join(folder, name), "utf8"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function collect(child: ChildProcess): Promise<Answer> {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8");
    child[name]?.on("data", (text: string) => {
      output[name] += text;
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...output, json: readObject(output.stdout) };
}

function readObject(stdout: string): unknown {
  if (!/^\{[^\n]*\}\n$/.test(stdout)) return undefined;
  return JSON.parse(stdout);
}

let template: Promise<string> | null = null;

/** Making an embedded database costs five seconds and copying one a tenth of that. Kept for as long as the migrations stay. */
export function getTemplate(): Promise<string> {
  template ??= makeTemplate();
  return template;
}

async function makeTemplate(): Promise<string> {
  const migrations = join(ROOT, "migrations");
  const hash = createHash("sha256").update(readFileSync(join(ROOT, "package-lock.json")));
  for (const name of readdirSync(migrations).sort()) hash.update(readFileSync(join(migrations, name)));
  const path = join(ROOT, "node_modules/.cache/paperboy", `template-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(path)) return path;
  await mkdir(dirname(path), { recursive: true });
  const making = await mkdtemp(`${path}-`);
  const database = await openDatabase({ kind: "folder", path: making });
  await database.close();
  await rename(making, path).catch(() => rm(making, { recursive: true, force: true })); // another worker was first
  return path;
}
