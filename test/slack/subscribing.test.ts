/** Subscribing in Slack: what was typed is done, told to whom it concerns, and can be undone. */
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { saveCatalogue } from "../../src/db/catalogue.ts";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { takeIn } from "../../src/pipeline/intake.ts";
import { findReaderAt } from "../../src/reading/reader.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { makeListings, makeOrder } from "../support/listings.ts";
import { ADA, directly, GRACE, openTalk } from "../support/slack-talk.ts";

async function topicsAt({ db }: TestDatabase, id: string) {
  const parsed = parseAddress(`slack:T01/${id}`);
  const reader = parsed.ok ? await findReaderAt(db, parsed.address) : null;
  return (
    reader && {
      hour: reader.hour,
      zone: reader.zone,
      topics: reader.topics.map(({ number, name, cadence }) => `${number} ${name} ${cadence}`),
    }
  );
}

describeOnBoth("subscribing in Slack", (open) => {
  test("a channel follows a topic, sees that it does, and anyone there undoes it", async () => {
    const database = await open();
    const { say, click, woken } = openTalk(database);
    const said = await say("subscribe “mixture of experts” at 9:00");
    expect(said.to).toBe("conversation");
    expect(said.text).toContain('Subscribed here: *"mixture of experts"*, daily, number 1 of the list.');
    expect(said.text).toContain("The first digest comes in a moment, the next ones at 9:00 (Europe/Berlin).");
    expect(woken).toEqual(["compile"]);
    expect(await topicsAt(database, "C0PAPERS")).toEqual({
      hour: "09:00",
      zone: "Europe/Berlin",
      topics: ['1 "mixture of experts" daily'],
    });
    const undone = await click(said, "Undo", GRACE);
    expect(undone).toMatchObject({ to: "conversation", replaces: true });
    expect(undone.text).toContain('Undone: *"mixture of experts"* is not followed any more.');
    expect((await topicsAt(database, "C0PAPERS"))?.topics).toEqual([]);
    expect((await click(said, "Undo")).text).toContain("undone already");
  });

  test("saying it again is already subscribed, told to the speaker, and changes nothing", async () => {
    const database = await open();
    const { say } = openTalk(database);
    await say("subscribe retrieval weekly:fri");
    const again = await say("sub Retrieval", GRACE);
    expect(again.to).toBe("speaker");
    expect(again.text).toContain("Already subscribed here: *retrieval*, weekly:fri, number 1 of the list.");
    expect(again.buttons).toEqual([]);
    expect((await topicsAt(database, "C0PAPERS"))?.topics).toEqual(["1 retrieval weekly:fri"]);
  });

  test("said by several at once, it is subscribed once", async () => {
    const database = await open();
    const { say } = openTalk(database);
    const said = await Promise.all([ADA, GRACE, ADA, GRACE].map((speaker) => say("subscribe retrieval", speaker)));
    for (const { text } of said)
      expect(text).toMatch(/(Subscribed|Already subscribed) here: \*retrieval\*, daily, number 1/);
    expect((await topicsAt(database, "C0PAPERS"))?.topics).toEqual(["1 retrieval daily"]);
  });

  test("another cadence is changed, and goes back", async () => {
    const database = await open();
    const { say, click } = openTalk(database);
    await say("subscribe retrieval");
    const changed = await say("subscribe retrieval weekly");
    expect(changed.text).toContain("Changed here: *retrieval* now comes weekly:mon (was daily).");
    expect(changed.text).toContain("Next digest: Mon 18 May at 8:00 (Europe/Berlin).");
    await click(changed, "Undo");
    expect((await topicsAt(database, "C0PAPERS"))?.topics).toEqual(["1 retrieval daily"]);
  });

  test("the hour is the conversation's: it moves all topics, says so, and goes back", async () => {
    const database = await open();
    const { say, click } = openTalk(database);
    for (const topic of ["retrieval", "robots", "agents"]) await say(`subscribe ${topic} weekly:fri`);
    const said = await say("subscribe vision weekly:fri at 9:00");
    expect(said.text).toContain("All 4 topics here now come at 9:00 (was 8:00).");
    expect(said.text).toContain("Next digest: Fri 15 May at 9:00 (Europe/Berlin).");
    await click(said, "Undo");
    expect(await topicsAt(database, "C0PAPERS")).toMatchObject({ hour: "08:00", topics: { length: 3 } });
  });

  test("a direct message is keyed by the person, from wherever it is asked for", async () => {
    const database = await open();
    const { say, click } = openTalk(database);
    const said = await say("subscribe retrieval dm");
    expect(said.to).toBe("speaker");
    expect(said.text).toContain("Subscribed in your direct messages: *retrieval*");
    expect(await topicsAt(database, "U0ADA")).toMatchObject({ topics: ["1 retrieval daily"] });
    expect(await topicsAt(database, "C0PAPERS")).toBeNull();
    expect((await say("subscribe retrieval", directly(ADA))).text).toContain("Already subscribed here");
    expect((await click(said, "Undo", GRACE)).text).toContain("somebody else's");
    expect((await topicsAt(database, "U0ADA"))?.topics).toHaveLength(1);
  });

  test("another channel is subscribed and unsubscribed, told to it too, and anyone there undoes it", async () => {
    const database = await open();
    const { say, sayAll, pressAll } = openTalk(database);
    const named = { ...ADA, name: "Ada <!channel>" };
    const [toAda, there, ...none] = await sayAll("subscribe retrieval in <#C0OTHER|other> at 9:00", named);
    expect(none).toEqual([]);
    expect(toAda).toMatchObject({ to: "speaker" });
    expect(toAda?.text).toContain("Subscribed in that channel: *retrieval*");
    expect(there).toMatchObject({ to: "C0OTHER", replaces: false, buttons: [{ label: "Undo" }] });
    expect(there?.text).toContain("Subscribed here: *retrieval*");
    expect(there?.text).toContain("Asked for in another conversation, by Ada &lt;!channel&gt;.");
    expect((await topicsAt(database, "C0OTHER"))?.topics).toEqual(["1 retrieval daily"]);
    expect((await sayAll("subscribe retrieval in <#C0OTHER|other>")).map(({ to }) => to)).toEqual(["speaker"]);
    const ended = await sayAll("unsubscribe 1 in <#C0OTHER|other>", GRACE);
    expect(ended.map(({ to }) => to)).toEqual(["speaker", "C0OTHER"]);
    expect(ended[1]?.text).toContain("Unsubscribed here: *retrieval*");
    expect(ended[1]?.text).toContain("by somebody of this workspace.");
    const undone = await pressAll("undo", ended[0]?.buttons[0]?.value ?? "");
    expect(undone.map(({ to, replaces }) => [to, replaces])).toEqual([
      ["speaker", true],
      ["C0OTHER", false],
    ]);
    expect((await topicsAt(database, "C0OTHER"))?.topics).toEqual(["1 retrieval daily"]);
    expect((await say("subscribe retrieval in <#U0GRACE>")).text).toContain("That is no channel.");
  });

  test("it is said where digests go from now on, for whether we may post there to be looked at", async () => {
    const { dialogue } = openTalk(await open());
    const places = async (words: string, speaker = ADA) =>
      (await dialogue.say(words, speaker)).map(({ digestsGoTo }) => digestsGoTo);
    expect(await places("subscribe retrieval")).toEqual(["C0PAPERS"]);
    expect(await places("subscribe retrieval")).toEqual(["C0PAPERS"]);
    expect(await places("subscribe retrieval in <#C0OTHER|x>")).toEqual(["C0OTHER", undefined]);
    expect(await places("subscribe retrieval dm")).toEqual([undefined]);
    expect(await places("subscribe robots", directly(ADA))).toEqual([undefined]);
  });

  test("in a direct message between others it is one's own, and nobody else sees it", async () => {
    const database = await open();
    const { say, click } = openTalk(database);
    const away = { ...directly(ADA), conversation: "D0OTHERS", away: true };
    for (const words of [
      "subscribe retrieval",
      "subscribe retrieval dm at 9:00",
      "list",
      "at 10:00",
      "pause",
      "resume",
    ]) {
      const said = await say(words, away);
      expect(said.to).toBe("speaker");
      expect(said.text).toMatch(/^I am not in this conversation, so this is about your direct messages with me\./);
    }
    expect((await say("list", away)).text).toContain("1 topic in your direct messages");
    expect(await topicsAt(database, "U0ADA")).toMatchObject({ hour: "10:00", topics: ["1 retrieval daily"] });
    expect((await say("help", away)).text).not.toContain("I am not in this conversation");
    const ended = await say("unsubscribe 1", away);
    expect((await click(ended, "Undo", away)).to).toBe("speaker");
  });

  test("a topic of the catalogue goes by its slug and bears its name", async () => {
    const database = await open();
    const query = '"mixture of experts" OR MoE';
    await saveCatalogue(database.db, [
      { slug: "moe", name: "Mixture of experts", heading: "Models", query, description: "", position: 1 },
    ]);
    const { say } = openTalk(database);
    expect((await say("subscribe #moe")).text).toContain("Subscribed here: *Mixture of experts*, daily");
    expect((await say("subscribe #cow")).text).toContain('the catalogue has no topic "#cow"');
  });

  test("a place where nothing goes any more says so instead of a next digest", async () => {
    const database = await open();
    const { say } = openTalk(database);
    await say("subscribe retrieval");
    await sql`insert into suppression (channel, address_key, reason, created_at)
      values ('slack', 't01/c0papers', 'archived: unarchive the conversation', now())`.execute(database.db);
    expect((await say("list")).text).toContain("No digest comes: archived: unarchive the conversation.");
  });

  test("what is no topic is shown with the place and what to type; nothing is written", async () => {
    const database = await open();
    const { say } = openTalk(database);
    const said = await say('subscribe (retrieval OR "x');
    expect(said.to).toBe("speaker");
    expect(said.text).toMatch(/I did not subscribe to `\(retrieval OR "x`/);
    expect(said.text).toContain("column");
    expect(await topicsAt(database, "C0PAPERS")).toBeNull();
  });

  test("what finds nothing or too much is warned of, with the latest papers", async () => {
    const database = await open();
    await takeIn(
      database.db,
      makeOrder([...makeListings(30, { title: "Agents that plan their work ahead" }), ...makeListings(10, {}, 50)]),
    );
    const { say } = openTalk(database);
    expect((await say("subscribe zebras")).text).toContain("Nothing in the last 30 days matches it");
    const broad = await say("subscribe agents");
    expect(broad.text).toMatch(/That is broad: \d+ papers of \d+ in the last 30 days match it\./);
    expect(broad.text).toContain("• <https://arxiv.org/abs/2605.00001|Agents that plan their work ahead>");
  });

  test("unsubscribing goes by number or whole name, is seen by the channel, and is undone as it was", async () => {
    const database = await open();
    const { say, click } = openTalk(database);
    await say("add retrieval");
    await say("add mixture of experts weekly");
    const gone = await say("rm 1", GRACE);
    expect(gone.to).toBe("conversation");
    expect(gone.text).toContain("Unsubscribed here: *retrieval*. 1 topic left.");
    await click(gone, "Undo");
    expect((await topicsAt(database, "C0PAPERS"))?.topics).toEqual([
      "1 retrieval daily",
      "2 mixture of experts weekly:mon",
    ]);
    expect((await say("unsub Mixture of Experts")).text).toContain("Unsubscribed here: *mixture of experts*");
    const unknown = await say("unsubscribe retreval");
    expect(unknown.to).toBe("speaker");
    expect(unknown.text).toContain("`retreval` is no topic here. Did you mean *retrieval*?");
    expect(unknown.text).toContain("`/papers unsubscribe 1`");
    await say("unsubscribe 1");
    expect((await say("unsubscribe 1")).text).toContain("Nothing is followed here.");
    await say("add robots");
    expect((await topicsAt(database, "C0PAPERS"))?.topics).toEqual(["3 robots daily"]);
  });
});

describe("a place that Slack does not have", () => {
  test("is answered, not thrown at", async () => {
    const { createDialogue } = await import("../../src/slack/create-dialogue.ts");
    const dialogue = createDialogue({} as never);
    expect(await dialogue.say("list", { ...ADA, team: "nowhere" })).toMatchObject([{ to: "speaker" }]);
    expect(await dialogue.press({ action: "undo", value: "" }, { ...ADA, team: "" })).toMatchObject([
      { to: "speaker" },
    ]);
  });
});
