/** The rule of invitations: what one is good for now, and what is said of one that is not. */

export interface Invitation {
  /** Readers who confirmed by it. */
  uses: number;
  usesMost: number;
  expiresAt: Temporal.Instant;
  revoked: boolean;
}

/** Why nobody signs up by it. `none`: there was no token at all; `unknown`: a token that stands for nothing. */
export type Refusal = "none" | "unknown" | "revoked" | "spent" | "expired";

/** Null: it is good for another sign-up. */
export function judgeInvitation(invitation: Invitation | null, now: Temporal.Instant): Refusal | null {
  if (!invitation) return "unknown";
  const taken = judgeUse(invitation);
  if (taken) return taken;
  return Temporal.Instant.compare(invitation.expiresAt, now) <= 0 ? "expired" : null;
}

/**
 * For a sign-up that was asked for while it was good: that its date has passed since is not the reader's fault, as the
 * link to confirm has a date of its own.
 */
export function judgeUse({ uses, usesMost, revoked }: Invitation): "revoked" | "spent" | null {
  if (revoked) return "revoked";
  return uses >= usesMost ? "spent" : null;
}

const SAYS: Record<Refusal, string> = {
  none: "Signing up here is by invitation: it takes a link that the operator gives out.",
  unknown: "This invitation is not valid. Its link may have been cut off: try the whole of it.",
  revoked: "This invitation was taken back.",
  spent: "This invitation has been used as often as it was meant to be.",
  expired: "This invitation is too old.",
};

/** In whole sentences; `operator` is who to ask, by name and address, or null for one who left no name. */
export function explainRefusal(refusal: Refusal, operator: string | null): string {
  const who = operator === null ? "Ask whoever runs it" : `Ask the operator, ${operator},`;
  return `${SAYS[refusal]} ${who} for ${refusal === "none" ? "one" : "another"}.`;
}
