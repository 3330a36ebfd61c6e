/** Papers in Slack: shown, searched, saved by a person, judged by a channel, and why they came. */
import { expect, test } from "vitest";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { listFeedbackOf } from "../../src/membership/feedback.ts";
import { exportReader } from "../../src/membership/personal-data.ts";
import { analyseWaiting } from "../../src/pipeline/analyse.ts";
import { compilePageDue } from "../../src/pipeline/compile-due.ts";
import { openCompilePass } from "../../src/pipeline/compile-pass.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { findReaderAt } from "../../src/reading/reader.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { makeListings, makeOrder, NOON } from "../support/listings.ts";
import { ADA, directly, GRACE, openTalk } from "../support/slack-talk.ts";

const addressOf = (id: string) => {
  const parsed = parseAddress(`slack:T01/${id}`);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.address;
};
const CHANNEL = addressOf("C0PAPERS");

/** Seven papers on quaggas and three on zebras, by number from 1. */
async function openArchive(open: () => Promise<TestDatabase>) {
  const database = await open();
  const quaggas = makeListings(7).map((each, i) => ({
    ...each,
    title: `Quaggas and their kin ${i + 1}`,
    upvotes: 20 - i,
  }));
  const zebras = makeListings(3, {}, 8).map((each, i) => ({ ...each, title: `Zebras in motion ${i + 1}`, upvotes: 2 }));
  await takeIn(database.db, makeOrder([...quaggas, ...zebras]));
  await analyseWaiting(database.db);
  return { database, ...openTalk(database) };
}

const compile = ({ db }: TestDatabase, now = NOON) =>
  db
    .transaction()
    .execute(async (tx) => compilePageDue(tx, { now, countParts: () => 1, late: [] }, await openCompilePass(tx, now)));

