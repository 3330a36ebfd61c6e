/** The form for a conversation's settings. Pure: of what is sent in, only what was changed is wanted. */
import { type Command, QUIET } from "../domain/slack-command/command.ts";
import { readField } from "../domain/slack-command/words.ts";
import { parseCadence } from "../domain/subscription/cadence.ts";
import { CAP_MOST } from "../domain/subscription/cap.ts";
import { parseHour, parseZone } from "../domain/subscription/hour.ts";
import { cutText } from "../render/cut.ts";
import { contextOf, sectionOf } from "../render/slack-blocks.ts";
import {
  type FieldValues,
  inputOf,
  MODAL_LIMITS,
  type Modal,
  type ModalBlock,
  modalOf,
  readChanged,
  type ShownField,
  selectOf,
} from "../render/slack-modal.ts";
import type { Dialogue, Filled } from "./dialogue.ts";
import { CADENCES, type ReadForm } from "./subscribe-form.ts";

export const SETTINGS_FORM = "settings";
const FIELD = { hour: "hour", zone: "zone", quiet: "quiet", top: "top", rhythm: "rhythm" } as const;
/** With more topics than these, a list of fields would be a page long. */
const FEW = 6;
const KEEP = "keep";
const TOPS = [3, 5, 10, 15, 20, 30, CAP_MOST];
const QUIET_SAYS = { some: "On the first and every seventh", always: "On each", never: "Never" };

type Shown = NonNullable<Awaited<ReturnType<Dialogue["findSettings"]>>>;

const WITHOUT = {
  waits: "Looking up what is set here.",
  nothing: "Nothing is followed here yet, so there is nothing to set. Type `/papers subscribe`.",
  failed: "That could not be looked up now. Try again in a minute.",
};

/** Without anything to set, why. */
export function drawSettingsForm(metadata: string, shown: Shown | keyof typeof WITHOUT): Modal {
  const made = { callback: SETTINGS_FORM, title: "Settings", metadata };
  if (typeof shown === "string") return modalOf({ ...made, submit: null, blocks: [sectionOf(WITHOUT[shown])] });
  if (shown.topics.length === 0) return drawSettingsForm(metadata, "nothing");
  const { hour, zone, quiet_notes: quiet, topics } = shown;
  return modalOf({
    ...{ ...made, submit: "Save" },
    blocks: [
      contextOf("Of all topics of this conversation. What you change is told there, and can be undone."),
      inputOf(FIELD.hour, { label: "Digests come at" }, { type: "timepicker", action_id: "hour", initial_time: hour }),
      inputOf(
        FIELD.zone,
        { label: "Time zone", hint: "A name such as Europe/Berlin, America/New_York or UTC." },
        { type: "plain_text_input", action_id: FIELD.zone, max_length: 64, initial_value: zone },
      ),
      inputOf(FIELD.quiet, { label: "A note on days without papers" }, selectOf(FIELD.quiet, QUIET_SAYS, quiet)),
      drawTop(topics.map(({ cap }) => cap)),
      ...drawRhythms(topics),
    ],
  });
}

function drawTop(caps: readonly number[]): ModalBlock {
  const [first, ...others] = new Set(caps);
  const all = [...new Set([...TOPS, ...caps])].sort((a, b) => a - b);
  const choices = Object.fromEntries(all.map((each) => [`${each}`, `At most ${each}`]));
  return others.length === 0
    ? inputOf(FIELD.top, { label: "Papers a topic" }, selectOf(FIELD.top, choices, `${first}`))
    : inputOf(
        FIELD.top,
        { label: "Papers a topic" },
        selectOf(FIELD.top, { [KEEP]: "As each topic has it now", ...choices }, KEEP),
      );
}

/** A field a topic where there are few; else one for all. */
function drawRhythms(topics: Shown["topics"]): ModalBlock[] {
  if (topics.length <= FEW)
    return topics.map(({ number, name, cadence }) => {
      const field = `${FIELD.rhythm}-${number}`;
      return inputOf(
        field,
        { label: cutText(`How often: ${name}`, 150) },
        selectOf(field, { [cadence]: cadence, ...CADENCES }, cadence),
      );
    });
  const choices = { [KEEP]: "As each topic has it now", ...CADENCES };
  const hint = "For one topic alone, type its query again: /papers subscribe mixture of experts weekly:fri";
  return [inputOf(FIELD.rhythm, { label: "How often all topics come", hint }, selectOf(FIELD.rhythm, choices, KEEP))];
}

/** `shown`: the blocks of the form as it comes back. */
export function readSettingsForm(values: FieldValues, shown: readonly ShownField[]): ReadForm<Filled> {
  const read = (name: string) => readChanged(values, shown, name);
  const zone = read(FIELD.zone);
  const parsed = zone === null ? null : parseZone(readField(zone));
  if (parsed && !parsed.ok) return { ok: false, errors: { [FIELD.zone]: cutText(parsed.message, MODAL_LIMITS.error) } };
  const hour = parseHour(read(FIELD.hour) ?? "");
  const quiet = QUIET.find((each) => each === read(FIELD.quiet)) ?? null;
  const top = Number(read(FIELD.top) ?? "");
  const command: Command = {
    ...{ verb: "settings", at: hour.ok ? hour.hour : null, zone: parsed?.zone ?? null, quiet },
    top: top >= 1 && top <= CAP_MOST ? top : null,
  };
  const rhythms = Object.keys(values).flatMap((name) => {
    const found = /^rhythm(?:-(\d{1,9}))?$/.exec(name);
    const cadence = found && parseCadence(read(name) ?? "");
    return cadence?.ok ? [{ number: found?.[1] ? Number(found[1]) : null, cadence: cadence.cadence as string }] : [];
  });
  return { ok: true, read: { command, rhythms } };
}
