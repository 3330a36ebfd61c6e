/** Workspaces that uninstalled the app: what they followed waits for 30 days, then it is forgotten. */
import type { Db } from "../db/open.ts";
import { forgetTurns } from "../db/request-turns.ts";
import { forgetPeopleOf } from "../db/saved-papers.ts";
import { forgetHeard } from "../db/slack-heard.ts";
import { deleteInstallation, listEndedBefore } from "../db/slack-installations.ts";
import { listUninstalledBefore } from "../db/slack-places.ts";
import { SLACK_LANE } from "../domain/delivery/slack-pace.ts";
import { readSlackAddress } from "../domain/workspace/workspace.ts";
import { eraseReader } from "./personal-data.ts";
import { KEPT_HOURS } from "./slack-places.ts";

/** In one pass; the rest follows in the next. */
const MOST = 1_000;

/** Returns how many conversations were forgotten. */
export async function forgetWorkspaces(db: Db, secret: string, now: Temporal.Instant): Promise<number> {
  const before = now.subtract({ hours: KEPT_HOURS }).toString();
  const subscribers = await listUninstalledBefore(db, before, MOST);
  for (const { address, address_key: key } of subscribers)
    await eraseReader(db, { channel: "slack", address, key }, secret, now);
  if (subscribers.length === MOST) return MOST;
  await forgetTurns(db, SLACK_LANE);
  await forgetHeard(db, now.subtract({ hours: 24 }).toString());
  const ended = await listEndedBefore(db, before);
  const teams = new Set([...ended, ...subscribers.flatMap(({ address }) => readSlackAddress(address).team ?? [])]);
  for (const team of teams) {
    await db.transaction().execute(async (tx) => {
      await forgetPeopleOf(tx, team);
      await deleteInstallation(tx, team);
    });
  }
  return subscribers.length;
}
