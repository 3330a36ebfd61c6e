/** What happens to the places that digests go to: conversations, people's profiles, and the workspace itself. */
import type { SlackEvent } from "./payload.ts";

export type PlaceEvent =
  | { kind: "gone"; conversation: string; why: GoneBecause }
  | { kind: "back"; conversation: string; by: "unarchived" | "invited" }
  | { kind: "renamed"; from: string; to: string }
  | { kind: "zone"; user: string; zone: string }
  /** `bot`: the bot's own token has ended too; else only tokens of people. */
  | { kind: "uninstalled" | "revoked"; bot: boolean };

export type GoneBecause = "archived" | "deleted" | "removed";

/** What the use cases do about it. */
export interface Places {
  gone(place: { team: string; conversation: string }, why: GoneBecause): Promise<void>;
  back(place: { team: string; conversation: string }, by: "unarchived" | "invited"): Promise<void>;
  rename(team: string, from: string, to: string): Promise<void>;
  /** Of the person's direct message only. */
  moveZone(team: string, user: string, zone: string): Promise<void>;
  /** `at`: when Slack says that it ended, so that an installation since then goes on; null: it is known to have ended. */
  stop(team: string, at: Temporal.Instant | null): Promise<void>;
  /** Takes back what `stop` did. Nothing where it did nothing. */
  restore(team: string): Promise<void>;
}

/** Null: it is none of these. `bot`: our own user id; null: unknown, then nobody's coming or leaving is ours. */
export function readPlaceEvent(event: SlackEvent, bot: string | null): PlaceEvent | null {
  const conversation = typeof event.channel === "string" ? event.channel : (event.channel?.id ?? "");
  const gone = (why: GoneBecause): PlaceEvent => ({ kind: "gone", conversation, why });
  const back = (by: "unarchived" | "invited"): PlaceEvent => ({ kind: "back", conversation, by });
  const ours = bot !== null && event.user === bot;
  switch (event.type) {
    case "channel_archive":
    case "group_archive":
      return gone("archived");
    case "channel_deleted":
    case "group_deleted":
      return gone("deleted");
    case "channel_left":
    case "group_left":
      return gone("removed");
    case "member_left_channel":
      return ours ? gone("removed") : null;
    case "channel_unarchive":
    case "group_unarchive":
      return back("unarchived");
    case "member_joined_channel":
      return ours ? back("invited") : null;
    case "channel_id_changed":
      return event.old_channel_id && event.new_channel_id
        ? { kind: "renamed", from: event.old_channel_id, to: event.new_channel_id }
        : null;
    case "user_change": {
      const user = typeof event.user === "object" ? event.user : {};
      return user.id && user.tz && !user.deleted ? { kind: "zone", user: user.id, zone: user.tz } : null;
    }
    case "app_uninstalled":
      return { kind: "uninstalled", bot: true };
    case "tokens_revoked":
      return { kind: "revoked", bot: (event.tokens?.bot ?? []).length > 0 };
    default:
      return null;
  }
}
