/** What is typed after /papers, and what it means. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALIASES, type Command, GUIDE, VERBS } from "../../../src/domain/slack-command/command.ts";
import { parseCommand } from "../../../src/domain/slack-command/parse.ts";
import { printCommand } from "../../../src/domain/slack-command/print.ts";

const HERE = { kind: "here" } as const;
const read = (text: string): Command => {
  const parsed = parseCommand(text);
  if (!parsed.ok) throw new Error(parsed.problem.says);
  return parsed.command;
};
const problem = (text: string) => {
  const parsed = parseCommand(text);
  return parsed.ok ? null : parsed.problem;
};
const subscribed = (query: string, rest: Partial<Command & { verb: "subscribe" }> = {}) => ({
  ...{ verb: "subscribe", query, place: HERE, at: null, cadence: null },
  ...rest,
});

describe("a command", () => {
  test.each<[string, object]>([
    ["", { verb: "help", about: null }],
    ["  help  ", { verb: "help", about: null }],
    ["HELP Subscribe", { verb: "help", about: "subscribe" }],
    ["help ls", { verb: "help", about: "list" }],
    ["subscribe mixture of experts", subscribed("mixture of experts")],
    ["Sub retrieval here", subscribed("retrieval")],
    ["add retrieval dm at 9", subscribed("retrieval", { place: { kind: "dm" }, at: "09:00" })],
    [
      "subscribe retrieval weekly:fri at 17:30 in <#C012AB|papers>",
      subscribed("retrieval", { place: { kind: "conversation", id: "C012AB" }, at: "17:30", cadence: "weekly:fri" }),
    ],
    ["subscribe “look here”", subscribed('"look here"')],
    ['subscribe "at 9:00" daily', subscribed('"at 9:00"', { cadence: "daily" })],
    ["subscribe learning at scale", subscribed("learning at scale")],
    ["subscribe here is all you need", subscribed("here is all you need")],
    ["subscribe daily OR weekly", subscribed("daily OR weekly")],
    ["subscribe (robots OR weekly)", subscribed("(robots OR weekly)")],
    ["subscribe &lt;think&gt; R&amp;D", subscribed("<think> R&D")],
    ["subscribe cat:cs.CL monthly:15", subscribed("cat:cs.CL", { cadence: "monthly:15" })],
    ["unsubscribe 3", { verb: "unsubscribe", topic: "3", place: HERE }],
    ["rm mixture of experts dm", { verb: "unsubscribe", topic: "mixture of experts", place: { kind: "dm" } }],
    ["ls", { verb: "list", place: HERE }],
    ["list me", { verb: "list", place: { kind: "dm" } }],
    ["today", { verb: "today" }],
    ["find retrieval OR search since:7d", { verb: "search", query: "retrieval OR search", days: 7 }],
    ["show 2605.00001v2", { verb: "show", paper: "2605.00001" }],
    ["show <https://arxiv.org/pdf/2605.00001v2.pdf>", { verb: "show", paper: "2605.00001" }],
    [
      "show <https://huggingface.co/papers/2605.00001|huggingface.co/papers/2605.00001>",
      { verb: "show", paper: "2605.00001" },
    ],
    ["show arXiv:hep-th/9901001", { verb: "show", paper: "hep-th/9901001" }],
    ["similar <https://arxiv.org/abs/2605.00001v2>", { verb: "similar", to: { paper: "2605.00001" } }],
    ["similar robots &amp; arms", { verb: "similar", to: { words: "robots & arms" } }],
    ["why 2605.00001", { verb: "why", paper: "2605.00001" }],
    ["why", { verb: "why", paper: null }],
    ["saved", { verb: "saved" }],
    ["mute", { verb: "pause", until: null }],
    ["pause 2w", { verb: "pause", until: { days: 14 } }],
    ["pause until 2026-12-24", { verb: "pause", until: { on: "2026-12-24" } }],
    ["resume", { verb: "resume" }],
    ["status", { verb: "status" }],
    ["at 9:00", { verb: "settings", at: "09:00", zone: null, quiet: null, top: null }],
    [
      "Zone europe/berlin quiet NEVER",
      { verb: "settings", at: null, zone: "Europe/Berlin", quiet: "never", top: null },
    ],
    ["top 5 at 9", { verb: "settings", at: "09:00", zone: null, quiet: null, top: 5 }],
    ["settings TOP 050", { verb: "settings", at: null, zone: null, quiet: null, top: 50 }],
    ["settings", { verb: "settings", at: null, zone: null, quiet: null, top: null }],
    ["delete-my-data", { verb: "delete-my-data" }],
  ])("%j", (text, command) => {
    expect(read(text)).toEqual(command);
    expect(read(printCommand(read(text)))).toEqual(command);
  });

  test("names a conversation only by a mention that Slack made: nobody types their way into one they cannot see", () => {
    expect(read("subscribe x in &lt;#C0SECRET&gt;")).toEqual(subscribed("x in <#C0SECRET>"));
    expect(read("subscribe x in \uE000C0SECRET")).toEqual(subscribed("x in C0SECRET"));
    expect(read("subscribe x in &amp;lt;#C0SECRET&amp;gt;")).toEqual(subscribed("x in &lt;#C0SECRET&gt;"));
  });

  test("whose verb is unknown is quoted, with the nearest and what to type", () => {
    expect(problem("subscrbe retrieval at 9")).toEqual({
      typed: "subscrbe retrieval at 9",
      says: '"subscrbe" is no command. Did you mean "subscribe"?',
      next: ["subscribe retrieval at 9", "help"],
    });
    expect(problem("mixture of experts")?.next).toEqual([
      "search mixture of experts",
      "subscribe mixture of experts",
      "help",
    ]);
    expect(problem("constructor")?.says).toBe('"constructor" is no command.');
  });

  test.each([
    ["subscribe", "Which topic?"],
    ["subscribe daily", 'As options stand at the end, "daily" is read as one.'],
    ["subscribe x here dm", "The place is said twice"],
    ["subscribe x at 9 at 10", "The hour is said twice"],
    ["subscribe x at 25:00", '"25:00" is no hour'],
    ["subscribe x in #papers", "choose the channel from Slack's list"],
    ["subscribe x daily weekly", "How often is said twice"],
    ["unsubscribe", "Its number stands in the list"],
    ["list everything", "list knows here and me"],
    ["search", "Search for what?"],
    ["search x since:soon", "since: takes days"],
    ["search x since:0d", "a day or more"],
    ["search x since:3d since:7d", "said twice"],
    ["similar", "Like which paper, or which words?"],
    ["show", "Which paper?"],
    ["show me", '"me" is neither an arXiv id nor'],
    ["pause 999d", '"999d" is no time to pause'],
    ["pause until 2026-02-30", '"until 2026-02-30" is no time to pause'],
    ["zone Atlantis", '"Atlantis" is no time zone'],
    ["quiet maybe", '"maybe" is no choice for quiet days'],
    ["top 0", '"0" is no number of papers: 1 to 50'],
    ["top 51", '"51" is no number of papers'],
    ["top many", '"many" is no number of papers'],
    ["top", "top needs a value"],
    ["at 9 at 10", "at is said twice"],
    ["settings cap 5", '"cap" is no setting'],
    ["today please", '"today" stands alone'],
  ])("that is not understood says why and what to type: %j", (text, says) => {
    expect(problem(text)?.says).toContain(says);
    expect(problem(text)?.next.length).toBeGreaterThan(0);
  });

  test("every verb has a guide, and no other name is a verb", () => {
    for (const verb of VERBS) expect(GUIDE[verb].usage.split(" ")[0]).toBe(verb);
    expect(Object.keys(ALIASES).filter((alias) => (VERBS as string[]).includes(alias))).toEqual([]);
  });

  const word = fc.oneof(
    fc.constantFrom(
      ...[
        ...VERBS,
        ...Object.keys(ALIASES),
        "at",
        "zone",
        "quiet",
        "top",
        "9:00",
        "25",
        "here",
        "dm",
        "me",
        "in",
        "daily",
        "weekly:fri",
      ],
      ...[
        "<#C012|x>",
        "<#>",
        "<@U1>",
        "<!channel>",
        "<https://arxiv.org/abs/2605.00001|a>",
        "&amp;lt;",
        "&lt;",
        "“",
        '"',
        "(",
        ")",
      ],
      ...[
        "OR",
        "since:7d",
        "since:",
        "2605.00001",
        "until",
        "2026-12-24",
        "3d",
        "3",
        "Europe/Berlin",
        "some",
        "\uE000",
        "\uD800",
        "x",
      ],
    ),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(" "));

  test("never throws, and what it understands is printed so that it is the same again", () => {
    fc.assert(
      fc.property(text, (typed) => {
        const parsed = parseCommand(typed);
        if (!parsed.ok) {
          expect(parsed.problem.next.length).toBeGreaterThan(0);
          return;
        }
        const printed = printCommand(parsed.command);
        expect(parseCommand(printed)).toEqual(parsed);
        expect(printCommand(read(printed))).toBe(printed);
      }),
      { numRuns: 5_000 },
    );
  });
});
