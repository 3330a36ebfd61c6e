/** Looks at what is reached over the web: each source, our own pages from outside, and with them whether our clock is right. */

import type { Config } from "../config.ts";
import { messageOf } from "../errors.ts";
import type { Probe } from "../reading/doctor.ts";
import type { Seen } from "../sources/http/look.ts";
import { judgeClock } from "./machine.ts";

type Look = (url: string) => Promise<Seen>;

/** `sources`: their names and where they are read. */
export function listWebProbes(
  { publicUrl }: Config,
  sources: readonly { name: string; url: string }[],
  now: () => Temporal.Instant,
  reach: Look,
): Probe[] {
  const hosts = Map.groupBy(sources, ({ url }) => new URL(url).origin);
  let apart: { seconds: number; whose: string } | null = null;
  const probes: Probe[] = [...hosts].map(([origin, of]) => ({
    what: "source",
    async look() {
      const { status, date } = await reach(of[0]?.url as string).catch((error: unknown) => {
        throw new Error(`${origin} (${namesOf(of)}) is not reached: ${messageOf(error)}`);
      });
      if (date !== null) apart = { seconds: (now().epochMilliseconds - date.epochMilliseconds) / 1_000, whose: origin };
      return judgeStatus(status, `${origin} (${namesOf(of)})`);
    },
    nextStep: "Check the network and the address; what is missed meanwhile is read later",
  }));
  const clock: Probe = {
    what: "clock",
    look: async () => judgeClock(apart?.seconds ?? null, apart?.whose ?? "no source told the time"),
    nextStep: "Let the system keep time (chrony, systemd-timesyncd)",
  };
  return [...probes, clock, ...(publicUrl === null ? [] : [probeOwnPages(publicUrl, reach)])];
}

const namesOf = (sources: readonly { name: string }[]): string => sources.map(({ name }) => name).join(", ");

/** Any answer shows that it is there; trouble of its own passes. */
const judgeStatus = (status: number, what: string): string | { warn: string } =>
  status >= 500 ? { warn: `${what} answers ${status}: it has trouble of its own. What is missed is read later` } : what;

/** A mail provider posts to `/leave/…` when a reader leaves with one click (RFC 8058): it must reach us as readers do. */
function probeOwnPages(publicUrl: string, reach: Look): Probe {
  return {
    what: "one click",
    async look() {
      const url = `${publicUrl.replace(/\/+$/, "")}/leave/looked-at-by-doctor`;
      const { status, text } = await reach(url).catch((error: unknown) => {
        throw new Error(`${publicUrl} is not reached from here: ${messageOf(error)}`);
      });
      if (status !== 404 || !text.includes("This link is not valid"))
        throw new Error(`${url} answers ${status}, and not by Paperboy`);
      return publicUrl.startsWith("https:")
        ? `${publicUrl} leads to our pages`
        : { warn: `${publicUrl} leads to our pages, but mail providers want https for leaving with one click` };
    },
    nextStep: "Start paperboy serve, and let the proxy pass all paths on to PAPERBOY_LISTEN",
  };
}
