/** The operator's way in: a link that is good once and soon over, and the session that it opens. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { insertAudit } from "../db/audit.ts";
import type { Db } from "../db/open.ts";
import {
  endLinks,
  endSessions,
  findLink,
  findSession,
  insertLink,
  insertSession,
  listSessions,
  type StoredSession,
  useLink,
} from "../db/operators.ts";
import { makeToken, readToken } from "../domain/consent/token.ts";

export const LINK_MINUTES = 15;
export const SESSION_HOURS = 12;
const SESSION_BYTES = 32;
const LISTED = 100;

export type Operator = StoredSession;

/** The token of a link; whoever has it first is in. */
export async function makeOperatorLink(
  db: Db,
  secret: string,
  label: string,
  now: Temporal.Instant,
): Promise<{ token: string; until: Temporal.Instant }> {
  const until = now.add({ minutes: LINK_MINUTES });
  const id = await db.transaction().execute(async (tx) => {
    await insertAudit(
      tx,
      { who: "command line", act: "make a link", subject: "desk", facts: { for: label } },
      `${now}`,
    );
    return insertLink(tx, label, now.toString(), until.toString());
  });
  return { token: makeToken(secret, "operator", id), until };
}

/** `over`: used or too old; null: this secret did not make it. */
export async function lookAtLink(
  db: Db,
  secret: string,
  token: string,
  now: Temporal.Instant,
): Promise<"good" | "over" | null> {
  const id = readToken(secret, "operator", token);
  const link = id === null ? null : await findLink(db, id);
  if (!link) return null;
  return link.used_at === null && link.expires_at.getTime() > now.epochMilliseconds ? "good" : "over";
}

/** Uses the link up and opens a session: what the browser is to keep. Null: the link is good for nothing. */
export async function openSession(
  db: Db,
  secret: string,
  token: string,
  now: Temporal.Instant,
): Promise<string | null> {
  const id = readToken(secret, "operator", token);
  if (id === null) return null;
  const key = randomBytes(SESSION_BYTES).toString("base64url");
  return db.transaction().execute(async (tx) => {
    const label = await useLink(tx, id, now.toString());
    if (label === null) return null;
    const until = now.add({ hours: SESSION_HOURS });
    const session = await insertSession(tx, { hash: hashKey(key), label }, now.toString(), until.toString());
    await insertAudit(tx, { who: label, act: "log in", subject: "desk", facts: { session } }, now.toString());
    return key;
  });
}

export const findOperator = (db: Db, key: string, now: Temporal.Instant): Promise<Operator | null> =>
  findSession(db, hashKey(key), now.toString());

export const listOperators = (db: Db, now: Temporal.Instant): Promise<Operator[]> =>
  listSessions(db, now.toString(), LISTED);

/** With `all`, links that nobody has used yet end too: one of them may have come into wrong hands. Returns how many of both did. */
export function endOperators(
  db: Db,
  id: number | "all",
  who: string,
  now: Temporal.Instant,
): Promise<{ sessions: number; links: number }> {
  return db.transaction().execute(async (tx) => {
    const ended = await endSessions(tx, id, now.toString());
    const links = id === "all" ? await endLinks(tx, now.toString()) : 0;
    const facts = { session: id, ended, ...(id === "all" ? { links } : {}) };
    if (ended + links > 0) await insertAudit(tx, { who, act: "end sessions", subject: "desk", facts }, now.toString());
    return { sessions: ended, links };
  });
}

const hashKey = (key: string): string => createHash("sha256").update(key).digest("hex");

/** What each form of a session carries, so that no other page can post for it. */
export const makeFormKey = (secret: string, { id }: Pick<Operator, "id">): string =>
  createHmac("sha256", secret).update(`operator-form\n${id}`).digest("base64url");

export function isFormKey(secret: string, session: Pick<Operator, "id">, said: string): boolean {
  const [wanted, given] = [Buffer.from(makeFormKey(secret, session)), Buffer.from(said)];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}
