/** What Slack shows below a link to a public page of ours: the paper, the topic, the list. A private page shows nothing. */
import { parsePeriod } from "../domain/calendar/period.ts";
import type { Archive, PublicPaper } from "../reading/archive.ts";
import { type Mrkdwn, mrkdwn } from "../render/mrkdwn.ts";
import { lines, type ReplyBlock, renderReply, small } from "../render/slack-replies.ts";
import { count, showDay } from "../render/wording.ts";
import { titleLine, toItem } from "./paper-item.ts";

type Library = Pick<Archive, "findPaper" | "listCatalogue" | "listPage" | "listTopicPapers" | "search">;

/** Of one message; more would bury it. */
const LINKS_MOST = 5;
const PAPERS = 3;

/** Blocks by address, as Slack gave it. `base`: where our pages are: `https://papers.example.org`. */
export async function drawLinks(
  archive: Library,
  base: string,
  urls: readonly string[],
): Promise<Record<string, ReplyBlock[]>> {
  const drawn: Record<string, ReplyBlock[]> = {};
  for (const url of urls.slice(0, LINKS_MOST)) {
    const path = readOwnPath(base, url);
    const blocks = path === null ? null : await drawPage(archive, path);
    if (blocks !== null) drawn[url] = blocks;
  }
  return drawn;
}

/** Its path below the base and its query; null for an address elsewhere. */
function readOwnPath(base: string, url: string): { path: string; query: URLSearchParams } | null {
  const [ours, theirs] = [URL.parse(base), URL.parse(url)];
  const root = ours?.pathname.replace(/\/+$/, "") ?? "";
  if (!ours || ours.origin !== theirs?.origin || !theirs.pathname.startsWith(`${root}/`)) return null;
  return { path: theirs.pathname.slice(root.length), query: theirs.searchParams };
}

async function drawPage(
  archive: Library,
  { path, query }: { path: string; query: URLSearchParams },
): Promise<ReplyBlock[] | null> {
  const [, kind, name = ""] = /^\/([a-z]+)(?:\/(.+?))?\/?$/.exec(path) ?? [];
  if (kind === "paper") return drawPaper(archive, decode(name));
  if (kind === "papers") return drawList(archive, name);
  if (kind === "topics" && name !== "") return drawTopic(archive, decode(name));
  return kind === "search" && name === "" ? drawSearch(archive, query.get("q") ?? "") : null;
}

async function drawPaper(archive: Library, name: string): Promise<ReplyBlock[] | null> {
  const paper = await archive.findPaper(name);
  if (paper === null) return null;
  const parts = [{ kind: "paper" as const, item: toItem(paper), buttons: [] }];
  return renderReply(mrkdwn`${paper.title}`, [...parts, small(mrkdwn`Listed ${showDay(paper.firstListedOn)}`)]).blocks;
}

async function drawList(archive: Library, name: string): Promise<ReplyBlock[] | null> {
  const period = parsePeriod(name);
  if (period === null) return null;
  const whole = { period, order: "trending" as const, source: null, category: null, topic: null };
  const page = await archive.listPage({ ...whole, after: null, limit: PAPERS });
  if (page === null || page.count === 0) return null;
  const when = period.kind === "day" ? showDay(period.from) : `${showDay(period.from)} to ${showDay(period.to)}`;
  return draw(mrkdwn`${count(page.count, "paper")}, ${when}`, page.papers);
}

async function drawTopic(archive: Library, slug: string): Promise<ReplyBlock[] | null> {
  const entry = (await archive.listCatalogue()).find((each) => each.slug === slug);
  if (entry === undefined) return null;
  const found = await archive.listTopicPapers(entry.query, { before: null, limit: PAPERS });
  return draw(mrkdwn`${entry.name}: ${entry.description}`, found?.papers ?? []);
}

async function drawSearch(archive: Library, query: string): Promise<ReplyBlock[] | null> {
  const found = query === "" ? null : await archive.search(query, PAPERS);
  if (!found?.ok || found.papers.length === 0) return null;
  return draw(mrkdwn`${found.exact ? "" : "About "}${count(found.count, "paper")} for ${found.reading}`, found.papers);
}

const draw = (says: Mrkdwn, papers: readonly PublicPaper[]): ReplyBlock[] =>
  renderReply(says, [lines(says, ...papers.map((paper) => mrkdwn`• ${titleLine(paper)}`))]).blocks;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
