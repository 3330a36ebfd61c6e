/** Links to our own pages in Slack: what is shown below them, and that private pages and other sites show nothing. */
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { saveCatalogue } from "../../src/db/catalogue.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { describeOnBoth } from "../support/databases.ts";
import { makeListing, makeListings, makeOrder } from "../support/listings.ts";
import { findBlockFault } from "../support/slack-blocks.ts";
import { type House, openHouse } from "../support/slack-house.ts";
import { eventOf } from "../support/slack-requests.ts";
import { openTalk } from "../support/slack-talk.ts";

const BASE = "https://papers.example.org";

describeOnBoth("links to our pages", (open) => {
  async function openPages(base: string | null = BASE) {
    const database = await open();
    const hostile = makeListing({ arxiv: "2605.00099", title: "<!channel> *bold* <https://evil.example|x> & more" });
    await takeIn(database.db, makeOrder([...makeListings(4), hostile]));
    await analyseWaiting(database.db);
    const entry = { slug: "agents", name: "Agents", heading: "Learning", query: "agent OR agents", position: 0 };
    await saveCatalogue(database.db, [{ ...entry, description: "Programs that act" }]);
    return openTalk(database, { base }).dialogue;
  }
  const textOf = (blocks: object[] | undefined) => JSON.stringify(blocks ?? null);

  test("show the paper, the list, the topic or the search", async () => {
    const dialogue = await openPages();
    const paths = ["/paper/2605.00001", "/papers/2026-05-14", "/papers/2026-05", "/topics/agents", "/search?q=paper"];
    const drawn = await dialogue.unfurl(paths.map((path) => `${BASE}${path}`));
    const [paper, day, month, topic] = paths.map((path) => textOf(drawn[`${BASE}${path}`]));
    expect(paper).toContain("https://huggingface.co/papers/2605.00001");
    expect(day).toContain("5 papers, Thu 14 May");
    expect(month).toContain("5 papers, Fri 1 May to Sun 31 May");
    expect(topic).toContain("Agents: Programs that act");
    for (const blocks of Object.values(drawn)) expect(findBlockFault(blocks as never, 50)).toBeNull();
  });

  test("show nothing of a reader's own pages, of what is not there, and of other sites", async () => {
    const dialogue = await openPages();
    const own = ["preferences/abc", "digest/abc", "leave/abc", "own/abc", "slack/install", "", "topics", "papers"];
    const none = [
      "paper/2605.99999",
      "papers/2026-13-01",
      "papers/2020-01-01",
      "topics/none",
      "search?q=",
      "paper/%E0%A4%A",
    ];
    const elsewhere = [
      ...["https://evil.example/paper/2605.00001", "https://papers.example.org.evil.example/paper/2605.00001"],
      ...[
        "http://papers.example.org/paper/2605.00001",
        "https://papers.example.org:8443/paper/2605.00001",
        "javascript:1",
        "",
      ],
    ];
    for (const url of [...[...own, ...none].map((path) => `${BASE}/${path}`), ...elsewhere])
      expect(await dialogue.unfurl([url]), url).toEqual({});
    expect(await (await openPages(null)).unfurl([`${BASE}/paper/2605.00001`])).toEqual({});
  });

  test("ping nobody, and a message full of links shows five", async () => {
    const dialogue = await openPages();
    const drawn = textOf((await dialogue.unfurl([`${BASE}/paper/2605.00099`]))[`${BASE}/paper/2605.00099`]);
    expect(drawn).not.toMatch(/<!|evil\.example\|/);
    expect(drawn).toContain("&lt;!channel&gt;");
    const many = Array.from({ length: 9 }, (_, i) => `${BASE}/paper/2605.00001?n=${i}`);
    expect(Object.keys(await dialogue.unfurl(many))).toHaveLength(5);
  });

  test("are found below a path that the pages stand under", async () => {
    const dialogue = await openPages(`${BASE}/reading/`);
    expect(
      Object.keys(await dialogue.unfurl([`${BASE}/reading/paper/2605.00001`, `${BASE}/paper/2605.00001`])),
    ).toEqual([`${BASE}/reading/paper/2605.00001`]);
  });
});

describe("Slack's word of a link", () => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse();
  });
  afterEach(() => house.close());
  const shared = (more: object) =>
    eventOf({ type: "link_shared", user: "U0ADA", links: [{ url: `${BASE}/papers` }], ...more });
  const shown = () => house.api.calls.filter(({ method }) => method === "chat.unfurl").map(({ body }) => body);

  it("is answered below the message, also while it is being written, once", async () => {
    const posted = shared({ channel: "C0RESEARCH", message_ts: "1778740000.000001" });
    await house.tell(posted);
    await house.tell(posted);
    await house.tell(shared({ channel: "COMPOSER", message_ts: "x", unfurl_id: "U-1", source: "composer" }));
    expect(shown()).toEqual([
      { channel: "C0RESEARCH", ts: "1778740000.000001", unfurls: expect.any(Object) },
      { unfurl_id: "U-1", source: "composer", unfurls: expect.any(Object) },
    ]);
  });

  it.each([
    ["without links", shared({ channel: "C0RESEARCH", message_ts: "1.0", links: [] })],
    ["without a place", shared({})],
    ["of our own message", shared({ channel: "C0RESEARCH", message_ts: "1.0", user: "U0BOT" })],
  ])("is left alone %s", async (_, payload) => {
    expect((await house.tell(payload)).status).toBe(200);
    expect(shown()).toEqual([]);
    expect(house.logged.join()).not.toMatch(/failed/);
  });
});
