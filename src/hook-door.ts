/** The hooks for mail providers that are configured: each answer is logged. */
import type { App } from "./app.ts";
import { fetchFromSns } from "./channels/sns-fetch.ts";
import { type HookAnswer, takeMailEvent } from "./membership/mail-hook.ts";
import { openSesHook } from "./membership/ses-hook.ts";
import type { HookDoor } from "./web/hooks.ts";

/** Of the hooks that are configured: the others are not there. */
export function createHookDoor({ config, database, clock, log }: App, secret: string): HookDoor {
  const { hookSecret, snsTopic: topic } = config.mail;
  if (hookSecret === null && topic === null) return { ses: null, mail: null };
  const told = (hook: string, { status, says }: HookAnswer): HookAnswer => {
    log[status === 200 ? "info" : "warn"]({ event: status === 200 ? "hook.taken" : "hook.refused", hook, says });
    return { status, says };
  };
  const takeSes = topic && openSesHook(database.db, { secret, topic, fetchText: (url) => fetchFromSns(url) });
  return {
    ses: takeSes ? async (body) => told("ses", await takeSes(body, clock.now())) : null,
    mail: hookSecret
      ? async (signed) => told("mail", await takeMailEvent(database.db, { secret, hookSecret }, signed, clock.now()))
      : null,
  };
}
