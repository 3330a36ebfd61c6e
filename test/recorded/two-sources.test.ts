/** Eighteen recorded days of cs.CV beside the Hugging Face days of the same weeks, read as due from a stand-in that serves them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, it } from "vitest";
import { describeOnBoth } from "../support/databases.ts";
import { give, openReadingRoom } from "../support/reading-room.ts";
import { escapeXml } from "../support/source-texts.ts";

const RECORDED = join(import.meta.dirname, "../../../shared/recorded");
const exists = existsSync(RECORDED);
if (!exists) console.log("skipped: recorded input is expected in ../shared/recorded beside the repository");

interface Announced {
  arxiv_id: string;
  title: string;
  abstract: string;
  authors: string[];
  comment: string | null;
  categories: string[];
  announce_type: "new" | "cross" | "replace" | "replace-cross";
}
const DAYS = Array.from({ length: 18 }, (_, i) => Temporal.PlainDate.from("2026-04-17").add({ days: i }).toString());
const announcedOn = (day: string): Announced[] =>
  JSON.parse(readFileSync(join(RECORDED, "arxiv/announce_csCV", `${day}.json`), "utf8")).papers;
const recordedList = (day: string): string => {
  const file = join(RECORDED, "hf-daily", `${day}.json`);
  return existsSync(file) ? readFileSync(file, "utf8") : "[]";
};

/** The day as arXiv's feed would say it. */
function feedOf(day: string, papers: Announced[]): string {
  const items = papers.map(
    (
      paper,
    ) => `<item><title>${escapeXml(paper.title)}</title><guid>oai:arXiv.org:${paper.arxiv_id}v${paper.announce_type.startsWith("replace") ? 2 : 1}</guid>
    <description>arXiv:${paper.arxiv_id} Announce Type: ${paper.announce_type} \nAbstract: ${escapeXml(paper.abstract)}</description>
    ${paper.categories.map((name) => `<category>${name}</category>`).join("")}<arxiv:announce_type>${paper.announce_type}</arxiv:announce_type>
    <dc:creator>${escapeXml(paper.authors.join(", "))}</dc:creator></item>`,
  );
  return `<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel><title>cs.CV updates on arXiv.org</title>
  <pubDate>${new Date(`${day}T12:00:00Z`).toUTCString()}</pubDate>${items.join("")}</channel></rss>`;
}

const SECTIONS = [
  ["New submissions", /^new$/],
  ["Cross submissions", /^cross$/],
  ["Replacement submissions", /^replace/],
] as const;
/** The page as arXiv would draw it: ids, titles and counts. */
function pageOf(day: string, papers: Announced[]): string {
  const name = Temporal.PlainDate.from(day)
    .toLocaleString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" })
    .replace(/^(\w+),? /, "$1, ");
  const sections = SECTIONS.map(([heading, type]) => {
    const own = papers.filter((paper) => type.test(paper.announce_type));
    const entries = own.map(
      (
        paper,
      ) => `<dt><a href="/abs/${paper.arxiv_id}" title="Abstract">arXiv:${paper.arxiv_id}</a></dt><dd><div class='list-title mathjax'>Title: ${escapeXml(paper.title)}</div>
      <div class='list-authors'>${escapeXml(paper.authors.join(", "))}</div></dd>`,
    );
    return own.length === 0
      ? ""
      : `<h3>${heading} (showing ${own.length} of ${own.length} entries)</h3>${entries.join("")}`;
  });
  return `<html><body><h3>Showing new listings for ${name}</h3><dl>${sections.join("")}</dl></body></html>`;
}

