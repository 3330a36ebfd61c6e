/** What a command says: people get lines and tables, machines one JSON object on stdout and nothing else there. */
import { session, styled } from "./session.ts";

export interface Output {
  json: boolean;
  /** A line for people; nothing with `--json`. */
  say(line?: string): void;
  /** The command's result for machines; nothing without `--json`. */
  give(result: object): void;
}

/** What a terminal obeys instead of showing it. */
const GARBLING = /[[\p{Cc}\p{Bidi_Control}]--\n]/gv;
const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

export function createOutput(json: boolean): Output {
  return {
    json,
    say: (line = "") => {
      if (!json) session().out(`${line}\n`);
    },
    give: (result) => {
      if (json) session().out(`${JSON.stringify(result).replace(GARBLING, escapeUnit)}\n`);
    },
  };
}

export { styled };

/** One accent for headings. */
export const heading = (text: string): string => styled("bold", text);
export const faint = (text: string): string => styled("dim", text);

/** Text that came from elsewhere, harmless on a terminal: no control characters but line ends, no direction overrides. */
export const harmless = (text: string): string => text.replace(GARBLING, " ");

/** As `harmless`, on one line. */
export const plain = (text: string): string => harmless(text).replace(/\s+/g, " ").trim();

/** Columns of the terminal; infinite where nobody looks at it. */
export const terminalColumns = (): number => session().columns ?? Number.POSITIVE_INFINITY;

/** Columns, as long as no character takes two. */
export const width = (text: string): number => [...text].length;

/** Lines of at most `columns`, each after `indent`, broken at spaces; a longer word stands on a line of its own. */
export function wrap(text: string, columns: number, indent = ""): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && width(line) + 1 + width(word) <= columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(indent + word);
  }
  return lines;
}

/** Keeps the beginning and the end, which tell one address from another: `feed/example.…/papers`. */
export function cutMiddle(text: string, most: number): string {
  const units = [...plain(text)];
  if (units.length <= most) return units.join("");
  const end = Math.floor((most - 1) / 2);
  return `${units.slice(0, most - 1 - end).join("")}…${units.slice(-end).join("")}`;
}

export function cut(text: string, most: number): string {
  const clean = plain(text);
  return width(clean) <= most ? clean : `${[...clean].slice(0, most - 1).join("")}…`;
}

/** Columns aligned with two spaces between; the last one is not padded. Numbers stand right. */
export function table(headers: string[], rows: (string | number)[][]): string[] {
  const widths = headers.map((header, column) =>
    Math.max(width(header), ...rows.map((row) => width(String(row[column] ?? "")))),
  );
  const line = (cells: (string | number)[]) =>
    cells
      .map((cell, column) => {
        const text = String(cell);
        const padding = " ".repeat(Math.max(0, (widths[column] ?? 0) - width(text)));
        if (typeof cell === "number") return padding + text;
        return column === cells.length - 1 ? text : text + padding;
      })
      .join("  ")
      .trimEnd();
  return [heading(line(headers)), ...rows.map(line)];
}

/** `1 paper`, `2 papers`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;
