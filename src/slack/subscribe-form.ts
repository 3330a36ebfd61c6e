/** The form in which a topic is typed and tried before it is followed. Pure: what it holds is read as a command. */
import { type Command, QUERY_MOST } from "../domain/slack-command/command.ts";
import { readField } from "../domain/slack-command/words.ts";
import { parseCadence } from "../domain/subscription/cadence.ts";
import { parseHour } from "../domain/subscription/hour.ts";
import { repairTopic } from "../domain/topic/errors.ts";
import { parseTopic } from "../domain/topic/parse.ts";
import { cutText } from "../render/cut.ts";
import { type Block, contextOf } from "../render/slack-blocks.ts";
import { actionsOf } from "../render/slack-buttons.ts";
import {
  type FieldValues,
  inputOf,
  MODAL_LIMITS,
  type Modal,
  modalOf,
  plain,
  readValue,
  selectOf,
} from "../render/slack-modal.ts";

export const SUBSCRIBE_FORM = "subscribe_topic";
/** The fields, each a block and its action. */
const FIELD = { query: "query", place: "place", cadence: "cadence", hour: "hour" } as const;
export const PREVIEW = "preview";
/** As they are stored (domain/subscription/cadence.ts). */
export const CADENCES: Readonly<Record<string, string>> = {
  ...{ daily: "Every day", weekdays: "On weekdays" },
  ...{ "weekly:mon": "Weekly, on Mondays", "monthly:1": "Monthly, on the 1st" },
};
const PLACES = { here: "This conversation", dm: "My direct messages" };

/** What a form says of one's fields. */
export type ReadForm<T> = { ok: true; read: T } | { ok: false; errors: Record<string, string> };

const HINT = [contextOf("Press Enter or Preview to see what the last 30 days would have brought.")];

/**
 * `dm`: opened where there is no other place than one's direct messages. Drawn again with the same names, the fields keep
 * what was typed into them.
 */
export function drawSubscribeForm(metadata: string, dm: boolean, preview: readonly Block[] = HINT): Modal {
  return modalOf({
    ...{ callback: SUBSCRIBE_FORM, title: "Subscribe to a topic", submit: "Subscribe", metadata },
    blocks: [
      inputOf(
        FIELD.query,
        {
          label: "Papers about",
          hint: 'Words, "a phrase" in quotes, OR, fields such as au:lecun and cat:cs.CL, or * for the day’s trending papers.',
        },
        {
          ...{ type: "plain_text_input", action_id: FIELD.query, max_length: QUERY_MOST },
          placeholder: plain("mixture of experts", MODAL_LIMITS.placeholder),
          dispatch_action_config: { trigger_actions_on: ["on_enter_pressed"] },
        },
      ),
      ...actionsOf([{ action: PREVIEW, label: "Preview", value: PREVIEW }]),
      ...preview,
      ...(dm ? [] : [inputOf(FIELD.place, { label: "Where" }, selectOf(FIELD.place, PLACES, "here"))]),
      inputOf(FIELD.cadence, { label: "How often" }, selectOf(FIELD.cadence, CADENCES, "daily")),
      inputOf(
        FIELD.hour,
        { label: "At", hint: "Moves all topics of that place. Empty: the hour stays.", optional: true },
        { type: "timepicker", action_id: FIELD.hour },
      ),
    ],
  });
}

/** What is typed so far. */
export const readQuery = (values: FieldValues): string => readField(readValue(values, FIELD.query) ?? "");

export function readSubscribeForm(values: FieldValues): ReadForm<Command & { verb: "subscribe" }> {
  const query = readQuery(values);
  const says = findFault(query);
  if (says !== null) return { ok: false, errors: { [FIELD.query]: cutText(says, MODAL_LIMITS.error) } };
  const cadence = parseCadence(readValue(values, FIELD.cadence) ?? "daily");
  const hour = parseHour(readValue(values, FIELD.hour) ?? "");
  return {
    ok: true,
    read: {
      ...{ verb: "subscribe", query, place: { kind: readValue(values, FIELD.place) === "dm" ? "dm" : "here" } },
      ...{ at: hour.ok ? hour.hour : null, cadence: cadence.ok ? cadence.cadence : null },
    },
  };
}

/** Whether a slug is in the catalogue, only the catalogue knows. */
function findFault(query: string): string | null {
  if (query === "") return "Which topic?";
  if (query.length > QUERY_MOST) return `A topic has at most ${QUERY_MOST} characters.`;
  const parsed = query.startsWith("#") ? null : parseTopic(query);
  if (parsed === null || parsed.ok) return null;
  const repaired = repairTopic(query, parsed.error);
  return `${parsed.error.message}${repaired === null ? "" : ` Try: ${repaired}`}`;
}
