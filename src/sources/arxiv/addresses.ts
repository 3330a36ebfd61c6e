/** Where arXiv's four routes are: its feed, its list page, its query API and OAI-PMH. */

export interface ArxivAddresses {
  feed(category: string): string;
  listPage(category: string, skip: number): string;
  api(query: { search: string; start: number; most: number }): string;
  oai(query: Record<string, string>): string;
}

/** The list page's largest size. */
export const LIST_PAGE_SIZE = 2_000;

/** `baseUrl` stands in for all four hosts (a mirror or a stand-in); null: arXiv's own. */
export function createArxivAddresses(baseUrl: string | null): ArxivAddresses {
  const at = (host: string) => baseUrl?.replace(/\/+$/, "") ?? `https://${host}`;
  return {
    feed: (category) => `${at("rss.arxiv.org")}/rss/${category}`,
    listPage: (category, skip) => `${at("arxiv.org")}/list/${category}/new?skip=${skip}&show=${LIST_PAGE_SIZE}`,
    api: ({ search, start, most }) =>
      `${at("export.arxiv.org")}/api/query?${new URLSearchParams({
        search_query: search,
        start: String(start),
        max_results: String(most),
        sortBy: "submittedDate",
        sortOrder: "ascending",
      })}`,
    oai: (query) => `${at("oaipmh.arxiv.org")}/oai?${new URLSearchParams(query)}`,
  };
}

const PHYSICS = new Set(
  "astro-ph cond-mat gr-qc hep-ex hep-lat hep-ph hep-th math-ph nlin nucl-ex nucl-th physics quant-ph".split(" "),
);

/** OAI-PMH's name of a category: `cs.CL` is `cs:cs:CL`, `hep-th` is `physics:hep-th`. */
export function oaiSetOf(category: string): string {
  const [archive = "", subject] = category.split(".");
  const group = PHYSICS.has(archive) ? "physics" : archive;
  return [group, archive, subject].filter((part) => part !== undefined).join(":");
}
