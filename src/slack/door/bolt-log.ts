/** Bolt's log lines in ours: what it warns of, without secrets. What it says to debug holds whole payloads and is left out. */
import { LogLevel } from "@slack/bolt";
import { messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";

/** Tokens, a socket's ticket, and addresses that whoever has them can post to. */
const SECRET = /x(?:ox[a-z]|app)-[\w.-]+|wss?:\/\/\S+|https:\/\/hooks\.slack[\w.-]*\/\S+/g;
const LONGEST = 500;

export const withoutSecrets = (text: string): string => text.replace(SECRET, "••••").slice(0, LONGEST);

/** The shape that all of Slack's packages log to. */
export function createBoltLog(log: Log) {
  const say =
    (level: "warn" | "error") =>
    (...said: unknown[]) =>
      log[level]({ event: "slack.says", reason: withoutSecrets(said.map(wordsOf).join(" ")) });
  return {
    debug: () => {},
    info: () => {},
    warn: say("warn"),
    error: say("error"),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}

/** Of an error its message: its other fields may hold a request with its token. */
const wordsOf = (said: unknown): string => (typeof said === "string" ? said : messageOf(said));
