/** What a failure's status and diagnostic say of the recipient: read as a relay's reply is, and doubtful means milder. */
import { readReply } from "../delivery/smtp-reply.ts";

/** `hard`: nobody is there. `full`: the mailbox is full. `policy`: refused for what we are or send. `soft`: the rest. */
export type Severity = "hard" | "full" | "policy" | "soft";

interface Reading {
  severity: Severity;
  /** It says that it failed and no more: a code such as 5.0.0, or none. */
  vague: boolean;
}

/** By what follows from it: policy and soft suppress nobody. */
const MILDEST_FIRST: readonly Severity[] = ["policy", "soft", "full", "hard"];

/** Several lines of a server's answer; the rest is not looked at. */
const DIAGNOSTIC_MOST = 2_000;
/** Some servers answer 5.1.1 or 5.2.1 to everything and mean what they write beside it. */
const WORDS: readonly [RegExp, Severity][] = [
  [/\bquota\b|mailbox (is )?full|storage (space|limit)/i, "full"],
  [/\bspam\b|blocked|block ?list|blacklist|reputation|\bdmarc\b|\bspf\b/i, "policy"],
  [/temporar(y|ily)|try again/i, "soft"],
];

/**
 * `status` is RFC 3463's (`5.1.1`), `diagnostic` what a server said (`smtp; 550 5.1.1 No such user`). Where the two
 * disagree the milder holds: a bounce that suppresses must not be contradicted by its own text. Neither: soft.
 */
export function severityOf(status: string | null, diagnostic: string | null): Severity {
  const said = diagnostic?.slice(0, DIAGNOSTIC_MOST) ?? "";
  const read = [readStatus(status), readDiagnostic(said)].filter((each) => each !== null);
  const told = read.some((each) => !each.vague) ? read.filter((each) => !each.vague) : read;
  const severity = mildestOf(told.map((reading) => reading.severity));
  if (severity !== "hard") return severity;
  const words = withoutAddresses(said);
  return WORDS.find(([word]) => word.test(words))?.[1] ?? "hard";
}

/** Of none: soft. */
export const mildestOf = (told: readonly Severity[]): Severity =>
  MILDEST_FIRST.find((each) => told.includes(each)) ?? "soft";

/** `5.1.1` of "5.1.1 (bad destination mailbox address)"; null where there is none. */
export const findStatus = (text: string): string | null =>
  /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(text)?.[0] ?? null;

function readStatus(status: string | null): Reading | null {
  return status === null || status.startsWith("2.") ? null : readAs(Number(status[0]) * 100 + 50, status);
}

/** `550 5.1.1 …`, `550-5.1.1 …`, `5.1.1 …`, qmail's `… (#5.1.1)`, `550 …`: the code and its status, wherever they stand. */
function readDiagnostic(text: string): Reading | null {
  const both = /(?<![\d.])([45]\d\d)[ -]+[#[(]?((?:4|5)\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text);
  if (both) return readAs(Number(both[1]), both[2] as string);
  const code = /(?<![\d.])([45]\d\d)(?=[ -])/.exec(text)?.[1];
  const status = /(?:\(#?|^[\w-]+; ?|^)([45]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1];
  if (status)
    return readAs(Number(status[0]) * 100 + (code?.startsWith(status[0] ?? "") ? Number(code) % 100 : 50), status);
  return code ? readAs(Number(code), text.slice(text.indexOf(code) + code.length)) : null;
}

/** As the answer to RCPT, the one stage where a reply is about the recipient. */
function readAs(code: number, text: string): Reading {
  const outcome = readReply(code, text.trim(), "rcpt");
  const vague = !/^[45]\.\d+\.[1-9]/.test(text.trim());
  if (outcome.state === "rejected") {
    if (outcome.suppress) return { severity: "hard", vague: false };
    if (outcome.policy) return { severity: "policy", vague: false };
  }
  if ((outcome.state === "rejected" || outcome.state === "deferred") && outcome.full)
    return { severity: "full", vague: false };
  return { severity: "soft", vague };
}

const withoutAddresses = (text: string): string => text.replace(/<[^>]*>|\S+@\S+|https?:\S+/g, " ");
