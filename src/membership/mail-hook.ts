/** The generic hook for events of a mail provider: signed by a shared secret, each counted once. */
import { z } from "zod";
import type { Db } from "../db/open.ts";
import { findSignatureProblem } from "../domain/bounce/hook-signature.ts";
import { findDelivery } from "../domain/bounce/recipient-token.ts";
import { severityOf } from "../domain/bounce/severity.ts";
import { readToken } from "../domain/consent/token.ts";
import { recordBounce } from "./bounces.ts";

export interface HookAnswer {
  /** 2xx: the provider need not tell it again. */
  status: 200 | 400 | 403 | 502;
  says: string;
}

export interface SignedBody {
  timestamp: string | null;
  signature: string | null;
  body: Buffer;
}

const EVENT = z.object({
  id: z.string().regex(/^[\x20-\x7e]{1,200}$/),
  event: z.enum(["bounce", "complaint", "delivered"]),
  token: z.string().max(100).optional(),
  recipient: z.string().max(400).optional(),
  status: z
    .string()
    .regex(/^[245]\.\d{1,3}\.\d{1,3}$/)
    .nullish(),
  reason: z.string().max(10_000).nullish(),
});

export interface HookOrder {
  /** Signs the tokens. */
  secret: string;
  /** Signs the events. */
  hookSecret: string;
}

/** An event without a token of ours is answered as taken: telling it again would change nothing. */
export async function takeMailEvent(
  db: Db,
  order: HookOrder,
  signed: SignedBody,
  now: Temporal.Instant,
): Promise<HookAnswer> {
  const problem = findSignatureProblem(order.hookSecret, signed, now.epochMilliseconds / 1_000);
  if (problem) return { status: 403, says: problem };
  const parsed = EVENT.safeParse(parseJson(signed.body.toString("utf8")));
  if (!parsed.success)
    return {
      status: 400,
      says: 'it must be JSON such as {"id": "1", "event": "bounce", "token": "…", "status": "5.1.1"}',
    };
  const { id, event, token, recipient, status = null, reason = null } = parsed.data;
  const deliveryId = token ? readToken(order.secret, "bounce", token) : findDelivery(order.secret, recipient ?? "");
  if (deliveryId === null) return { status: 200, says: "ignored: no token of ours" };
  const kind = event === "bounce" ? severityOf(status, reason) : event;
  const { outcome } = await recordBounce(db, { provider: "hook", eventId: id, deliveryId, kind, status, reason }, now);
  return { status: 200, says: `${kind}: ${outcome}` };
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
