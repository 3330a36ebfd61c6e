/** Answers of the sources, made by hand in the shape of the real ones, with invented papers. */
import { makeText } from "./listings.ts";

export interface MadePaper {
  id: string;
  announcement?: "new" | "cross" | "replace" | "replace-cross";
  version?: number;
  title?: string;
  categories?: string[];
  comment?: string;
  doi?: string;
}

/** `count` papers of different ids, `2605.00001` and on. */
export const makePapers = (count: number, wish: Partial<MadePaper> = {}, first = 1): MadePaper[] =>
  Array.from({ length: count }, (_, i) => ({ id: `2605.${String(first + i).padStart(5, "0")}`, ...wish }));

const titleOf = ({ id, title }: MadePaper) => title ?? `A paper on ${makeText(`title ${id}`, 5)} ${id}`;
const abstractOf = ({ id, version = 1 }: MadePaper) => makeText(`abstract ${id} ${version}`, 60);
const categoriesOf = ({ announcement, categories }: MadePaper) =>
  categories ?? (announcement?.endsWith("cross") ? ["stat.ML", "cs.CL"] : ["cs.CL"]);

export function huggingFaceText(papers: MadePaper[], upvotes = 3): string {
  return JSON.stringify(
    papers.map((paper) => ({
      title: titleOf(paper),
      numComments: 1,
      paper: {
        id: paper.id,
        title: titleOf(paper),
        summary: abstractOf(paper),
        authors: [{ name: "Ada Lovelace" }, { name: "Alan Turing" }],
        publishedAt: "2026-05-12T17:59:59.000Z",
        upvotes,
      },
    })),
  );
}

/** arXiv's RSS of a day, `YYYY-MM-DD`. */
export function arxivFeedText(day: string, papers: MadePaper[]): string {
  const date = new Date(`${day}T04:00:00Z`).toUTCString().replace("04:00:00 GMT", "00:00:00 -0400");
  const items = papers.map(
    (paper) => `<item><title>${titleOf(paper)}</title><link>https://arxiv.org/abs/${paper.id}</link>
      <description>arXiv:${paper.id}v${paper.version ?? 1} Announce Type: ${paper.announcement ?? "new"} \nAbstract: ${abstractOf(paper)}</description>
      <guid isPermaLink="false">oai:arXiv.org:${paper.id}v${paper.version ?? 1}</guid>
      ${categoriesOf(paper)
        .map((name) => `<category>${name}</category>`)
        .join("")}
      <arxiv:announce_type>${paper.announcement ?? "new"}</arxiv:announce_type><dc:creator>Ada Lovelace, Alan Turing</dc:creator></item>`,
  );
  return `<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>
<title>cs.CL updates on arXiv.org</title><pubDate>${date}</pubDate><skipDays><day>Sunday</day><day>Saturday</day></skipDays>
${items.join("\n")}</channel></rss>`;
}

const SECTIONS = [
  ["New submissions", (paper: MadePaper) => (paper.announcement ?? "new") === "new"],
  ["Cross submissions", (paper: MadePaper) => paper.announcement === "cross"],
  ["Replacement submissions", (paper: MadePaper) => paper.announcement?.startsWith("replace") === true],
] as const;

