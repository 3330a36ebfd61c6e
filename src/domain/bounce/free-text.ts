/** Bounces in plain words (qmail's, older Exim's and Exchange's, reports whose MIME is broken): what a mail system wrote. */
import { findStatus, type Severity, severityOf } from "./severity.ts";

export interface ToldInWords {
  kind: Severity | "delayed";
  status: string | null;
  diagnostic: string | null;
}

/** A line from which on the text is the mail that came back. */
const RETURNED =
  /this is a copy of (your|the) message|below this line is a copy|original message (headers|follows)|--- ?(the )?(header of the )?(original|returned|undelivered) (message|mail)|forwarded message --/i;
/** What a mail system writes stands at the beginning, in short lines: more is not looked at, however long it is made. */
const MOST = { text: 50_000, line: 400 };
const GOES_ON =
  /attempts will continue|will (continue|keep|be) (trying|to try|retr|attempted)|not yet been delivered|still (being )?(tr[yi]|queued)|warning message only|no action is required on your part/i;
const FAILED =
  /undeliver|could(n't| not) be delivered|can(not|'t) be delivered|wasn't able to deliver|delivery (to .{1,200} )?(has )?failed|failed permanently|permanent (fatal )?error|returned (mail|to sender)|did not reach the following|unable to deliver|delivery failure|failure notice/i;
/** What servers said, in the order of what tells most. */
const REPLIES = [
  /(?<![\d.])[45]\d\d[ -]+[#[(]?[45]\.\d{1,3}\.\d{1,3}(?![\d.]).*/,
  /^.*\(#[45]\.\d{1,3}\.\d{1,3}\).*$/m,
  /^Status:\s*[45]\.\d{1,3}\.\d{1,3}.*$/im,
  /(?:[:>]|^)[ \t]{0,40}[45]\d\d[ -]\S.*/m,
];

/** Null: it does not say that a mail was not delivered. */
export function readWords(subject: string, body: string): ToldInWords | null {
  const text = withoutReturned(body);
  const diagnostic = findReply(text);
  const status = diagnostic === null ? null : findStatus(diagnostic);
  if (GOES_ON.test(text)) return { kind: "delayed", status, diagnostic };
  if (!FAILED.test(text) && !FAILED.test(subject)) return null;
  return { kind: severityOf(status, diagnostic), status, diagnostic };
}

function withoutReturned(body: string): string {
  const lines = body
    .slice(0, MOST.text)
    .split("\n")
    .map((line) => line.slice(0, MOST.line));
  const at = lines.findIndex((line) => RETURNED.test(line));
  return (at === -1 ? lines : lines.slice(0, at)).join("\n");
}

function findReply(text: string): string | null {
  for (const pattern of REPLIES) {
    const found = pattern
      .exec(text)?.[0]
      .replace(/\s+/g, " ")
      .replace(/^[:> ]+/, "")
      .trim();
    if (found) return found;
  }
  return null;
}
