/** People's zones from their Slack profiles, kept for an hour. */
import { LRUCache } from "lru-cache";
import type { Clients } from "./clients.ts";

export interface Zones {
  /** `Europe/Berlin`; null: the profile has none, or cannot be read now. */
  find(team: string, user: string): Promise<string | null>;
  /** The profile says another one from now on. */
  set(team: string, user: string, zone: string): void;
}

const KEPT = { most: 10_000, ms: 60 * 60_000 };

/** `now` in milliseconds. Of those who ask for the same person at once, one asks Slack. */
export function createZones(clients: Clients, now: () => number): Zones {
  const zones = new LRUCache<string, string>({
    max: KEPT.most,
    ttl: KEPT.ms,
    ttlResolution: 0,
    perf: { now },
    // What fails is not kept: a zone is a convenience, and the next one to ask asks again.
    fetchMethod: async (key) => {
      const [team = "", user = ""] = key.split("/");
      const client = await clients.of(team);
      return client?.users.info({ user }).then(
        (answer) => answer.user?.tz,
        () => undefined,
      );
    },
  });
  return {
    find: async (team, user) => (await zones.fetch(`${team}/${user}`)) ?? null,
    set: (team, user, zone) => void zones.set(`${team}/${user}`, zone),
  };
}
