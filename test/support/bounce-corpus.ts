/** The corpus of bounces: mails written by hand from RFC 3464, 5965 and 6522 in the shapes of usual senders, each with its class. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeToken } from "../../src/domain/consent/token.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/bounces");

export const SECRET = "a secret of thirty-two characters";
/** The delivery that `{TO}` names, and that `{OTHER}` does; whom `{UNSUBSCRIBE}` names. */
export const DELIVERY = 41;
export const SUBSCRIBER = 1;
const OTHER = 42;

export interface BounceCase {
  name: string;
  kind: string;
  status: string | null;
  /** False: nothing that counts for its kind holds a token of ours, so it must change nothing. */
  identified: boolean;
  raw: Buffer;
}

const unsubscribe = (secret: string): string =>
  `https://papers.lab.example.org/leave/${makeToken(secret, "leave", SUBSCRIBER)}`;

export const returnPath = (delivery: number, secret = SECRET): string =>
  `bounces+${makeToken(secret, "bounce", delivery)}@lab.example.org`;

/** A case begins with `==== KIND STATUS | NAME`, and `| ignored` after it. */
export function readBounceCorpus(delivery = DELIVERY, secret = SECRET): BounceCase[] {
  const holes: Record<string, string> = {
    TO: returnPath(delivery, secret),
    OTHER: returnPath(OTHER, secret),
    FORGED: returnPath(delivery, "another secret of 32 characters"),
    LEAVE: `bounces+${makeToken(secret, "leave", delivery)}@lab.example.org`,
    UNSUBSCRIBE: unsubscribe(secret),
    UNSIGNED: unsubscribe("another secret of 32 characters"),
    CAPITALS: returnPath(delivery, secret).toUpperCase(),
  };
  const texts = readdirSync(FOLDER).map((file) => readFileSync(join(FOLDER, file), "utf8"));
  return texts
    .flatMap((text) => text.split(/^==== /m).slice(1))
    .map((text) => {
      const [head = "", ...lines] = text.split("\n");
      const [told = "", name = "", ignored] = head.split(" | ");
      const [kind = "", status = "-"] = told.split(" ");
      const mail = lines.join("\r\n").replace(/\{([A-Z]+)\}/g, (_, hole: string) => holes[hole] ?? "");
      return {
        name,
        kind,
        status: status === "-" ? null : status,
        identified: ignored === undefined,
        raw: Buffer.from(mail),
      };
    });
}
