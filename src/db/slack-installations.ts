/** Workspaces that installed the app by OAuth; tokens are sealed before they come here. */
import { type Kysely, type Selectable, sql } from "kysely";
import type { Database } from "./schema.ts";

type Db = Kysely<Database>;

export type StoredInstallation = Selectable<Database["slack_installation"]>;

/** `expires_at` null: the token does not rotate. Instants as ISO text. */
export interface SealedTokens {
  token: string;
  refresh_token: string | null;
  expires_at: string | null;
}

export interface NewInstallation extends SealedTokens {
  team: string;
  name: string;
  bot: string;
  scopes: string;
  installed_by: string;
  installed_at: string;
}

/** Again in the same workspace: the latest stands. */
export async function saveInstallation(tx: Db, installation: NewInstallation): Promise<void> {
  const fresh = { ...installation, renewing_until: null, trouble: null, ended_at: null, end_reason: null };
  await tx
    .insertInto("slack_installation")
    .values(fresh)
    .onConflict((on) => on.column("team").doUpdateSet(fresh))
    .execute();
}

export async function findInstallation(db: Db, team: string): Promise<StoredInstallation | null> {
  const found = await db.selectFrom("slack_installation").selectAll().where("team", "=", team).executeTakeFirst();
  return found ?? null;
}

/** The one that stands, where there is but one. */
export async function findOnlyInstallation(db: Db): Promise<StoredInstallation | null> {
  const found = await db.selectFrom("slack_installation").selectAll().where("ended_at", "is", null).limit(2).execute();
  return found.length === 1 ? (found[0] as StoredInstallation) : null;
}

export function listInstallations(db: Db): Promise<StoredInstallation[]> {
  return db.selectFrom("slack_installation").selectAll().orderBy("installed_at").orderBy("team").execute();
}

/**
 * Ends what stands, if it was installed before `before` and still has `token` (null: whatever it has). False: nothing
 * of that kind stands.
 */
export async function endInstallation(
  tx: Db,
  team: string,
  { before, token, reason }: { before: string; token: string | null; reason: string },
  now: string,
): Promise<boolean> {
  const ended = await sql`
    update slack_installation set ended_at = ${now}::timestamptz, end_reason = ${reason}, token = '', refresh_token = null, renewing_until = null
    where team = ${team} and ended_at is null and installed_at <= ${before}::timestamptz and (${token}::text is null or token = ${token})`.execute(
    tx,
  );
  return Number(ended.numAffectedRows ?? 0) > 0;
}

/**
 * True for one process at a time, until `until`: an exchange of tokens must not be made twice. `token`: the sealed one that
 * is to be exchanged; where another took its place meanwhile there is nothing to do.
 */
export async function claimRenewal(db: Db, team: string, token: string, until: string, now: string): Promise<boolean> {
  const claimed = await sql`
    update slack_installation set renewing_until = ${until}::timestamptz
    where team = ${team} and token = ${token} and ended_at is null and (renewing_until is null or renewing_until <= ${now}::timestamptz)`.execute(
    db,
  );
  return Number(claimed.numAffectedRows ?? 0) > 0;
}

/** `before`: the sealed token that was exchanged; one that took its place meanwhile stays. */
export async function saveRenewed(db: Db, team: string, before: string, tokens: SealedTokens): Promise<void> {
  await db
    .updateTable("slack_installation")
    .set({ ...tokens, renewing_until: null, trouble: null })
    .where("team", "=", team)
    .where("token", "=", before)
    .execute();
}

/** `until`: no exchange is tried before; undefined: that stays as it is. */
export async function saveTrouble(db: Db, team: string, trouble: string, until?: string): Promise<void> {
  const set = { trouble, ...(until === undefined ? {} : { renewing_until: until }) };
  await db.updateTable("slack_installation").set(set).where("team", "=", team).execute();
}

/** Those that ended before a time and are still there. */
export async function listEndedBefore(db: Db, before: string): Promise<string[]> {
  const { rows } = await sql<{ team: string }>`
    select team from slack_installation where ended_at < ${before}::timestamptz order by team`.execute(db);
  return rows.map(({ team }) => team);
}

export async function deleteInstallation(tx: Db, team: string): Promise<void> {
  await tx.deleteFrom("slack_installation").where("team", "=", team).where("ended_at", "is not", null).execute();
}
