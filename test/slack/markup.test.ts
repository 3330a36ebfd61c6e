/** Whatever papers, people, topics and words hold: no reply of the dialogue pings, links, or is styled by it. */
import { expect, test } from "vitest";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { makeListings, makeOrder } from "../support/listings.ts";
import { readMrkdwn } from "../support/mrkdwn.ts";
import { findMessageFault, mrkdwnOf } from "../support/slack-blocks.ts";
import { ADA, openTalk } from "../support/slack-talk.ts";

const HOSTILE = [
  "<!channel> <!here> <!everyone>",
  "<@U123ABC> <#C1|general> <!subteam^S1>",
  "<https://evil.example|arXiv> <mailto:a@b.example|x>",
  "*bold* _italic_ ~strike~",
  "a ` b ``` c",
  "ends * bold and _ all ~ that",
  "&lt;!channel&gt; x*|*<>*",
];
const PLAIN = "some other words";

/** Everything that can be said or pressed, with a text of a stranger's wherever one goes. Replies by what was said. */
async function sayAll(database: TestDatabase, words: string) {
  const person = { name: `Ada ${words}` };
  const listings = makeListings(3).map((each, i) => ({
    ...each,
    title: `Quaggas ${words} number ${i + 1}`,
    abstract: `Quaggas and ${words}. ${each.abstract}`,
    summary: i === 0 ? null : `Of ${words}.`,
    authors: [person, person],
    organisation: { name: `The ${words} lab`, fullName: null, avatarUrl: null } as never,
    projectUrl: `https://example.org/?q=${words}`,
    codeUrl: `https://github.com/a/${words}`,
    keywords: [words],
    upvotes: 9 - i,
  }));
  await takeIn(database.db, makeOrder(listings));
  await analyseWaiting(database.db);
  const { dialogue } = openTalk(database);
  const said: { what: string; content: { text: string; blocks: object[] } }[] = [];
  const hear = (what: string, replies: { content: { text: string; blocks: object[] } }[]) => {
    for (const { content } of replies) said.push({ what, content });
  };
  const say = async (what: string) => hear(what, await dialogue.say(what, ADA));
  const press = async (action: string, value: string) =>
    hear(`press ${action}`, await dialogue.press({ action, value }, ADA));
  await say("subscribe quaggas");
  await say("today");
  for (const order of [
    "subscribe",
    "subscribe quaggas",
    "search",
    "show",
    "why",
    "unsubscribe",
    "help",
    "pause",
    "settings",
    "at",
    "list",
    "",
  ])
    await say(`${order} ${words}`);
  await say(`subscribe "${words}"`);
  for (const order of ["list", "search quaggas", "show 2605.00001", "why 2605.00001", "why", "status", "settings"])
    await say(order);
  for (const action of ["save", "why", "more", "less", "unsave", "save"]) await press(action, "1 1");
  for (const action of ["undo", "results", "post", "saved", "confirm-delete", "save", words])
    await press(action, words);
  for (const order of ["saved", "unsubscribe quaggas", "delete-my-data"]) await say(order);
  return { said, home: await dialogue.home({ team: ADA.team, user: ADA.user, zone: ADA.zone }) };
}

/** How it is styled, in order: what no text of a stranger's may change. */
const styleOf = ({ text, blocks }: { text: string; blocks: object[] }) =>
  mrkdwnOf({ text, blocks }).flatMap((source) => readMrkdwn(source).styled.map(({ kind }) => kind));

/** Those whose shape is the same whatever the words: the others quote them in errors of their own. */
const SAME_SHAPE = /^(today|search quaggas|show 2605|why 2605|saved|press (save|unsave|more|less|why))/;

describeOnBoth("no reply", (open) => {
  let plain: Awaited<ReturnType<typeof sayAll>> | undefined;
  test.each(HOSTILE)("pings, links or is styled by %j", async (words) => {
    plain ??= await sayAll(await open(), PLAIN);
    const hostile = await sayAll(await open(), words);
    expect(hostile.said.length).toBeGreaterThan(30);
    for (const { what, content } of [...hostile.said, { what: "home", content: hostile.home }]) {
      expect([what, findMessageFault(content, what === "home" ? 100 : 50)]).toEqual([what, null]);
      for (const source of mrkdwnOf(content)) {
        const { live, links } = readMrkdwn(source);
        expect({ what, source, live }).toEqual({ what, source, live: [] });
        for (const { url, label } of links) {
          expect([what, URL.canParse(url), label.trim() === ""]).toEqual([what, true, false]);
          expect(new URL(url).hostname, what).toMatch(/^(huggingface\.co|arxiv\.org|github\.com|example\.org)$/);
        }
      }
    }
    const shapes = ({ said }: NonNullable<typeof plain>) =>
      said.filter(({ what }) => SAME_SHAPE.test(what)).map(({ what, content }) => [what, styleOf(content)]);
    expect(shapes(hostile)).toEqual(shapes(plain));
  });
});
