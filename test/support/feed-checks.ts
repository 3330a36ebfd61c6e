/** Reads feeds as strictly as their specifications allow, and says every rule that one breaks. */
import { SaxesParser } from "saxes";

export interface CheckedEntry {
  id: string;
  url: string;
  title: string;
  summary: string;
  /** Seconds since 1970. */
  at: number;
  authors: string[];
  categories: string[];
}

export interface CheckedFeed {
  title: string;
  self: string;
  entries: CheckedEntry[];
  /** Rules that are broken, with where. */
  broken: string[];
}

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

const RFC822 =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const IRI = /^(https?:\/\/\S+|urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/;
const ATOM = "http://www.w3.org/2005/Atom";

/** @throws Error where the XML is not well-formed, namespaces included. */
function readXml(text: string): Element {
  const parser = new SaxesParser({ xmlns: true });
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => {
    const attributes = Object.fromEntries(Object.values(tag.attributes).map(({ name, value }) => [name, value]));
    const name = tag.uri === "" ? tag.local : `{${tag.uri}}${tag.local}`;
    const element: Element = { name, attributes, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => open.pop());
  for (const event of ["text", "cdata"] as const)
    parser.on(event, (more) => {
      (open.at(-1) as Element).text += more;
    });
  parser.write(text).close();
  return root.children[0] as Element;
}

const all = (element: Element, name: string): Element[] => element.children.filter((each) => each.name === name);
const textOf = (element: Element, name: string): string => all(element, name)[0]?.text ?? "";

/** RSS 2.0 with the RSS Advisory Board's profile: what it asks for, and what it allows once. */
export function checkRss(text: string): CheckedFeed {
  const rss = readXml(text);
  const [channel] = rss.children as [Element];
  const broken: string[] = [];
  const expect = (holds: boolean, rule: string) => void (holds || broken.push(rule));
  expect(rss.name === "rss" && rss.attributes.version === "2.0", "the root is rss 2.0");
  expect(rss.children.length === 1 && channel.name === "channel", "there is one channel");
  for (const name of ["title", "link", "description"])
    expect(all(channel, name).length === 1 && textOf(channel, name) !== "", `the channel has one ${name}`);
  expect(RFC822.test(textOf(channel, "lastBuildDate")), "lastBuildDate is RFC 822");
  const self = all(channel, `{${ATOM}}link`).filter(({ attributes }) => attributes.rel === "self");
  expect(self.length === 1 && self[0]?.attributes.type === "application/rss+xml", "atom:link says where the feed is");
  const entries = all(channel, "item").map((item, i): CheckedEntry => {
    const where = `item ${i}`;
    for (const name of ["title", "link", "description", "guid", "pubDate"])
      expect(all(item, name).length === 1 && textOf(item, name) !== "", `${where} has one ${name}`);
    expect(all(item, "author").length === 0, `${where} has no author without an address of mail`);
    expect(all(item, "guid")[0]?.attributes.isPermaLink === "false", `${where} says that its guid is no link`);
    expect(RFC822.test(textOf(item, "pubDate")), `${where} is dated by RFC 822`);
    expect(!/[<>]/.test(textOf(item, "description")), `${where} has a description whose HTML is text`);
    return {
      id: textOf(item, "guid"),
      url: textOf(item, "link"),
      title: textOf(item, "title"),
      summary: textOf(item, "description").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
      at: Date.parse(textOf(item, "pubDate")) / 1000,
      authors: all(item, "{http://purl.org/dc/elements/1.1/}creator").map((each) => each.text),
      categories: all(item, "category").map((each) => each.text),
    };
  });
  return finish({ title: textOf(channel, "title"), self: self[0]?.attributes.href ?? "", entries, broken });
}

/** RFC 4287, section 4. */
export function checkAtom(text: string): CheckedFeed {
  const feed = readXml(text);
  const broken: string[] = [];
  const expect = (holds: boolean, rule: string) => void (holds || broken.push(rule));
  const atom = (name: string) => `{${ATOM}}${name}`;
  const only = (element: Element, names: string[], where: string) => {
    for (const name of names)
      expect(all(element, atom(name)).length === 1 && textOf(element, atom(name)) !== "", `${where} has one ${name}`);
  };
  const link = (element: Element, rel: string) =>
    all(element, atom("link")).filter(({ attributes }) => (attributes.rel ?? "alternate") === rel);
  expect(feed.name === atom("feed"), "the root is an Atom feed");
  only(feed, ["id", "title", "updated"], "the feed");
  expect(IRI.test(textOf(feed, atom("id"))), "the feed's id is an IRI");
  expect(RFC3339.test(textOf(feed, atom("updated"))), "the feed's date is RFC 3339");
  expect(all(feed, atom("author")).length >= 1, "the feed has an author");
  const [self] = link(feed, "self");
  expect(self !== undefined && link(feed, "alternate").length === 1, "the feed links to itself and to its page");
  const entries = all(feed, atom("entry")).map((entry, i): CheckedEntry => {
    const where = `entry ${i}`;
    only(entry, ["id", "title", "updated", "published", "summary"], where);
    for (const name of ["title", "summary"])
      expect((all(entry, atom(name))[0]?.attributes.type ?? "text") === "text", `${where} has ${name} as text`);
    for (const name of ["updated", "published"])
      expect(RFC3339.test(textOf(entry, atom(name))), `${where} has ${name} by RFC 3339`);
    expect(textOf(entry, atom("updated")) === textOf(entry, atom("published")), `${where} is dated once`);
    expect(link(entry, "alternate").length === 1, `${where} has one alternate link`);
    for (const author of all(entry, atom("author"))) only(author, ["name"], `an author of ${where}`);
    return {
      id: textOf(entry, atom("id")),
      url: link(entry, "alternate")[0]?.attributes.href ?? "",
      title: textOf(entry, atom("title")),
      summary: textOf(entry, atom("summary")),
      at: Date.parse(textOf(entry, atom("updated"))) / 1000,
      authors: all(entry, atom("author")).map((each) => textOf(each, atom("name"))),
      categories: all(entry, atom("category")).map(({ attributes }) => attributes.term ?? ""),
    };
  });
  const newest = Math.max(0, ...entries.map(({ at }) => at));
  expect(Date.parse(textOf(feed, atom("updated"))) / 1000 >= newest, "the feed is as new as its entries");
  return finish({ title: textOf(feed, atom("title")), self: self?.attributes.href ?? "", entries, broken });
}

/** JSON Feed 1.1. */
export function checkJsonFeed(text: string): CheckedFeed {
  const feed = JSON.parse(text);
  const broken: string[] = [];
  const expect = (holds: boolean, rule: string) => void (holds || broken.push(rule));
  expect(feed.version === "https://jsonfeed.org/version/1.1", "it says its version");
  expect(typeof feed.title === "string" && feed.title !== "", "it has a title");
  expect(/^https?:/.test(feed.home_page_url) && /^https?:/.test(feed.feed_url), "it says where it and its page are");
  expect(Array.isArray(feed.items), "it has items");
  // biome-ignore lint/suspicious/noExplicitAny: it is what is checked
  const entries = feed.items.map((item: any, i: number): CheckedEntry => {
    for (const name of ["id", "url", "title", "content_text"])
      expect(typeof item[name] === "string" && item[name] !== "", `item ${i} has ${name}`);
    expect(RFC3339.test(item.date_published), `item ${i} is dated by RFC 3339`);
    expect(item.date_modified === undefined, `item ${i} is dated once`);
    const authors = (item.authors ?? []).map(({ name }: { name: string }) => name);
    expect(
      [...authors, ...(item.tags ?? [])].every((each) => typeof each === "string"),
      `item ${i} names in text`,
    );
    return {
      id: item.id,
      url: item.url,
      title: item.title,
      summary: item.content_text,
      at: Date.parse(item.date_published) / 1000,
      authors,
      categories: item.tags ?? [],
    };
  });
  return finish({ title: feed.title, self: feed.feed_url, entries, broken });
}

/** What holds for all of them. */
function finish(feed: CheckedFeed): CheckedFeed {
  const { entries, broken, self } = feed;
  if (!/^https?:\/\/\S+$/.test(self)) broken.push("the feed's own address is absolute");
  if (new Set(entries.map(({ id }) => id)).size !== entries.length) broken.push("ids are unique");
  entries.forEach(({ id, url, at }, i) => {
    if (!IRI.test(id)) broken.push(`entry ${i} has an IRI for an id: ${id}`);
    if (!/^https?:\/\/\S+$/.test(url)) broken.push(`entry ${i} has an absolute link: ${url}`);
    if (!Number.isInteger(at)) broken.push(`entry ${i} is dated to the second`);
    if (i > 0 && at >= (entries[i - 1] as CheckedEntry).at) broken.push(`entry ${i} is older than the one before`);
  });
  return feed;
}

export const CHECKS = { rss: checkRss, atom: checkAtom, json: checkJsonFeed };
