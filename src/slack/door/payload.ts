/** The fields of Slack's payloads that we read; all may be missing. https://docs.slack.dev/interactivity, /apis/events-api */
import type { FieldValues, ShownField } from "../../render/slack-modal.ts";

export interface Conversation {
  id?: string;
  name?: string;
}

interface Element {
  action_id?: string;
  url?: string;
}

interface Blocks {
  blocks?: (ShownField & { elements?: Element[]; accessory?: Element })[];
}

export interface SlackEvent {
  type?: string;
  subtype?: string;
  /** An id; in `user_change` the whole user. */
  user?: string | { id?: string; tz?: string; deleted?: boolean };
  /** An id; in `channel_rename` and others the whole conversation. */
  channel?: string | Conversation;
  channel_type?: string;
  text?: string;
  thread_ts?: string;
  bot_id?: string;
  edited?: object;
  tab?: string;
  links?: { url?: string }[];
  message_ts?: string;
  unfurl_id?: string;
  source?: string;
  old_channel_id?: string;
  new_channel_id?: string;
  tokens?: { oauth?: string[]; bot?: string[] };
}

export interface Payload {
  type?: string;
  team_id?: string;
  event?: SlackEvent;
  event_id?: string;
  /** Seconds since 1970. */
  event_time?: number;
  authorizations?: { team_id?: string | null; user_id?: string; is_bot?: boolean }[];
  /** `app_rate_limited`: the minute, in seconds since 1970. */
  minute_rate_limited?: number;
  command?: string;
  text?: string;
  user_id?: string;
  channel_id?: string;
  channel_name?: string;
  response_url?: string;
  trigger_id?: string;
  /** Of what is pressed in a step of a workflow, instead of a trigger_id. */
  interactivity?: { interactivity_pointer?: string };
  callback_id?: string;
  team?: { id?: string } | null;
  user?: { id?: string; team_id?: string };
  channel?: Conversation;
  container?: { channel_id?: string; thread_ts?: string };
  message?: Blocks & { text?: string; thread_ts?: string };
  actions?: { action_id?: string; value?: string; selected_option?: { value?: string } | null }[];
  view?: Blocks & {
    id?: string;
    /** Of the view as it was when this happened. */
    hash?: string;
    type?: string;
    callback_id?: string;
    private_metadata?: string;
    app_installed_team_id?: string;
    state?: { values?: FieldValues };
  };
}

/** The workspace that we are installed in, not that of who speaks: in shared channels they differ. Empty: it says none. */
export function teamOf(body: Payload): string {
  return (
    body.authorizations?.[0]?.team_id ??
    body.view?.app_installed_team_id ??
    body.team_id ??
    body.team?.id ??
    body.user?.team_id ??
    ""
  );
}

/** Our own user id, where the payload says it. */
export const botOf = (body: Payload): string | null =>
  body.authorizations?.find((each) => each.is_bot !== false)?.user_id ?? null;

/** What is the same when Slack says it again, or somebody replays it; null: nothing tells two of them apart. */
export function keyOf({ type, event, event_id: id, trigger_id, interactivity }: Payload): string | null {
  if (id) return `${event?.type}:${id}`;
  const trigger = trigger_id ?? interactivity?.interactivity_pointer;
  return trigger ? `${type ?? "command"}:${trigger}` : null;
}
