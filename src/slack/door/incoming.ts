/** What Slack sends, whichever way it came, read into what is asked of us. Pure: a payload that says nothing is "nothing". */
import type { Press, Speaker } from "../dialogue.ts";
import { type FormIncoming, findForm, formOfButton, readFilled, readFormPress } from "./form-incoming.ts";
import { orderLike } from "./message-order.ts";
import { type Conversation, type Payload, type SlackEvent, teamOf } from "./payload.ts";
import { type PlaceEvent, readPlaceEvent } from "./places.ts";

export type Origin = Omit<Speaker, "zone">;

/** How an answer goes back to where something was said. */
export interface Way {
  /** Five messages within 30 minutes; null: there is none. */
  responseUrl: string | null;
  /** The thread that it was said in. */
  thread: string | null;
}

export type Incoming =
  | { kind: "words"; words: string; from: Origin; way: Way }
  | { kind: "press"; press: Press; from: Origin; way: Way; onHome: boolean }
  | { kind: "home"; from: Origin }
  /** Addresses of ours in a message, or in one that is being written. */
  | { kind: "links"; team: string; urls: string[]; message: LinkedMessage }
  | { kind: "search form"; triggerId: string; from: Origin; way: Way }
  | FormIncoming
  | { kind: "unknown"; what: string; from: Origin; way: Way }
  /** `at`: when it happened, in whole seconds. */
  | { kind: "place"; team: string; event: PlaceEvent; at: Temporal.Instant | null }
  | { kind: "nothing" };

export type LinkedMessage = { unfurlId: string; source: string } | { channel: string; ts: string };

export const COMMAND = "/papers";
export const SEARCH_FORM = { callback: "search_papers", block: "words", action: "words" } as const;
const SIMILAR = "similar_papers";
const PREFIX = "papers:";
const NOTHING: Incoming = { kind: "nothing" };
const NO_WAY: Way = { responseUrl: null, thread: null };

/** `bot`: our own user id; null: not known. */
export function readIncoming(body: Payload, bot: string | null): Incoming {
  if (body.event) return readEvent(body, body.event, bot);
  if (body.command !== undefined) return readCommand(body);
  switch (body.type) {
    case "block_actions":
      return readPress(body);
    case "shortcut":
    case "message_action":
      return readShortcut(body);
    case "view_submission":
      return readForm(body);
    default:
      return NOTHING; // a view was closed, or options are asked for: nothing is to be done
  }
}

function readEvent(body: Payload, event: SlackEvent, bot: string | null): Incoming {
  const team = teamOf(body);
  const place = readPlaceEvent(event, bot);
  if (place) return team === "" ? NOTHING : { kind: "place", team, event: place, at: timeOf(body) };
  const user = typeof event.user === "string" ? event.user : "";
  if (user === "" || user === bot || team === "") return NOTHING;
  if (event.type === "link_shared") return readLinks(team, event);
  if (event.type === "app_home_opened") {
    return event.tab === "home" ? { kind: "home", from: { team, user, conversation: user, kind: "dm" } } : NOTHING;
  }
  const mentioned = event.type === "app_mention";
  const direct = event.type === "message" && event.channel_type === "im";
  // What bots post, ourselves among them, and what is said of a message (an edit, a deletion) is no order.
  if (
    !(mentioned || direct) ||
    event.bot_id ||
    !isSaid(event.subtype) ||
    event.edited ||
    typeof event.channel !== "string"
  )
    return NOTHING;
  const words = withoutName(event.text ?? "", bot);
  if (words === "" && direct) return NOTHING;
  const from = { team, user, conversation: event.channel, kind: direct ? ("dm" as const) : kindOf(event.channel) };
  return { kind: "words", words, from, way: { responseUrl: null, thread: event.thread_ts ?? null } };
}

/** Words of a person's: alone, beside a file, or in a thread and shown to all. */
const isSaid = (subtype: string | undefined): boolean =>
  subtype === undefined || subtype === "file_share" || subtype === "thread_broadcast";

function readLinks(
  team: string,
  { links = [], unfurl_id: unfurlId, source, channel, message_ts: ts }: SlackEvent,
): Incoming {
  const urls = links.flatMap(({ url }) => url ?? []);
  const message =
    unfurlId && source ? { unfurlId, source } : typeof channel === "string" && ts ? { channel, ts } : null;
  return message === null || urls.length === 0 ? NOTHING : { kind: "links", team, urls, message };
}

/** No instant begins or ends time: a number that no clock gives is none. */
const timeOf = ({ event_time: seconds }: Payload): Temporal.Instant | null =>
  typeof seconds === "number" && seconds > 0 && seconds < 1e11
    ? Temporal.Instant.fromEpochMilliseconds(Math.floor(seconds) * 1_000)
    : null;