describeOnBoth("papers in Slack", (open) => {
  test("today shows the latest day's papers by topic, each once", async () => {
    const { say } = await openArchive(open);
    const bare = await say("today");
    expect(bare.text).toContain("10 papers on Thu 14 May. Nothing is followed here, so these have the most votes.");
    await say("subscribe quaggas");
    await say("subscribe kin");
    const today = await say("today");
    expect(today.to).toBe("speaker");
    expect(today.text).toContain("7 papers of 10 on Thu 14 May match the 2 topics here.");
    expect(today.text.match(/Quaggas and their kin 1\b/g)).toHaveLength(1);
    expect(today.buttons.slice(0, 4).map(({ label }) => label)).toEqual(["Save", "More like this", "Less", "Why"]);
    expect(today.buttons[0]?.value).toBe("1 1");
  });

  test("a search comes five at a time, and is posted for all when that is pressed", async () => {
    const { say, click } = await openArchive(open);
    const first = await say("search quaggas");
    expect(first.to).toBe("speaker");
    expect(first.text).toContain("7 papers for `quaggas`, 1 to 5");
    const second = await click(first, "More");
    expect(second.text).toContain("7 papers for `quaggas`, 6 to 7");
    expect(second.buttons.map(({ label }) => label)).not.toContain("More");
    const posted = await click(second, "Post here");
    expect(posted.to).toBe("conversation");
    expect(posted.text).toContain("6 to 7");
    expect((await say("find quaggas", directly(ADA))).buttons.map(({ label }) => label)).not.toContain("Post here");
    expect((await say("find okapis since:7d")).text).toContain("No paper of the last 7 days matches `okapis`.");
    expect((await say("search (quaggas")).text).toMatch(/I could not search for `\(quaggas`\.\n```\n\(quaggas\n/);
  });

  test("one is shown by its id or address, and posted", async () => {
    const { say, click } = await openArchive(open);
    const shown = await say("show <https://arxiv.org/abs/2605.00003v2>");
    expect(shown.text).toContain("|Quaggas and their kin 3>");
    expect((await click(shown, "Post here")).to).toBe("conversation");
    expect((await say("show 2605.09999")).text).toContain("No paper `2605.09999` is stored here.");
  });

  test("papers like one are shown below it, and papers like words by what they share with them", async () => {
    const database = await open();
    const kin = Array.from({ length: 7 }, (_, i) => ({
      title: `Quaggas ${i + 1}`,
      abstract: "Quaggas and their kin.",
    }));
    const others = [
      { title: "Zebras in motion", abstract: "Zebras run far." },
      { title: "Robots", abstract: "Legged robots walk." },
    ];
    const listings = [...kin, ...others].flatMap((each, i) => makeListings(1, each, i + 1));
    await takeIn(database.db, makeOrder(listings));
    await analyseWaiting(database.db);
    const { say, click } = openTalk(database);
    const like = await say("similar 2605.00003");
    expect(like.to).toBe("speaker");
    expect(like.text).toMatch(/^\*<https:.*\|Quaggas 3>\*/);
    expect(like.text).toContain("5 papers like this one, the most alike first");
    expect(like.text).toMatch(/Shares .*(quaggas|kin)/);
    expect(like.text.match(/\|Quaggas \d>/g)).toHaveLength(6);
    expect((await click(like, "Post here")).to).toBe("conversation");
    const words = await say("similar Has anybody seen zebras or gryphons lately?");
    expect(words.text).toMatch(/^1 paper like `Has anybody seen zebras or gryphons lately\?`/);
    expect(words.text).toContain("|Zebras in motion>");
    expect(words.text).toContain("Shares zebras");
    expect((await say("similar gryphons", directly(ADA))).text).toContain("No stored paper is like `gryphons`.");
    expect((await say("similar 2605.09999")).text).toContain("No paper `2605.09999` is stored here.");
  });

  test("a save shapes the person's own topics that match it, not the channel's, and no more once it is taken back", async () => {
    const { say, press, database } = await openArchive(open);
    await say("subscribe quaggas");
    await say("subscribe quaggas", directly(ADA));
    await say("subscribe zebras", directly(ADA));
    const standing = async (id: string) =>
      ((await listFeedbackOf(database.db, addressOf(id))) ?? []).map(({ kind, name, paper }) => [
        kind,
        name,
        paper?.id,
      ]);
    await press("save", "3 1"); // pressed in the channel
    expect(await standing("U0ADA")).toEqual([["save", "quaggas", 3]]);
    expect(await standing("C0PAPERS")).toEqual([]);
    await press("unsave", "3");
    expect(await standing("U0ADA")).toEqual([]);
  });

  test("a save is the person's: it shows with its BibTeX, in no one else's list, and goes again", async () => {
    const { say, click, press } = await openArchive(open);
    const shown = await say("show 2605.00003");
    const saved = await click(shown, "Save");
    expect(saved.to).toBe("speaker");
    expect(saved.text).toContain("|Quaggas and their kin 3>");
    expect((await click(shown, "Save")).text).toContain("before");
    await click(shown, "Save", GRACE);
    const list = await say("saved");
    expect(list.text).toContain("You saved 1 paper.");
    expect(list.text).toContain("@misc{lovelace2026quaggas:2605.00003,\n  title = {{Quaggas and their kin 3}}");
    expect((await say("saved", directly(ADA))).text).toContain("You saved 1 paper.");
    await click(saved, "Undo", GRACE).then((said) => expect(said.text).toContain("somebody else's"));
    const removed = await click(list, "Remove");
    expect((await say("saved")).text).toContain("You saved no paper yet");
    await click(removed, "Undo");
    expect((await say("saved")).text).toContain("You saved 1 paper.");
    await click(saved, "Undo");
    expect((await say("saved")).text).toContain("You saved no paper yet");
    expect((await say("saved", GRACE)).text).toContain("You saved 1 paper.");
    expect((await press("save", "999")).text).toContain("not stored any more");
    for (let id = 1; id <= 8; id += 1) await press("save", `${id}`);
    const many = await say("saved");
    expect(many.text).toContain("You saved 8 papers: 1 to 6.");
    expect((await click(many, "More")).text).toContain("7 to 8");
  });

  test("more and less act on the channel's topic, seen by all there, and anyone undoes them", async () => {
    const { say, click, database } = await openArchive(open);
    await say("subscribe zebras");
    await say("subscribe quaggas");
    const shown = await say("show 2605.00003");
    const more = await click(shown, "More like this");
    expect(more.to).toBe("conversation");
    expect(more.text).toMatch(/^More like \*<.*\|Quaggas and their kin 3>\* for \*quaggas\*, says somebody here\.$/m);
    expect(await listFeedbackOf(database.db, CHANNEL)).toMatchObject([
      { kind: "more", number: 2, givenBy: "T01/U0ADA" },
    ]);
    expect((await click(shown, "More like this", GRACE)).text).toContain("said already");
    const less = await click(shown, "Less", { ...GRACE, name: "Grace <@U1> *Hopper*" });
    expect(less.text).toContain("for *quaggas*, says Grace &lt;@U1&gt; ∗Hopper∗.");
    expect(await listFeedbackOf(database.db, CHANNEL)).toMatchObject([
      { kind: "less", number: 2, givenBy: "T01/U0GRACE" },
    ]);
    const undone = await click(less, "Undo", { ...ADA, name: "Ada" });
    expect(undone.to).toBe("conversation");
    expect(undone.text).toContain("Undone by Ada: that paper says nothing any more.");
    expect(await listFeedbackOf(database.db, CHANNEL)).toEqual([]);
    await say("unsubscribe quaggas");
    expect((await click(shown, "Less")).text).toContain("not followed here any more");
    expect((await click(await say("search quaggas"), "Less")).text).toContain("No topic here matches");
  });

  test("why says in which digest a paper was, or why in none; status and list what came and comes", async () => {
    const { say, click, database, at, dialogue } = await openArchive(open);
    expect((await say("why")).text).toContain("Nothing is followed here yet");
    await say("subscribe quaggas");
    expect((await say("why 2605.00003")).text).toContain("It was in no digest here yet: none came so far.");
    await say("subscribe quaggas dm");
    await compile(database);
    const home = await dialogue.home({ team: "T01", user: "U0ADA", zone: null });
    expect(JSON.stringify(home.blocks)).toContain("1. *quaggas* · daily · 7 papers in the last digest");
    const why = await say("why 2605.00003");
    expect(why.text).toContain("It was in the digest of Thu 14 May, under *quaggas*.");
    expect(why.text).toContain("It matches quaggas.");
    expect((await click(await say("show 2605.00009"), "Why")).text).toContain("None of the 1 topic here matches it.");
    expect((await say("why")).text).toContain("The last digest was that of Thu 14 May: 7 papers.");
    at(NOON.add({ hours: 1 }));
    const status = await say("status");
    expect(status.text).toContain("Next digest: Fri 15 May at 8:00 (Europe/Berlin).");
    expect(status.text).toContain("• huggingface: ");
    expect((await say("list")).text).toMatch(/\*1 topic here\*\n1\. \*quaggas\* · daily/);
  });

  test("delete-my-data asks first, forgets the person, and leaves the channel its topics", async () => {
    const { say, click, database } = await openArchive(open);
    await say("subscribe quaggas");
    await say("subscribe zebras dm");
    await say("subscribe zebras dm", GRACE);
    const shown = await say("show 2605.00003");
    for (const label of ["Save", "More like this"]) await click(shown, label);
    expect(await exportReader(database.db, addressOf("U0ADA"))).toMatchObject({
      saved: [{ title: "Quaggas and their kin 3", undone_at: null }],
    });
    const asked = await say("delete-my-data");
    expect(asked.to).toBe("speaker");
    expect(asked.text).toContain("1 topic of your direct messages, 1 saved paper");
    expect((await click(asked, "Forget me", GRACE)).text).toContain("somebody else's");
    expect((await click(asked, "Forget me")).text).toContain("You are forgotten");
    expect(await findReaderAt(database.db, addressOf("U0ADA"))).toBeNull();
    expect((await findReaderAt(database.db, addressOf("U0GRACE")))?.topics).toHaveLength(1);
    expect((await findReaderAt(database.db, CHANNEL))?.topics).toHaveLength(1);
    expect(await listFeedbackOf(database.db, CHANNEL)).toMatchObject([{ kind: "more", givenBy: null }]);
    expect((await say("saved")).text).toContain("You saved no paper yet");
    expect((await say("subscribe zebras dm")).text).toContain("Subscribed in your direct messages");
    expect((await findReaderAt(database.db, addressOf("U0ADA")))?.topics).toHaveLength(1);
  });
});
