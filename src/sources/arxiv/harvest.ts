/** Reads arXiv's OAI-PMH page by page: for back-fills of months, with tokens that go on where they stopped. */
import type { HttpClient } from "../http/client.ts";
import { type ArxivAddresses, oaiSetOf } from "./addresses.ts";
import { type OaiPage, parseOaiPage } from "./oai.ts";

export type HarvestPage = OaiPage | { ok: false; cause: string; waitSeconds: number | null; expired: boolean };

/** `token` as it arrived, still percent-encoded: it is encoded once more. Null: the first page of records changed since `from`. */
export async function harvestPage(
  http: HttpClient,
  addresses: ArxivAddresses,
  { category, from, token }: { category: string; from: string; token: string | null },
): Promise<HarvestPage> {
  const query: Record<string, string> =
    token === null
      ? { verb: "ListRecords", metadataPrefix: "arXiv", from, set: oaiSetOf(category) }
      : { verb: "ListRecords", resumptionToken: token };
  const fetched = await http.get({ url: addresses.oai(query), lane: "arxiv", expect: "XML", configured: true });
  if (fetched.kind === "unchanged")
    return { ok: false, cause: "arXiv answered 304, which was not asked for", waitSeconds: null, expired: false };
  if (fetched.kind === "failed")
    return { ok: false, cause: fetched.cause, waitSeconds: fetched.waitSeconds, expired: false };
  const page = parseOaiPage(fetched.text);
  return page.ok
    ? page
    : { ok: false, cause: page.cause, waitSeconds: null, expired: page.code === "badResumptionToken" };
}
