/** Hour, zone, quiet days, pauses, help and App Home in Slack. */
import { expect, test } from "vitest";
import { ALIASES, VERBS } from "../../src/domain/slack-command/command.ts";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { findReaderAt } from "../../src/reading/reader.ts";
import { findSlackProblems } from "../../src/render/slack-limits.ts";
import { describeOnBoth, type TestDatabase } from "../support/databases.ts";
import { NOON } from "../support/listings.ts";
import { ADA, directly, GRACE, hear, openTalk } from "../support/slack-talk.ts";

async function settingsOf({ db }: TestDatabase, id = "C0PAPERS") {
  const parsed = parseAddress(`slack:T01/${id}`);
  const reader = parsed.ok ? await findReaderAt(db, parsed.address) : null;
  return reader && [reader.hour, reader.zone, reader.quiet_notes, reader.paused_until];
}

describeOnBoth("settings in Slack", (open) => {
  test("hour, zone and quiet days move all topics, are told to the channel, and go back", async () => {
    const database = await open();
    const { say, click } = openTalk(database);
    expect((await say("at 9:00")).text).toContain("Nothing is followed here yet");
    await say("subscribe retrieval");
    expect((await say("at 9:00")).text).toContain("The topic here now comes at 9:00 (was 8:00).");
    await say("subscribe robots");
    const said = await say("settings at 10 zone america/new_york quiet never", GRACE);
    expect(said.to).toBe("conversation");
    expect(said.text).toContain("All 2 topics here now come at 10:00 (was 9:00).");
    expect(said.text).toContain("The time zone here is now America/New York (was Europe/Berlin).");
    expect(said.text).toContain("Quiet days here are now told never (was now and then).");
    expect(await settingsOf(database)).toEqual(["10:00", "America/New_York", "never", null]);
    expect((await say("at 10:00")).text).toContain("It is so already.");
    expect((await say("settings")).text).toContain("Digests here come at 10:00 (America/New York)");
    await click(said, "Undo");
    expect(await settingsOf(database)).toEqual(["09:00", "Europe/Berlin", "some", null]);
  });

  test("how many papers is each topic's: all are set, the reply says what they had, and each gets its own back", async () => {
    const database = await open();
    const { say, submit, click } = openTalk(database);
    const caps = async () => {
      const parsed = parseAddress("slack:T01/C0PAPERS");
      const reader = parsed.ok ? await findReaderAt(database.db, parsed.address) : null;
      return reader?.topics.map(({ cap, cadence }) => `${cap} ${cadence}`);
    };
    expect((await say("top 5")).text).toContain("Nothing is followed here yet");
    await say("subscribe retrieval");
    const one = await say("top 5");
    expect(one.text).toContain("The topic here now brings at most 5 papers a digest (was 10).");
    await say("subscribe robots weekly");
    const both = await say("settings top 3 at 9:00");
    expect(both.to).toBe("conversation");
    expect(both.text).toContain("All 2 topics here now come at 9:00 (was 8:00).");
    expect(both.text).toContain("Each of the 2 topics here now brings at most 3 papers a digest (they had 5 and 10).");
    expect((await say("top 3")).text).toContain("It is so already.");
    const undone = await click(both, "Undo", GRACE);
    expect(undone.text).toContain("Undone: *robots* brings at most 10 papers again.");
    expect(await caps()).toEqual(["5 daily", "10 weekly:mon"]);
    const command = { verb: "settings" as const, at: null, zone: null, quiet: null, top: 20 };
    const formed = await submit({ command, rhythms: [{ number: 2, cadence: "daily" }] });
    expect(formed.text).toContain("*robots* now comes daily (was weekly:mon).");
    expect(await caps()).toEqual(["20 daily", "20 daily"]);
    await click(formed, "Undo");
    expect(await caps()).toEqual(["5 daily", "10 weekly:mon"]);
    const all = await submit({ command: { ...command, top: null }, rhythms: [{ number: null, cadence: "weekdays" }] });
    expect(all.text).toContain("*retrieval* now comes weekdays (was daily).");
    expect(await caps()).toEqual(["5 weekdays", "10 weekdays"]);
  });

  test("a pause ends on a day or by resuming, and both go back", async () => {
    const database = await open();
    const { say, click, at } = openTalk(database);
    await say("subscribe retrieval");
    await say("subscribe robots");
    const paused = await say("pause 3d");
    expect(paused.to).toBe("conversation");
    expect(paused.text).toContain("All 2 topics here are paused: digests come again from Sun 17 May on");
    expect(paused.text).toContain("Paused until Sun 17 May. Next digest: Sun 17 May at 8:00 (Europe/Berlin).");
    await click(paused, "Undo");
    expect((await say("list")).text).not.toContain("Paused");
    await say("mute");
    expect((await say("status")).text).toContain("Paused: no digest comes until `/papers resume`.");
    const resumed = await say("resume");
    expect(resumed.text).toContain("Resumed: digests come here again.");
    await click(resumed, "Undo");
    expect((await settingsOf(database))?.[3]).toBe("9999-12-31");
    await say("pause until 2026-05-20");
    expect((await settingsOf(database))?.[3]).toBe("2026-05-20");
    at(NOON.add({ hours: 24 * 10 }));
    expect((await say("resume")).text).toContain("Nothing is paused here.");
    const past = await say("pause until 2026-05-20");
    expect(past.to).toBe("speaker");
    expect(past.text).toContain("Nothing was changed: a pause until 2026-05-20 would be over");
  });

  test("help and what is not understood are for the speaker, with what to type", async () => {
    const { say, press } = openTalk(await open());
    const help = await say("");
    expect(help.to).toBe("speaker");
    for (const verb of VERBS) expect(help.text).toContain(`/papers ${verb}`);
    expect((await say("help at")).text).toContain("/papers settings");
    for (const alias of Object.keys(ALIASES)) expect((await say(`help ${alias}`)).to).toBe("speaker");
    const wrong = await say("subscrib &lt;!channel&gt; <@U1|grace>");
    expect(wrong).toMatchObject({ to: "speaker" });
    expect(wrong.text).toContain('You typed `/papers subscrib &lt;!channel&gt; grace`. "subscrib" is no command.');
    expect(wrong.text).toContain("Type `/papers subscribe &lt;!channel&gt; grace` or `/papers help`");
    for (const action of ["undo", "post", "results", "saved", "save", "confirm-delete", "toString"])
      expect((await press(action, "<!channel>")).to).toBe("speaker");
    for (const value of ["T01/C0PAPERS", "T02/C0PAPERS end:1", "T01/C0PAPERS end:x", "T01/C0PAPERS end:7"])
      expect((await press("undo", value)).text).toMatch(/too old|somebody else's|undone already/);
  });

  test("App Home shows a person's own topics and saved papers, with buttons", async () => {
    const { dialogue, say, press } = openTalk(await open());
    const home = async () => {
      const content = await dialogue.home({ team: "T01", user: "U0ADA", zone: null });
      expect(findSlackProblems(content, 100)).toEqual([]);
      return hear([{ to: "speaker", content }])[0] as ReturnType<typeof hear>[number];
    };
    expect((await home()).text).toContain("You follow nothing yet");
    await say("subscribe retrieval dm weekly");
    const drawn = await home();
    expect(drawn.text).toContain("You follow 1 topic\n1. *retrieval* · weekly:mon\nNext digest: Mon 18 May at 8:00");
    expect(drawn.buttons.map(({ label }) => label)).toEqual(["Subscribe to a topic", "List", "Settings", "Pause"]);
    expect((await press("pause", "pause", directly(ADA))).text).toContain(
      "The topic here is paused until somebody resumes.",
    );
    expect((await home()).buttons.map(({ label }) => label)).toEqual([
      "Subscribe to a topic",
      "List",
      "Settings",
      "Resume",
    ]);
    expect((await press("list", "list", directly(ADA))).text).toContain("Paused: no digest comes");
  });

  test("topics with the longest and worst of names are listed within the limits", async () => {
    const { say } = openTalk(await open());
    for (let i = 0; i < 12; i += 1) await say(`subscribe "${"&lt;&amp;*`_".repeat(30)} word${i}" OR other${i}`);
    expect((await say("list")).text).toContain("12 topics here");
  });
});
