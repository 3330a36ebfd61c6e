/** People's zones and names from their Slack profiles, kept for an hour. */
import { LRUCache } from "lru-cache";
import type { Clients } from "./clients.ts";

export interface Zones {
  /** `Europe/Berlin`; null: the profile has none, or cannot be read now. */
  find(team: string, user: string): Promise<string | null>;
  /** As others in Slack see it; null: the profile has none, or cannot be read now. */
  findName(team: string, user: string): Promise<string | null>;
  /** The profile says another one from now on. */
  set(team: string, user: string, zone: string): void;
}

interface Profile {
  zone: string | null;
  name: string | null;
}

const KEPT = { most: 10_000, ms: 60 * 60_000 };

/** `now` in milliseconds. Of those who ask for the same person at once, one asks Slack. */
export function createZones(clients: Clients, now: () => number): Zones {
  const profiles = new LRUCache<string, Profile>({
    max: KEPT.most,
    ttl: KEPT.ms,
    ttlResolution: 0,
    perf: { now },
    // What fails is not kept: a zone is a convenience, and the next one to ask asks again.
    fetchMethod: async (key) => {
      const [team = "", user = ""] = key.split("/");
      const client = await clients.of(team);
      return client?.users.info({ user }).then(
        ({ user: found }) => ({
          zone: found?.tz || null,
          name: found?.profile?.display_name || found?.profile?.real_name || found?.real_name || null,
        }),
        () => undefined,
      );
    },
  });
  const find = (team: string, user: string) => profiles.fetch(`${team}/${user}`);
  return {
    find: async (team, user) => (await find(team, user))?.zone ?? null,
    findName: async (team, user) => (await find(team, user))?.name ?? null,
    set: (team, user, zone) => {
      const key = `${team}/${user}`;
      const known = profiles.get(key);
      if (known) profiles.set(key, { ...known, zone });
    },
  };
}