/** Without our own name, wherever it stands; where we do not know it, without the one it begins with. */
function withoutName(text: string, bot: string | null): string {
  const name = bot === null ? /^\s*<@[A-Z0-9]+(?:\|[^>]*)?>/ : new RegExp(`<@${bot}(?:\\|[^>]*)?>`, "g");
  return text
    .replace(name, " ")
    .replace(/\s+/g, " ")
    .replace(/^[ ,:]+/, "")
    .trim();
}

function readCommand(body: Payload): Incoming {
  const { user_id: user = "", channel_id: conversation = "", channel_name: name, command = "", text = "" } = body;
  const from = { team: teamOf(body), user, conversation, kind: kindOf(conversation, name) };
  const way = { responseUrl: body.response_url ?? null, thread: null };
  const form = command === COMMAND ? findForm(text) : null;
  if (form !== null && body.trigger_id)
    return { kind: "open form", form, triggerId: body.trigger_id, from, way, onHome: false };
  return command === COMMAND
    ? { kind: "words", words: text.trim(), from, way }
    : { kind: "unknown", what: command, from, way };
}

function readPress(body: Payload): Incoming {
  const action = body.actions?.[0];
  const from = originOf(body);
  if (!action || !from) return NOTHING;
  const inForm = readFormPress(body, from);
  if (inForm) return inForm;
  const thread = body.container?.thread_ts ?? body.message?.thread_ts ?? null;
  const way = { responseUrl: body.response_url ?? null, thread };
  const id = action.action_id ?? "";
  if (id.startsWith(PREFIX)) {
    const value = action.value ?? action.selected_option?.value ?? "";
    const onHome = body.view?.type === "home";
    const form = formOfButton(id.slice(PREFIX.length));
    if (form !== null && body.trigger_id)
      return { kind: "open form", form, triggerId: body.trigger_id, from, way, onHome };
    return { kind: "press", press: { action: id.slice(PREFIX.length), value }, from, way, onHome };
  }
  // A button that only opens an address is told of as well.
  return opensAddress(body, id) ? NOTHING : { kind: "unknown", what: "that button", from, way };
}

function opensAddress({ message, view }: Payload, actionId: string): boolean {
  const blocks = message?.blocks ?? view?.blocks ?? [];
  return blocks
    .flatMap((block) => [...(block.elements ?? []), ...(block.accessory ? [block.accessory] : [])])
    .some((element) => element.action_id === actionId && element.url !== undefined);
}

function readShortcut(body: Payload): Incoming {
  const from = originOf(body);
  if (!from) return NOTHING;
  const way = { responseUrl: body.response_url ?? null, thread: body.message?.thread_ts ?? null };
  if (body.callback_id === SEARCH_FORM.callback && body.trigger_id)
    return { kind: "search form", triggerId: body.trigger_id, from, way };
  if (body.callback_id === SIMILAR && body.message)
    return { kind: "words", words: orderLike(body.message.text ?? ""), from, way };
  return { kind: "unknown", what: "that shortcut", from, way };
}

function readForm(body: Payload): Incoming {
  const from = originOf(body);
  if (!from) return NOTHING;
  const filled = readFilled(body, from);
  if (filled) return filled;
  if (body.view?.callback_id !== SEARCH_FORM.callback) return { kind: "unknown", what: "that form", from, way: NO_WAY };
  const words = body.view.state?.values?.[SEARCH_FORM.block]?.[SEARCH_FORM.action]?.value ?? "";
  return { kind: "words", words: `search ${words.replace(/\s+/g, " ").trim()}`.trim(), from, way: NO_WAY };
}

/** Who did it, and where; what is done in no conversation is answered in the direct message. Null: it does not say who. */
function originOf(body: Payload): Origin | null {
  const user = typeof body.user === "object" ? body.user.id : undefined;
  const team = teamOf(body);
  if (!user || team === "") return null;
  const channel: Conversation | undefined = typeof body.channel === "object" ? body.channel : undefined;
  const conversation = channel?.id ?? body.container?.channel_id ?? user;
  return { team, user, conversation, kind: kindOf(conversation, channel?.name) };
}

/** By the id: D is a direct message and U stands for one; private conversations made before 2021 are G, later ones C as well. */
function kindOf(id: string, name?: string): Speaker["kind"] {
  if (/^[DUW]/.test(id) || name === "directmessage") return "dm";
  return id.startsWith("G") || name === "privategroup" || name?.startsWith("mpdm-") ? "private" : "channel";
}
