/** What becomes of subscribers when their Slack conversation, or its whole workspace, goes, comes back or is renamed (semantics 27). */
import { moveSubscriber } from "../db/letters.ts";
import { lockUntilCommit } from "../db/locks.ts";
import type { Db } from "../db/open.ts";
import { listPlaces, moveSuppression, type Reach, releasePlaces, suppressPlaces } from "../db/slack-places.ts";
import { GONE_REASONS, UNINSTALLED } from "../domain/delivery/slack-error.ts";
import { changeSettings } from "./change-settings.ts";

/** Ids as Slack gives them: `T0123`, `C0123`. */
export interface Place {
  team: string;
  conversation: string;
}

export type GoneBecause = keyof typeof GONE_REASONS;

/** Nothing goes there any more, and what is claimed is refused its mark. Returns how many subscribers that pauses. */
export async function pausePlace(db: Db, place: Place, why: GoneBecause, now: Temporal.Instant): Promise<number> {
  return (await suppressPlaces(db, reachOf(place), GONE_REASONS[why], now.toString())).length;
}

/** An invitation also brings back what was archived: the bot can be invited to what lives alone. Returns how many. */
export async function resumePlace(
  db: Db,
  place: Place,
  by: "unarchived" | "invited",
  now: Temporal.Instant,
): Promise<number> {
  const reasons = by === "invited" ? Object.values(GONE_REASONS) : [GONE_REASONS.archived];
  const released = { reasons: [...reasons], since: "-infinity", note: by };
  return (await releasePlaces(db, reachOf(place), released, now.toString())).length;
}

/** The same subscriber under the new id, with what waits for it. `taken`: the new id has a subscriber already. */
export async function renamePlace(
  db: Db,
  { team, from, to }: { team: string; from: string; to: string },
): Promise<"moved" | "unknown" | "taken"> {
  return db.transaction().execute(async (tx) => {
    await lockUntilCommit(tx, "compiling");
    const found = await listPlaces(tx, reachOf({ team, conversation: from }));
    if (found.length === 0) return "unknown";
    if ((await listPlaces(tx, reachOf({ team, conversation: to }))).length > 0) return "taken";
    for (const { id, address, address_key } of found) {
      const moved = address.replace(/[^/]+$/, to);
      await moveSubscriber(tx, id, { address: moved, address_key: moved.toLowerCase() });
      await moveSuppression(tx, address_key, moved.toLowerCase());
    }
    return "moved";
  });
}

/** The zone of a person's direct message follows their profile; that of a conversation stays. Returns whether one moved. */
export async function moveZone(
  db: Db,
  { team, user, zone }: { team: string; user: string; zone: string },
  now: Temporal.Instant,
): Promise<boolean> {
  // Most of a workspace has no subscription: their profiles must not wait for compiling.
  const found = await listPlaces(db, reachOf({ team, conversation: user }));
  let moved = false;
  for (const { address, address_key: key } of found)
    moved = (await changeSettings(db, { channel: "slack", address, key }, { zone }, now)).ok || moved;
  return moved;
}

/** So long the data of a workspace that uninstalled us is kept, and comes back by itself. */
export const KEPT_HOURS = 30 * 24;

/** Stops all of a workspace at once and keeps its data. Said again, it stays as it is. Returns how many subscribers it stops. */
export async function stopWorkspace(db: Db, team: string, now: Temporal.Instant): Promise<number> {
  return (await suppressPlaces(db, workspaceOf(team), UNINSTALLED, now.toString())).length;
}

/** What `stopWorkspace` stopped within the last 30 days; what was paused for another reason stays paused. Returns how many. */
export async function restoreWorkspace(db: Db, team: string, now: Temporal.Instant): Promise<number> {
  const since = now.subtract({ hours: KEPT_HOURS }).toString();
  const released = { reasons: [UNINSTALLED], since, note: "the workspace is back" };
  return (await releasePlaces(db, workspaceOf(team), released, now.toString())).length;
}

const reachOf = ({ team, conversation }: Place): Reach => {
  const id = conversation.toLowerCase();
  return { keys: [`${team.toLowerCase()}/${id}`, id] };
};

/** `%` and `_` would reach others: no id holds them. */
const workspaceOf = (team: string): Reach => ({ team: team.toLowerCase().replace(/[^a-z0-9]/g, "") });
