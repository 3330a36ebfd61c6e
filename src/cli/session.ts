/** One run of a command: where its lines go and its files are, in this process or at the other end of the socket. */
import { AsyncLocalStorage } from "node:async_hooks";
import { resolve } from "node:path";
import { styleText } from "node:util";
import type { App } from "../app.ts";
import { OperatorError } from "../errors.ts";
import { checkPlace, type Places } from "./places.ts";

export interface Session {
  out(text: string): void;
  err(text: string): void;
  /** What is piped in. */
  input(): AsyncIterable<Buffer>;
  /** The folder that relative paths are of. */
  folder: string;
  /** What whoever typed the command sees there and where its words lead; null: this process sees the same. */
  places: Places | null;
  /** Columns of the terminal; null: nobody looks at it. */
  columns: number | null;
  /** Whether errors and progress are seen by somebody. */
  watched: boolean;
  /** Whether lines may be coloured. */
  coloured: boolean;
  exitCode: number;
  /** The service that runs the command for another process; null: this process is the command's own. */
  host: App | null;
}

type Style = Parameters<typeof styleText>[0];

/** Of the process itself; its exit code is the process'. */
const own: Session = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  input: () => process.stdin,
  get folder() {
    return process.cwd();
  },
  places: null,
  get columns() {
    return process.stdout.isTTY ? process.stdout.columns : null;
  },
  get watched() {
    return process.stderr.isTTY === true;
  },
  get coloured() {
    return styleText("bold", "x", { stream: process.stdout }) !== "x"; // NO_COLOR and the like are respected
  },
  get exitCode() {
    return Number(process.exitCode ?? 0);
  },
  set exitCode(code) {
    process.exitCode = code;
  },
  host: null,
};

const sessions = new AsyncLocalStorage<Session>();

export const session = (): Session => sessions.getStore() ?? own;
export const runIn = <T>(of: Session, work: () => Promise<T>): Promise<T> => sessions.run(of, work);

/** @throws OperatorError where a running service was asked: it would pull its own database away. */
export function refuseWithinService(what: string): void {
  if (session().host === null) return;
  throw new OperatorError(`A service is at work on this database. Stop serve, then ${what}, then start it again.`);
}

/** A file that was named where the command was typed. @throws OperatorError where the service cannot reach it. */
export function pathOf(file: string): string {
  const { folder, places, host } = session();
  const path = resolve(folder, file);
  if (places !== null && host !== null) checkPlace(path, places, host.config.dataFolder);
  return path;
}

export const styled = (style: Style, text: string): string =>
  session().coloured ? styleText(style, text, { validateStream: false }) : text;
