/** Opens Slack's door where it is configured, and binds what happens in Slack to the use cases. */
import { setTimeout } from "node:timers/promises";
import type { App } from "./app.ts";
import { insertHeard } from "./db/slack-heard.ts";
import { openDialogue } from "./dialogue-door.ts";
import { endWorkspace } from "./membership/slack-installations.ts";
import {
  moveZone,
  pausePlace,
  renamePlace,
  restoreWorkspace,
  resumePlace,
  stopWorkspace,
} from "./membership/slack-places.ts";
import type { StepName } from "./pipeline/steps.ts";
import { createArchive } from "./reading/archive.ts";
import type { Ground } from "./reading/backtest.ts";
import { openSecret } from "./secret.ts";
import type { SlackDoor } from "./slack/door/open.ts";
import type { Places } from "./slack/door/places.ts";

/** `listens`: over HTTP; `leads`: not merely a worker, which leaves the socket to `serve`. Null: no door is to be opened. */
export async function openSlack(
  app: App,
  { listens, leads }: { listens: boolean; leads: boolean },
  ground: Ground,
  wake: (step: StepName) => void,
): Promise<SlackDoor | null> {
  const { oauth, apiUrl, door: way } = app.config.slack;
  if (!way || app.workspaces === null || !(way.kind === "http" ? listens : leads)) return null;
  const { openSlackDoor } = await import("./slack/door/open.ts"); // Bolt takes a while to load
  const secret = openSecret(app.config.secret, app.config.dataFolder);
  app.log.info({ event: "slack.open", mode: way.kind });
  return openSlackDoor({
    workspaces: app.workspaces,
    alone: oauth === null,
    installUrl: oauth && app.config.publicUrl && `${app.config.publicUrl}/slack/install`,
    way,
    apiUrl,
    dialogue: openDialogue(app, createArchive(app.database.db, ground, app.clock), secret, wake, app.config.publicUrl),
    places: createPlaces(app),
    log: app.log,
    isFirst: (key) => insertHeard(app.database.db, key, app.clock.now().toString()),
    wait: (ms) => setTimeout(ms),
  });
}

export function createPlaces({ config, workspaces, database: { db }, clock, log }: App): Places {
  return {
    async gone(place, why) {
      const subscribers = await pausePlace(db, place, why, clock.now());
      if (subscribers > 0) log.warn({ event: "slack.place-gone", ...place, why });
    },
    async back(place, by) {
      const subscribers = await resumePlace(db, place, by, clock.now());
      if (subscribers > 0) log.info({ event: "slack.place-back", ...place, by });
    },
    async rename(team, from, to) {
      const renamed = await renamePlace(db, { team, from, to });
      if (renamed !== "unknown") log.warn({ event: "slack.place-renamed", team, from, to, renamed });
    },
    async moveZone(team, user, zone) {
      if (await moveZone(db, { team, user, zone }, clock.now())) log.info({ event: "slack.zone-moved", team, user });
    },
    async stop(team, at) {
      const now = clock.now();
      const end = { at: at ?? now, reason: "uninstalled" };
      const subscribers = config.slack.oauth
        ? await endWorkspace(db, team, end, now)
        : await stopWorkspace(db, team, now);
      workspaces?.forget(team);
      if (subscribers === null) return; // it ended before, or Slack tells of a former installation
      log.error({ event: "slack.uninstalled", team, subscribers });
    },
    async restore(team) {
      const subscribers = await restoreWorkspace(db, team, clock.now());
      if (subscribers > 0) log.warn({ event: "slack.restored", team, subscribers });
    },
  };
}
