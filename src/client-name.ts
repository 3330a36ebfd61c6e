/** Who is at the other end of a request, for limits: never an address of the network as such. */
import { createHmac } from "node:crypto";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";

/** A keyed hash: 32 hexadecimal digits. */
export const nameClient = (secret: string, c: Context): string =>
  createHmac("sha256", secret)
    .update(`client\n${networkOf(findClient(c))}`)
    .digest("hex")
    .slice(0, 32);

/** Behind a proxy on this machine the address that it saw, which is the last of the list; else the one that is connected. */
function findClient(c: Context): string {
  const remote = getConnInfo(c).remote.address ?? "";
  const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim();
  const local = /^(::1|(::ffff:)?127\.)/.test(remote);
  return local && forwarded ? forwarded : remote;
}

/** Whoever has an IPv6 address has 2^64 of them: the first half is the network's. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [before = "", after] = (address.split("%")[0] as string).toLowerCase().split("::");
  const [left, right] = [before.split(":").filter(Boolean), (after ?? "").split(":").filter(Boolean)];
  const mapped = /^(?:0*:)*:?(?:ffff:)(\d+\.\d+\.\d+\.\d+)$/.exec(address.toLowerCase())?.[1];
  if (mapped !== undefined) return mapped;
  const missing = Math.max(0, 8 - left.length - right.length);
  const all = after === undefined ? left : [...left, ...Array<string>(missing).fill("0"), ...right];
  return `${all
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
