/** A topic while it is typed into Slack's form: what the last 30 days would have brought, or what is wrong with it. */
import { expect, test } from "vitest";
import { saveCatalogue } from "../../src/db/catalogue.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { makeListings, makeOrder } from "../support/listings.ts";
import { ADA, openTalk } from "../support/slack-talk.ts";

async function fill({ db }: TestDatabase): Promise<void> {
  const agents = makeListings(30, { title: "Agents that <plan> their work ahead" });
  await takeIn(db, makeOrder([...agents, ...makeListings(10, {}, 50)]));
}

describeOnBoth("a topic in the form", (open) => {
  test("is drawn day by day, told in words beside it, warned of, with its latest papers", async () => {
    const database = await open();
    await fill(database);
    const { preview } = openTalk(database);
    const said = await preview("agents plan");
    expect(said).toMatch(/```\n30 +█\n( +█\n){3} 0 ·+█\n {3}15 Apr +27 Apr 4 May\n· no paper stored of that day\n```/);
    expect(said).toMatch(
      /30 papers from \w+ \d+ Apr to \w+ \d+ May; the most, 30, on \w+ \d+ May\. 30\.0 a day on 1 day with papers\./,
    );
    expect(said).toContain("That is broad: 30 papers of 40 in the last 30 days match it.");
    expect(said.match(/• <https.*\|Agents that &lt;plan&gt; their work ahead>/g)).toHaveLength(3);
    expect(await preview("zebras")).toContain("Nothing in the last 30 days matches it");
  });

  test("that is wrong is shown with the place and its repair", async () => {
    const database = await open();
    await fill(database);
    const { preview } = openTalk(database);
    expect(await preview('"agents')).toMatch(/```\n"agents\n\^+\ncolumn \d+: .*\nTry: .*\n```/);
    expect(await preview("")).toContain("Type what the papers are to be about");
  });

  test("of the catalogue goes by its slug; where nothing is stored it says so", async () => {
    const database = await open();
    const { preview } = openTalk(database);
    expect(await preview("agents")).toContain("No paper of the last 30 days is stored yet");
    await fill(database);
    const entry = { slug: "plans", name: "Plans", heading: "Models", query: "agents", description: "", position: 1 };
    await saveCatalogue(database.db, [entry]);
    expect(await preview("#plans")).toContain("30 papers of 40");
    expect(await preview("#<cows>")).toContain("The catalogue has no topic *#&lt;cows&gt;*.");
  });

  test("is subscribed as its words are", async () => {
    const { submit, click } = openTalk(await open());
    const command = { verb: "subscribe" as const, query: "R&D", place: { kind: "here" as const }, at: "09:00" };
    const said = await submit({ command: { ...command, cadence: "weekly:mon" }, rhythms: [] });
    expect(said.to).toBe("conversation");
    expect(said.text).toContain("Subscribed here: *R&amp;D*, weekly:mon, number 1 of the list.");
    expect((await click(said, "Undo")).text).toContain("is not followed any more");
    expect(
      (await submit({ command: { ...command, cadence: null }, rhythms: [] }, { ...ADA, team: "nowhere" })).to,
    ).toBe("speaker");
  });
});
