/** What somebody who signs up reads: the topics to choose from, and what a link would confirm. */

import { listCatalogue } from "../db/catalogue.ts";
import type { Db } from "../db/open.ts";
import { findSignup, nameTopics } from "../db/signups.ts";

export interface AskedSignup {
  topics: string[];
  /** `daily at 08:00 (Europe/Berlin)`. */
  when: string;
  confirmed: boolean;
  expired: boolean;
}

export async function findAskedSignup(db: Db, id: number, now: Temporal.Instant): Promise<AskedSignup | null> {
  const asked = await findSignup(db, id);
  if (!asked) return null;
  const { cadence, hour, zone, confirmed_at, expires_at } = asked;
  const confirmed = confirmed_at !== null;
  return {
    topics: nameTopics(asked).map((topic) => (topic === "*" ? "the day's trending papers" : topic)),
    when: `${cadence} at ${hour} (${zone})`,
    confirmed,
    expired: !confirmed && expires_at.getTime() <= now.epochMilliseconds,
  };
}

export async function listTopicsToChoose(db: Db): Promise<{ slug: string; name: string; heading: string }[]> {
  return (await listCatalogue(db)).map(({ slug, name, heading }) => ({ slug, name, heading }));
}
