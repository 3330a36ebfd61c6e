/** `POST /hooks/ses` and `POST /hooks/mail`: what mail providers tell of bounces and complaints. */
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { HookAnswer, SignedBody } from "../membership/mail-hook.ts";

/** Null: there is no such hook, and its path answers 404. */
export interface HookDoor {
  ses: ((body: string) => Promise<HookAnswer>) | null;
  mail: ((signed: SignedBody) => Promise<HookAnswer>) | null;
}

const BODY_MOST = 256 * 1024;

export function addHooks(web: Hono, { ses, mail }: HookDoor): void {
  const limit = bodyLimit({
    maxSize: BODY_MOST,
    onError: (c) => c.json({ error: { message: "it is too large" } }, 413),
  });
  if (ses) web.post("/hooks/ses", limit, async (c) => answer(c, await ses(await c.req.text())));
  if (mail)
    web.post("/hooks/mail", limit, async (c) => {
      const body = Buffer.from(await c.req.arrayBuffer());
      const timestamp = c.req.header("x-paperboy-timestamp") ?? null;
      const signature = c.req.header("x-paperboy-signature") ?? null;
      return answer(c, await mail({ timestamp, signature, body }));
    });
}

const answer = (c: Context, { status, says }: HookAnswer): Response =>
  status === 200 ? c.json({ says }) : c.json({ error: { message: says } }, status);
