/** Inviting: the operator makes links to sign up by and takes them back; a confirmation uses one up. */
import {
  countUse,
  findInvitation,
  hasUsed,
  holdInvitation,
  insertInvitation,
  revokeInvitation,
} from "../db/invitations.ts";
import type { Db } from "../db/open.ts";
import { judgeInvitation, judgeUse, type Refusal } from "../domain/consent/invitation.ts";

export const USES_MOST = 10_000;
export const DAYS_MOST = 3_650;
export const NOTE_MOST = 200;

export interface InvitationOrder {
  /** Readers it is good for, 1 to `USES_MOST`. */
  uses: number;
  /** For so many times 24 hours, 1 to `DAYS_MOST`. */
  days: number;
  /** `NOTE_MOST` characters at most; blank: none. */
  note: string;
}

export async function invite(
  db: Db,
  { uses, days, note }: InvitationOrder,
  now: Temporal.Instant,
): Promise<{ id: number; expiresAt: Temporal.Instant }> {
  const expiresAt = now.add({ hours: 24 * days });
  const write = { uses_most: uses, expires_at: expiresAt.toString(), made_at: now.toString() };
  return { id: await insertInvitation(db, { ...write, note: note.trim() || null }), expiresAt };
}

/** Who has confirmed stays; who has not is refused. `again`: it was revoked before. */
export async function revoke(db: Db, id: number, now: Temporal.Instant): Promise<"revoked" | "again" | "unknown"> {
  if (await revokeInvitation(db, id, now.toString())) return "revoked";
  return (await findInvitation(db, id)) ? "again" : "unknown";
}

/** Null: one may sign up by it now. `id` null stands for a token that was none of ours. */
export async function findRefusal(db: Db, id: number | null, now: Temporal.Instant): Promise<Refusal | null> {
  return judgeInvitation(id === null ? null : await findInvitation(db, id), now);
}

/**
 * Counts a use in the transaction that confirms by it, or says why there is none left. A reader who confirmed by it before
 * uses nothing more up.
 */
export async function takeUse(tx: Db, id: number, addressKey: string): Promise<"revoked" | "spent" | null> {
  const invitation = await holdInvitation(tx, id);
  const refusal = judgeUse(invitation);
  if (refusal === "revoked") return refusal;
  if (await hasUsed(tx, id, addressKey)) return null;
  if (refusal === null) await countUse(tx, id);
  return refusal;
}