describeOnBoth("eighteen days of cs.CV beside Hugging Face", (open) => {
  it.skipIf(!exists)(
    "are whole with their declared counts; what is new is one paper once, replacements make none, and the log explains each merge",
    async () => {
      const { db } = await open();
      const room = await openReadingRoom(db);
      let today = DAYS[0] as string;
      room.serve((url, response) => {
        const papers = announcedOn(today);
        if (url.pathname.startsWith("/rss/")) return give(response, "xml", feedOf(today, papers));
        if (url.pathname.startsWith("/list/")) return give(response, "html", pageOf(today, papers));
        if (url.pathname.startsWith("/api/query"))
          return give(
            response,
            "xml",
            `<feed xmlns="http://www.w3.org/2005/Atom"><totalResults>0</totalResults><startIndex>0</startIndex></feed>`,
          );
        const date = url.searchParams.get("date") ?? "";
        give(response, "json", date <= today && !url.searchParams.has("p") ? recordedList(date) : "[]");
      });
      try {
        room.at(`${today}T00:30:00Z`);
        await room.add("arxiv", "cs.CV");
        await db
          .updateTable("source")
          .set({ reads_from: today })
          .where("name", "in", ["arxiv/cs.CV", "huggingface"])
          .execute();
        for (const day of DAYS) {
          today = day;
          for (const hour of ["05:30", "14:00", "23:00"]) {
            room.at(`${day}T${hour}:00Z`);
            expect((await room.due()).crashed).toEqual([]);
          }
        }
      } finally {
        await room.close();
      }
      const states = await db
        .selectFrom("source_day")
        .select(["listed_on", "state", "declared", "parsed"])
        .where("source", "=", "arxiv/cs.CV")
        .orderBy("listed_on")
        .execute();
      for (const row of states) {
        const count = announcedOn(row.listed_on).length;
        const expected =
          count === 0 ? { state: "holiday", parsed: 0 } : { state: "complete", parsed: count, declared: count };
        expect(row).toMatchObject({ listed_on: row.listed_on, ...expected });
      }
      expect(states).toHaveLength(18);
      const all = DAYS.flatMap(announcedOn);
      const announced = new Set(
        all.filter(({ announce_type }) => /^(?:new|cross)$/.test(announce_type)).map((paper) => paper.arxiv_id),
      );
      const listed = new Set(
        DAYS.flatMap((day) =>
          JSON.parse(recordedList(day)).map((record: { paper: { id: string } }) => record.paper.id),
        ),
      );
      const newOnes = all.filter(({ announce_type }) => announce_type === "new");
      expect([all.length, newOnes.length]).toEqual([2_509, 1_323]);

      const papers = await db.selectFrom("paper").select(["id", "arxiv_id"]).where("merged_into", "is", null).execute();
      const ids = papers.map((row) => row.arxiv_id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(ids)).toEqual(new Set([...announced, ...listed]));
      const onNew = await db
        .selectFrom("listing")
        .select(["source_key"])
        .where("source", "=", "arxiv/cs.CV")
        .where("live", "=", true)
        .execute();
      const counted = Map.groupBy(onNew, (row) => row.source_key);
      expect(newOnes.filter(({ arxiv_id }) => counted.get(arxiv_id)?.length !== 1)).toEqual([]);

      const { rows } = await sql<{ papers: number; most: number }>`
        select count(*) as papers, max(ids) as most from (
          select coalesce(p.merged_into, p.id) as paper, count(*) as ids from paper_id i join paper p on p.id = i.paper_id where i.scheme = 'arxiv' group by 1) as each`.execute(
        db,
      );
      expect(Number(rows[0]?.most)).toBe(1);
      const both = [...announced].filter((id) => listed.has(id));
      const shared = await sql<{ papers: number }>`
        select count(*) as papers from (select l.paper_id from listing l where l.live group by 1
          having count(distinct split_part(l.source, '/', 1)) = 2) as two`.execute(db);
      expect(Number(shared.rows[0]?.papers)).toBe(both.length);
      expect(both.length).toBeGreaterThan(50);
      const merged = await db.selectFrom("paper").select("id").where("merged_into", "is not", null).execute();
      const logged = await db.selectFrom("identity_log").select("other_id").where("decision", "=", "merged").execute();
      expect(merged.map((row) => row.id).sort()).toEqual(logged.map((row) => row.other_id).sort());
    },
  );
});
