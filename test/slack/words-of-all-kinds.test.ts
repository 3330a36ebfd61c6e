/** Whatever is typed or pressed is answered, within Slack's limits and without live markup. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ALIASES, VERBS } from "../../src/domain/slack-command/command.ts";
import { readField } from "../../src/domain/slack-command/words.ts";
import { parseAddress } from "../../src/domain/subscription/address.ts";
import { drawSubscribeForm } from "../../src/slack/subscribe-form.ts";
import { readUndo, type Step, undoButton } from "../../src/slack/undo.ts";
import { HOSTILE } from "../render/views.ts";
import { describeOnBoth } from "../support/databases.ts";
import { findViewFault, type View } from "../support/slack-blocks.ts";
import { ADA, directly, openTalk } from "../support/slack-talk.ts";

const word = fc.oneof(
  fc.constantFrom(
    ...VERBS,
    ...Object.keys(ALIASES),
    ...HOSTILE,
    "here",
    "dm",
    "at",
    "9:00",
    "1",
    "daily",
    "2605.00001",
    "3d",
    '"',
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("<".repeat(900), "&".repeat(1_500), "*_`~".repeat(300)),
);

describeOnBoth(
  "the dialogue",
  (open) => {
    test("answers whatever is typed", async () => {
      const { say } = openTalk(await open());
      const verb = fc.constantFrom(...VERBS, ...Object.keys(ALIASES), "", "subscribe", "subscribe");
      await fc.assert(
        fc.asyncProperty(verb, fc.array(word, { maxLength: 4 }), fc.boolean(), async (first, words, dm) => {
          const heard = await say([first, ...words].join(" "), dm ? directly(ADA) : ADA);
          expect(heard.text).not.toBe("");
        }),
        { numRuns: 150 },
      );
    }, 60_000);

    test("previews whatever is typed into the form, within the limits of a modal", async () => {
      const { dialogue, preview } = openTalk(await open());
      await fc.assert(
        fc.asyncProperty(fc.array(word, { maxLength: 4 }), fc.boolean(), async (words, dm) => {
          const query = readField(words.join(" "));
          expect(await preview(query)).not.toBe("");
          const form = drawSubscribeForm("{}", dm, (await dialogue.preview(query)) as []);
          expect(findViewFault(form as View)).toBeNull();
        }),
        { numRuns: 100 },
      );
    }, 60_000);

    test("answers whatever is pressed", async () => {
      const { press, say } = openTalk(await open());
      await say("subscribe retrieval");
      const actions = [
        "undo",
        "save",
        "unsave",
        "more",
        "less",
        "why",
        "results",
        "post",
        "saved",
        "confirm-delete",
        "list",
        "pause",
      ];
      const value = fc.oneof(
        word,
        fc.constantFrom(
          "1",
          "1 1",
          "0 search x",
          "0 similar x",
          "0 subscribe x",
          "T01/C0PAPERS end:1 at:99 zone:x pause:x",
          "T01/C0PAPERS end:999999999999 at:99",
          "T01/C0PAPERS at:99 zone:x quiet:x cadence:1=x cap:1=51",
        ),
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...actions), value, async (action, pressed) => {
          expect((await press(action, pressed)).text).not.toBe("");
        }),
        { numRuns: 150 },
      );
    }, 60_000);
  },
  ["PGlite"],
);

test("an undo button holds its steps", () => {
  const parsed = parseAddress("slack:T01/C0PAPERS");
  if (!parsed.ok) throw new Error(parsed.message);
  const steps: Step[] = [
    { do: "end", number: 3 },
    { do: "reopen", number: 4 },
    { do: "cadence", number: 5, cadence: "weekly:fri" },
    { do: "cap", number: 6, cap: 10 },
    { do: "at", value: "08:00" },
    { do: "zone", value: "America/Argentina/Buenos_Aires" },
    { do: "quiet", value: "never" },
    { do: "pause", until: null },
    { do: "pause", until: "2026-05-20" },
    { do: "feedback", id: 7 },
    { do: "save", id: 8 },
    { do: "unsave", id: 9 },
  ];
  const [button] = undoButton(parsed.address, steps);
  expect(readUndo(button?.value ?? "")).toEqual({ address: parsed.address, steps });
  expect(undoButton(parsed.address, [])).toEqual([]);
});