/** arXiv's page of new listings; `declared` may say more than it shows. */
export function arxivPageText(day: string, papers: MadePaper[], declared = papers.length): string {
  const date = Temporal.PlainDate.from(day).toLocaleString("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  const heading = date.replace(/^(\w+),? /, "$1, ");
  const sections = SECTIONS.map(([name, belongs]) => {
    const own = papers.filter(belongs);
    if (own.length === 0) return "";
    const total = own.length + (name === "New submissions" ? declared - papers.length : 0);
    return `<h3>${name} (showing ${own.length} of ${total} entries)</h3>${own.map(entryText).join("\n")}`;
  });
  const list = papers.length === 0 ? "<p>No updates today.</p>" : `<dl id='articles'>${sections.join("\n")}</dl>`;
  return `<!DOCTYPE html><html><head><title>x</title></head><body><h3>Showing new listings for ${heading}</h3>${list}</body></html>`;
}

const entryText = (paper: MadePaper) => `<dt><a name='item1'>[1]</a>
  <a href ="/abs/${paper.id}" title="Abstract" id="${paper.id}"> arXiv:${paper.id} </a>[<a href="/pdf/${paper.id}">pdf</a>]</dt>
  <dd><div class='meta'><div class='list-title mathjax'><span class='descriptor'>Title:</span> ${titleOf(paper)}</div>
  <div class='list-authors'><a href="x">Ada Lovelace</a>, <a href="y">Alan Turing</a></div>
  ${paper.comment ? `<div class='list-comments mathjax'><span class='descriptor'>Comments:</span> ${paper.comment}</div>` : ""}
  <div class='list-subjects'><span class='descriptor'>Subjects:</span> <span class="primary-subject">A Subject (${categoriesOf(paper)[0]})</span>${categoriesOf(
    paper,
  )
    .slice(1)
    .map((name) => `; Another (${name})`)
    .join("")}</div><p class='mathjax'>${abstractOf(paper)}</p></div></dd>`;

/** A page of arXiv's API; all papers were submitted at one instant. */
export function arxivApiText(
  papers: MadePaper[],
  total = papers.length,
  submittedAt = "2026-05-12T15:00:00Z",
  start = 0,
): string {
  const entries = papers.map(
    (paper) => `<entry><id>http://arxiv.org/abs/${paper.id}v${paper.version ?? 1}</id><title>${titleOf(paper)}</title>
    <published>${submittedAt}</published><updated>${submittedAt}</updated><summary>${abstractOf(paper)}</summary>
    <author><name>Ada Lovelace</name></author><author><name>Alan Turing</name></author>
    ${paper.comment ? `<arxiv:comment>${paper.comment}</arxiv:comment>` : ""}${paper.doi ? `<arxiv:doi>${paper.doi}</arxiv:doi>` : ""}
    ${categoriesOf(paper)
      .map((name) => `<category term="${name}"/>`)
      .join("")}<arxiv:primary_category term="${categoriesOf(paper)[0]}"/></entry>`,
  );
  return `<?xml version='1.0' encoding='UTF-8'?><feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
<title>arXiv Query</title><opensearch:totalResults>${total}</opensearch:totalResults><opensearch:startIndex>${start}</opensearch:startIndex>${entries.join("")}</feed>`;
}

export function biorxivText(
  day: string,
  papers: { doi: string; version?: number }[],
  { total = papers.length, cursor = 0 } = {},
): string {
  return JSON.stringify({
    messages: [{ status: "ok", cursor, count: papers.length, total: String(total) }],
    collection: papers.map(({ doi, version = 1 }) => ({
      doi,
      title: `A paper on ${makeText(`title ${doi}`, 5)} ${doi}`,
      abstract: makeText(`abstract ${doi}`, 60),
      authors: "Lovelace, A.; Turing, A. M.",
      author_corresponding_institution: "An Institute",
      date: day,
      version: String(version),
      type: "new results",
      category: "neuroscience",
      published: "NA",
      funder: "NA",
    })),
  });
}

export function feedText(items: { key: string; day: string | null; title?: string }[]): string {
  const entries = items.map(
    ({ key, day, title }) =>
      `<item><title>${title ?? `An item on ${makeText(`title ${key}`, 5)}`}</title><guid isPermaLink="false">${key}</guid><link>https://example.org/${key}</link>
      <description>${makeText(`text ${key}`, 40)}</description>${day === null ? "" : `<pubDate>${new Date(`${day}T08:00:00Z`).toUTCString()}</pubDate>`}</item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title>${entries.join("")}</channel></rss>`;
}

/** A page of OAI-PMH; `created` is the day of the first version, `changed` that of the last change. */
export function oaiText(
  records: (MadePaper & { created: string; changed: string })[],
  token: string | null,
  expires = "2026-06-02T00:00:00Z",
): string {
  const list = records.map(
    (
      record,
    ) => `<record><header><identifier>oai:arXiv.org:${record.id}</identifier><datestamp>${record.changed}</datestamp></header>
    <metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>${record.id}</id><created>${record.created}</created>
    <authors><author><keyname>Lovelace</keyname><forenames>Ada</forenames></author></authors><title>${titleOf(record)}</title>
    <categories>${categoriesOf(record).join(" ")}</categories><abstract>${abstractOf(record)}</abstract></arXiv></metadata></record>`,
  );
  const end =
    token === null ? "<resumptionToken/>" : `<resumptionToken expirationDate='${expires}'>${token}</resumptionToken>`;
  return `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>${list.join("")}${end}</ListRecords></OAI-PMH>`;
}

export const oaiErrorText = (code: string): string =>
  `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code='${code}'>No.</error></OAI-PMH>`;

export const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
