/** The log of what operators did, a page at a time. */
import { type AuditRow, listAudit } from "../db/audit.ts";
import type { Db } from "../db/open.ts";

export type AuditEntry = AuditRow;

const PAGE = 100;

export async function listLog(db: Db, before: number | null): Promise<{ rows: AuditEntry[]; more: boolean }> {
  const rows = await listAudit(db, { before, subject: null, limit: PAGE + 1 });
  return { rows: rows.slice(0, PAGE), more: rows.length > PAGE };
}
