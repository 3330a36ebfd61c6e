/** On what both can say, topics find the papers that Postgres' own text search finds. */
import { sql } from "kysely";
import { expect, it } from "vitest";
import { indexPapers } from "../../src/domain/matching/index-papers.ts";
import { planCanonical } from "../../src/domain/matching/plan.ts";
import { createFinder } from "../../src/domain/ranking/best.ts";
import { parseTopic } from "../../src/domain/topic/parse.ts";
import { makePaper } from "../domain/matching/paper-sample.ts";
import { describeOnBoth } from "../support/databases.ts";
import { createRandom } from "../support/random.ts";
import { translateTopic } from "../support/text-search.ts";

const LONG = process.env.PAPERBOY_TEST_LONG === "1";
const TOPICS = LONG ? 2_000 : 300;
const PAPERS = LONG ? 1_000 : 200;

/** Words that are no stop words, compounds or abbreviations: what differs by intention is not asked. */
const WORDS =
  "agent agents agency model models modeling vision language languages tool tools learning learner learned deep robot robots robotic planning planner reasoning generate generation generalization attention network networks policy policies study studies".split(
    " ",
  );

const random = createRandom(23);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const words = (count: number) => Array.from({ length: count }, () => pick(WORDS));

function drawText(count: number): string {
  return words(count)
    .map((word) => (random() < 0.2 ? word[0]?.toUpperCase() + word.slice(1) : word) + (random() < 0.1 ? "," : ""))
    .join(" ");
}

function drawTopic(depth: number): string {
  const kind = depth === 0 ? 0 : random();
  if (kind < 0.4) {
    const term = random() < 0.6 ? pick(WORDS) : `"${words(2 + Math.floor(random() * 2)).join(" ")}"`;
    return random() < 0.2 ? `${pick(["ti", "abs"])}:${term}` : term;
  }
  const [a, b] = [drawTopic(depth - 1), drawTopic(depth - 1)];
  if (kind < 0.6) return `(${a}) (${b})`;
  return kind < 0.85 ? `(${a}) OR (${b})` : `(${a}) -(${b})`;
}

describeOnBoth(`${TOPICS} topics on ${PAPERS} papers`, (open) => {
  it("find what tsvector @@ tsquery finds", async () => {
    const { db } = await open();
    const papers = Array.from({ length: PAPERS }, (_, id) =>
      makePaper({ id, title: drawText(5), abstract: random() < 0.1 ? null : drawText(12) }),
    );
    const topics: { id: number; canonical: string; query: string }[] = [];
    while (topics.length < TOPICS) {
      const parsed = parseTopic(drawTopic(3));
      if (!parsed.ok) continue;
      const query = translateTopic(parsed.topic.ast);
      topics.push({ id: topics.length, canonical: parsed.topic.canonical, query });
    }
    const { rows } = await sql<{ topic: number; papers: number[] }>`
      with paper as materialized (
        select (p->>'id')::integer as id,
          setweight(to_tsvector('english', p->>'title'), 'A')
          || setweight(to_tsvector('english', 'xxxx ' || coalesce(p->>'abstract', '')), 'B') as doc
        from jsonb_array_elements(${JSON.stringify(papers)}::jsonb) as p
      )
      select (t->>'id')::integer as topic, coalesce(json_agg(paper.id order by paper.id) filter (where paper.id is not null), '[]') as papers
      from jsonb_array_elements(${JSON.stringify(topics)}::jsonb) as t
      left join paper on paper.doc @@ to_tsquery('english', t->>'query')
      group by 1 order by 1`.execute(db);
    const index = indexPapers(papers);
    const find = createFinder(index);
    let hits = 0;
    for (const { topic, papers: theirs } of rows) {
      const { canonical } = topics[topic] as (typeof topics)[number];
      const { count, positions } = find(planCanonical(index, canonical));
      expect([...positions.subarray(0, count)], canonical).toEqual(theirs);
      hits += count;
    }
    expect(rows).toHaveLength(TOPICS);
    expect(hits).toBeGreaterThan(TOPICS * 5);
  });
});
