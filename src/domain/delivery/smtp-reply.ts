/** What an SMTP reply means for a delivery: the table "Replies" of the design, by reply and enhanced status code. */
import type { Outcome } from "./state.ts";

const HARD_BOUNCES = new Set(["5.1.1", "5.1.2", "5.1.3", "5.1.10", "5.2.1"]);

/** `code` is the three-digit reply, `text` the reply's text, which may begin with an enhanced code (RFC 3463). */
export function readReply(code: number, text: string): Outcome {
  const enhanced = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? null;
  const reason = `${code} ${text}`
    .replace(/\s+/g, " ")
    .replace(/^(\d{3}) \1[ -]/, "$1 ")
    .slice(0, 300);
  if (code === 530 || code === 535 || code === 538)
    return { state: "stop", reason: `the relay refuses the login: ${reason}` };
  if (code >= 400 && code < 500) return { state: "deferred", reason };
  if (enhanced && HARD_BOUNCES.has(enhanced)) return { state: "rejected", reason, suppress: `hard bounce: ${reason}` };
  return { state: "rejected", reason };
}
