/** Who is at the other end of a request, for limits: never an address of the network as such. */
import { createHmac } from "node:crypto";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";

/** A keyed hash: 32 hexadecimal digits. */
export const nameClient = (secret: string, c: Context): string =>
  createHmac("sha256", secret)
    .update(`client\n${findClient(c)}`)
    .digest("hex")
    .slice(0, 32);

/** Behind a proxy on this machine the address that it saw, which is the last of the list; else the one that is connected. */
function findClient(c: Context): string {
  const remote = getConnInfo(c).remote.address ?? "";
  const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim();
  const local = /^(::1|(::ffff:)?127\.)/.test(remote);
  return local && forwarded ? forwarded : remote;
}
