/** Socket Mode, for a Paperboy that Slack cannot reach: kept connected for as long as the service runs. */
import type { App, SocketModeReceiver } from "@slack/bolt";
import { messageOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { withoutSecrets } from "./bolt-log.ts";

export interface Socket {
  end(): Promise<void>;
}

/** Before connecting again, doubled with each failure. */
export const PAUSE = { firstMs: 1_000, mostMs: 60_000 };

/**
 * Connects in the background and says how it went in the log. The client's own reconnecting is to be off: a network that
 * is away makes it reject where nobody listens, which would end the process.
 */
export function keepConnected(app: App, { client }: SocketModeReceiver, log: Log, pause = PAUSE): Socket {
  const ending = new AbortController();
  const { signal } = ending;
  const ended = once(signal);
  const keep = async () => {
    for (let failures = 0; !signal.aborted; ) {
      const gone = Promise.withResolvers<void>();
      const tellGone = () => gone.resolve();
      try {
        client.once("disconnected", tellGone);
        await app.start();
        if (signal.aborted) await app.stop(); // it came about after its end
        failures = 0;
        log.info({ event: "slack.connected", mode: "socket" });
        await Promise.race([gone.promise, ended]);
        if (!signal.aborted) log.warn({ event: "slack.disconnected", mode: "socket" });
      } catch (error) {
        client.off("disconnected", tellGone);
        failures += 1;
        const reason = error === undefined ? "the socket was closed" : withoutSecrets(messageOf(error));
        if (!signal.aborted) log.warn({ event: "slack.not-connected", mode: "socket", failures, reason });
      }
      if (!signal.aborted) await pauseFor(Math.min(pause.mostMs, pause.firstMs * 2 ** Math.min(failures, 10)), ended);
    }
  };
  const kept = keep();
  return {
    async end() {
      ending.abort();
      await app.stop();
      await pauseFor(END_WITHIN_MS, kept);
    },
  };
}

const END_WITHIN_MS = 2_000;

const once = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => signal.addEventListener("abort", () => done(), { once: true }));

async function pauseFor(ms: number, ended: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, ended]);
  clearTimeout(timer);
}
