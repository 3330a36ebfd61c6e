/** Delivery status notifications (RFC 3464): what became of a mail, by the groups of fields for each recipient. */
import { type Fields, parseFieldGroups, withoutType } from "./fields.ts";
import { findStatus, type Severity, severityOf } from "./severity.ts";

export interface RecipientStatus {
  kind: Severity | "delayed" | "delivered";
  status: string | null;
  diagnostic: string | null;
  /** As the report names it; it identifies nobody. */
  recipient: string | null;
}

const OF_RECIPIENT = ["final-recipient", "original-recipient", "action", "status"];
const ARRIVED = ["delivered", "relayed", "expanded"];
/** The first of these that some recipient's group says is the report's. */
const MILDEST_FIRST: readonly RecipientStatus["kind"][] = ["delivered", "delayed", "policy", "soft", "full", "hard"];

/**
 * A mail of ours has one recipient: several groups are the mailboxes behind it (an alias, a list). So the mildest says
 * what became of the mail: one of them that got it means that it arrived. Null: no group can be read.
 */
export function readDeliveryStatus(text: string): { decisive: RecipientStatus; recipients: string[] } | null {
  const told = joinSplit(parseFieldGroups(text)).flatMap((fields) => readGroup(fields) ?? []);
  const kind = MILDEST_FIRST.find((each) => told.some((status) => status.kind === each));
  const decisive = told.find((status) => status.kind === kind);
  return decisive ? { decisive, recipients: told.flatMap(({ recipient }) => recipient ?? []) } : null;
}

/** A stray blank line within a group: what names no recipient of its own goes on with the group before. */
function joinSplit(groups: Fields[]): Fields[] {
  const joined: Fields[] = [];
  for (const group of groups.filter((fields) => OF_RECIPIENT.some((name) => fields.has(name)))) {
    const last = joined.at(-1);
    if (last && !group.has("final-recipient") && ![...group.keys()].some((name) => last.has(name)))
      joined[joined.length - 1] = new Map([...last, ...group]);
    else joined.push(group);
  }
  return joined;
}

function readGroup(fields: Fields): RecipientStatus | null {
  const status = findStatus(fields.get("status") ?? "");
  const said = fields.get("diagnostic-code") ?? null;
  const action = /^[a-z]+/.exec((fields.get("action") ?? "").toLowerCase())?.[0] ?? actionOf(status);
  const named = fields.get("final-recipient") ?? fields.get("original-recipient");
  const told = { status, diagnostic: said && withoutType(said), recipient: named ? withoutType(named) : null };
  if (action === "delayed") return { ...told, kind: "delayed" };
  if (ARRIVED.includes(action ?? "")) return { ...told, kind: "delivered" };
  return action === "failed" ? { ...told, kind: severityOf(status, said) } : null;
}

/** For reports that leave the action out: the status' class says it (RFC 3463, 3.1). */
function actionOf(status: string | null): string | null {
  return { "2": "delivered", "4": "delayed", "5": "failed" }[status?.[0] ?? ""] ?? null;
}
