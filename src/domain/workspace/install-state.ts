/** What goes to Slack and comes back with an installation: it binds the callback to the browser that began it (RFC 6749, 10.12). */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** As long as somebody reads what the app asks for. */
export const STATE_SECONDS = 15 * 60;
const LONGEST = 200;

/** `seconds` since 1970. Different each time. */
export function makeInstallState(secret: string, seconds: number): string {
  const said = `${randomBytes(18).toString("base64url")}.${seconds + STATE_SECONDS}`;
  return `${said}.${sign(secret, said)}`;
}

/** Whether a state is ours, still good, and of the browser that brings it back: `cookie` is what that one was given. */
export function isInstallState(secret: string, state: string, cookie: string, seconds: number): boolean {
  if (state.length > LONGEST || !isSame(state, cookie)) return false;
  const [nonce = "", until = "", signature = ""] = state.split(".");
  return isSame(sign(secret, `${nonce}.${until}`), signature) && Number(until) >= seconds;
}

const sign = (secret: string, said: string): string =>
  createHmac("sha256", secret).update(`slack-install\n${said}`).digest("base64url");

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
