/** How an operator names sources, and what is said of what is none. */
import { expect, test } from "vitest";
import { parseSourceNames } from "../../../src/domain/intake/source-name.ts";

const namesOf = (typed: string) => {
  const parsed = parseSourceNames(typed.split(" "));
  return parsed.ok ? parsed.sources.map(({ name, key }) => (key === null ? name : `${name} ${key}`)) : parsed.message;
};

test.each([
  ["huggingface", ["huggingface"]],
  ["HF", ["huggingface"]],
  ["biorxiv", ["biorxiv"]],
  ["arxiv cs.CL", ["arxiv/cs.CL cs.CL"]],
  ["arXiv CS.cl stat.ML", ["arxiv/cs.CL cs.CL", "arxiv/stat.ML stat.ML"]],
  ["arxiv/cs.CL", ["arxiv/cs.CL cs.CL"]],
  ["arxiv:hep-th", ["arxiv/hep-th hep-th"]],
  ["https://www.example.org/feed.xml", ["feed/example.org https://www.example.org/feed.xml"]],
  ["https://example.org/blog/rss/index.xml#top", ["feed/example.org/blog https://example.org/blog/rss/index.xml"]],
  ["https://example.org/?feed=papers", ["feed/example.org/feed-papers https://example.org/?feed=papers"]],
])("%s", (typed, names) => expect(namesOf(typed)).toEqual(names));

test.each([
  ["arxiv", /needs a category: arxiv cs\.CL/],
  ["arxiv cs.XL", /"cs\.XL" is not a category of arXiv\. Did you mean cs\.\w\w\?/],
  ["arxiv cs.*", /is not a category/],
  ["twitter", /"twitter" is no source\. Name huggingface, arxiv/],
  ["ftp://example.org/feed", /is no source/],
  ["https://user:secret@example.org/feed", /holds a password/],
  ["huggingface biorxiv", /more than one source/],
])("%s is refused", (typed, message) => {
  expect(namesOf(typed)).toMatch(message);
  expect(namesOf(typed)).not.toContain("secret");
});
