/** Webhooks in the ledger: written when match batches have closed, and put into JSON when they are handed over. */
import type { Claim } from "../db/deliveries.ts";
import type { Db } from "../db/open.ts";
import type { PublicPaper } from "../db/public-papers.ts";
import { findWebhookPart, insertWebhookMessages, type WebhookPart } from "../db/webhooks.ts";
import type { WebhookContent } from "../domain/delivery/channel.ts";
import { DIGEST_EXPIRY_HOURS } from "../domain/delivery/state.ts";

/** Returns how many deliveries were written. */
export const insertWebhooks = (db: Db, now: Temporal.Instant): Promise<number> =>
  insertWebhookMessages(db, {
    at: now.toString(),
    today: now.toZonedDateTimeISO("UTC").toPlainDate().toString(),
    expiresAt: now.add({ hours: DIGEST_EXPIRY_HOURS }).toString(),
  });

/** By claim; one whose webhook or subscription has ended has none. */
export async function loadWebhooks(db: Db, claims: Claim[]): Promise<Map<Claim, WebhookContent>> {
  const loaded = new Map<Claim, WebhookContent>();
  for (const claim of claims) {
    if (claim.kind !== "webhook") continue;
    const part = await findWebhookPart(db, claim.key, claim.part);
    if (part) loaded.set(claim, { webhookId: part.id, body: writeBody(part, claim) });
  }
  return loaded;
}

/** Without votes and comments, which change: a try again says the same. */
function writeBody({ number, name, reading, papers }: WebhookPart, { created_at, part }: Claim): string {
  return JSON.stringify({
    type: "papers.matched",
    timestamp: new Date(created_at).toISOString(),
    data: { topic: { number, name, reading }, part, papers: papers.map(tell) },
  });
}

const tell = (paper: PublicPaper) => ({
  id: paper.id,
  arxivId: paper.arxivId,
  title: paper.title,
  abstract: paper.abstract,
  authors: paper.authors.map(({ name }) => name),
  organisation: paper.organisation?.name ?? null,
  publishedOn: paper.publishedOn,
  firstListedOn: paper.firstListedOn,
  categories: paper.categories,
  codeUrl: paper.codeUrl,
  projectUrl: paper.projectUrl,
  withdrawn: paper.withdrawn,
});
