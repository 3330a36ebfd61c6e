/** One good answer of every kind, made by hand; beside the repository also the recorded ones, by the parser that reads them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  arxivApiText,
  arxivFeedText,
  arxivPageText,
  biorxivText,
  feedText,
  huggingFaceText,
  makePapers,
  oaiText,
} from "./source-texts.ts";

const RECORDED = join(import.meta.dirname, "../../../shared/recorded");
const FILES: [string, string][] = [
  ["huggingface recorded", "hf-daily-earlier/2025-01-22_final.json"],
  ["arxivFeed recorded", "arxiv/rss/jmamath_cs_ai_2026-04-27_trimmed.xml"],
  ["arxivFeed recorded Atom", "arxiv/rss_atom/tidedra_atom_example.xml"],
  ["arxivApi recorded", "arxiv/api_atom/sotawhat_query_transformer_2026-06.xml"],
  ["oai recorded", "arxiv/oai/charlesahunt_ListRecords_arXiv_2026-09-20.xml"],
  ["biorxiv recorded", "biorxiv/pu5ha_biorxiv_details_2026-07-15.json"],
  ["feed recorded", "feeds/jmamath_openai_blog.xml"],
];

export function listAnswers(): [name: string, text: string][] {
  const papers = [
    ...makePapers(3),
    ...makePapers(2, { announcement: "cross" }, 10),
    ...makePapers(2, { announcement: "replace", version: 2 }, 20),
  ];
  const made: [string, string][] = [
    ["huggingface", huggingFaceText(papers)],
    ["arxivFeed", arxivFeedText("2026-05-13", papers)],
    ["arxivPage", arxivPageText("2026-05-13", papers)],
    ["arxivApi", arxivApiText(papers)],
    [
      "oai",
      oaiText(
        papers.map((paper) => ({ ...paper, created: "2026-05-12", changed: "2026-05-13" })),
        "t%3D1",
      ),
    ],
    ["biorxiv", biorxivText("2026-05-13", [{ doi: "10.64898/1" }, { doi: "10.64898/2" }])],
    [
      "feed",
      feedText([
        { key: "a", day: "2026-05-13" },
        { key: "b", day: null },
      ]),
    ],
    [
      "feed JSON",
      JSON.stringify({
        version: "https://jsonfeed.org/version/1.1",
        title: "x",
        items: [
          {
            id: "1",
            url: "https://example.org/1",
            title: "One",
            content_text: "text",
            date_published: "2026-05-13T08:00:00Z",
          },
        ],
      }),
    ],
  ];
  const recorded = FILES.filter(([, path]) => existsSync(join(RECORDED, path)));
  return [
    ...made,
    ...recorded.map(([name, path]): [string, string] => [name, readFileSync(join(RECORDED, path), "utf8")]),
  ];
}
