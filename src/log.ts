/** JSON log lines on stderr with stable dotted event names; addresses are masked and secrets never given. */
import { type Logger, pino } from "pino";

export type Log = Pick<Logger, "debug" | "info" | "warn" | "error">;

export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
}

/** `ada@example.org` as `a…@example.org`, a Slack conversation as it is: enough to recognise, not to write to. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf("@");
  return at < 1 ? address : `${address.slice(0, 1)}…${address.slice(at)}`;
}
