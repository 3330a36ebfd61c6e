/** Workspaces that installed the app by OAuth: taken in, found with a token that is good, ended, and forgotten 30 days later. */

import type { Db } from "../db/open.ts";
import {
  claimRenewal,
  endInstallation,
  findInstallation,
  findOnlyInstallation,
  type SealedTokens,
  type StoredInstallation,
  saveInstallation,
  saveRenewed,
  saveTrouble,
} from "../db/slack-installations.ts";
import { seal, unseal } from "../domain/workspace/seal.ts";
import { type Missing, RENEW_WITHIN_MINUTES, type Workspace, type Workspaces } from "../domain/workspace/workspace.ts";
import { restoreWorkspace, stopWorkspace } from "./slack-places.ts";

/** What Slack grants. `expiresInSeconds` null: the token does not rotate. */
interface Tokens {
  token: string;
  refreshToken: string | null;
  expiresInSeconds: number | null;
}

export interface InstallOrder extends Tokens {
  team: { id: string; name: string };
  bot: string;
  scopes: string;
  installedBy: string;
}

/** Again within 30 days of an end it brings back what the workspace followed. Returns how many subscribers that resumes. */
export async function install(db: Db, order: InstallOrder, secret: string, now: Temporal.Instant): Promise<number> {
  const { team, bot, scopes, installedBy } = order;
  return db.transaction().execute(async (tx) => {
    await saveInstallation(tx, {
      ...sealTokens(order, team.id, secret, now),
      ...{ team: team.id, name: team.name, bot, scopes, installed_by: installedBy, installed_at: now.toString() },
    });
    return restoreWorkspace(tx, team.id, now);
  });
}

/** An end that Slack tells of late, of an installation before the one that stands, ends nothing: null. */
export async function endWorkspace(
  db: Db,
  team: string,
  end: { at: Temporal.Instant; token?: string; reason: string },
  now: Temporal.Instant,
): Promise<number | null> {
  return db.transaction().execute(async (tx) => {
    const token = end.token ?? null;
    const ended = await endInstallation(
      tx,
      team,
      { before: end.at.toString(), token, reason: end.reason },
      now.toString(),
    );
    return ended ? stopWorkspace(tx, team, now) : null;
  });
}

export interface WorkspacesOrder {
  db: Db;
  secret: string;
  now: () => Temporal.Instant;
  /** Exchanges a refresh token. */
  renew(refreshToken: string): Promise<Tokens | { refused: string } | { unreachable: string }>;
  onTrouble(team: string, trouble: string): void;
}

/** So long one process has for an exchange before another tries. */
const RENEWAL_SECONDS = 60;
/** What Slack refused to renew is not asked for again sooner. */
const REFUSED_SECONDS = 3_600;
/** What was found is good for so long in this process: an end by another one is seen after it, or when Slack refuses. */
const KEPT_SECONDS = 30;
const ENDED: Missing = {
  missing: "gone",
  reason: "the app was uninstalled in this workspace: its digests come again once it is installed again",
};

export function createWorkspaces({ db, secret, now, renew, onTrouble }: WorkspacesOrder): Workspaces {
  const kept = new Map<string, { found: Promise<Workspace | Missing>; until: number }>();

  async function look(team: string | null): Promise<Workspace | Missing> {
    const row = team === null ? await findOnlyInstallation(db) : await findInstallation(db, team);
    if (!row) return { missing: "elsewhere", reason: `the app is not installed in ${team ?? "exactly one workspace"}` };
    if (row.ended_at !== null) return ENDED;
    const token = unseal(secret, `${row.team} token`, row.token);
    if (token === null) {
      onTrouble(
        row.team,
        "PAPERBOY_SECRET is another one than when it was installed: set it back, or install it again",
      );
      return { missing: "later", reason: "the workspace's token cannot be unsealed: PAPERBOY_SECRET has changed" };
    }
    const expires = row.expires_at?.toTemporalInstant() ?? null;
    const renewed =
      expires !== null && Temporal.Instant.compare(expires, now().add({ minutes: RENEW_WITHIN_MINUTES })) <= 0
        ? await exchange(row)
        : null;
    if (renewed === null && expires !== null && Temporal.Instant.compare(expires, now()) <= 0)
      return { missing: "later", reason: "the workspace's token has expired and could not be renewed yet" };
    return { team: row.team, token: renewed ?? token, bot: row.bot || null, trouble: row.trouble };
  }

  /** The next token; null: another process is at it, or it did not work, and the one there is serves while it lasts. */
  async function exchange(row: StoredInstallation): Promise<string | null> {
    const refresh = row.refresh_token && unseal(secret, `${row.team} refresh`, row.refresh_token);
    const until = now().add({ seconds: RENEWAL_SECONDS });
    if (!refresh || !(await claimRenewal(db, row.team, row.token, until.toString(), now().toString()))) return null;
    const got = await renew(refresh);
    if ("token" in got) {
      await saveRenewed(db, row.team, row.token, sealTokens(got, row.team, secret, now()));
      return got.token;
    }
    const trouble =
      "refused" in got
        ? `Slack does not renew its token (${got.refused}): install the app there again`
        : `its token could not be renewed: ${got.unreachable}`;
    onTrouble(row.team, trouble);
    const again = now().add({ seconds: "refused" in got ? REFUSED_SECONDS : RENEWAL_SECONDS });
    await saveTrouble(db, row.team, trouble, again.toString());
    return null;
  }

  const forget = (team: string | null) => {
    kept.delete(team ?? "");
    kept.delete("");
  };
  return {
    find(team) {
      const key = team ?? "";
      const at = now().epochMilliseconds;
      const known = kept.get(key);
      if (known && at < known.until) return known.found;
      for (const [other, { until }] of kept) if (until <= at) kept.delete(other);
      const found = look(team);
      kept.set(key, { found, until: at + KEPT_SECONDS * 1_000 });
      found.then(
        (each) => "missing" in each && kept.delete(key),
        () => kept.delete(key),
      );
      return found;
    },
    forget,
    async refused({ team, token }, error) {
      if (team === null) return false;
      forget(team);
      const row = await findInstallation(db, team);
      if (!row || row.ended_at !== null) return true;
      if (unseal(secret, `${team} token`, row.token) !== token) return false;
      await endWorkspace(db, team, { at: now(), token: row.token, reason: `Slack refused its token: ${error}` }, now());
      return true;
    },
    async lacks({ team }, scope) {
      if (team === null) return;
      const trouble = `the app lacks the scope ${scope}: install it again to grant it`;
      onTrouble(team, trouble);
      await saveTrouble(db, team, trouble);
      forget(team);
    },
  };
}

const sealTokens = (
  { token, refreshToken, expiresInSeconds }: Tokens,
  team: string,
  secret: string,
  now: Temporal.Instant,
): SealedTokens => ({
  token: seal(secret, `${team} token`, token),
  refresh_token: refreshToken === null ? null : seal(secret, `${team} refresh`, refreshToken),
  expires_at: expiresInSeconds === null ? null : now.add({ seconds: expiresInSeconds }).toString(),
});
