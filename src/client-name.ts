/** Who is at the other end of a request, for limits: never an address of the network as such. */
import { createHmac } from "node:crypto";
import { BlockList, isIP } from "node:net";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";

/** `proxies`: addresses and networks of those that are believed. The name is a keyed hash: 32 hexadecimal digits. */
export function createClientNamer(secret: string, proxies: readonly string[]): (c: Context) => string {
  const trusted = openNetworks(proxies);
  return (c) => {
    const client = findClient(getConnInfo(c).remote.address ?? "", c.req.header("x-forwarded-for") ?? "", trusted);
    return createHmac("sha256", secret)
      .update(`client\n${networkOf(client)}`)
      .digest("hex")
      .slice(0, 32);
  };
}

export function openNetworks(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address, bits] = network.split("/") as [string, string?];
    const family = familyOf(address);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/**
 * The last address that no trusted proxy has. `remote` is connected to us; each proxy puts who is connected to it at the
 * end of `forwarded` (X-Forwarded-For), so that what a visitor wrote there stands before and is never come to.
 */
export function findClient(remote: string, forwarded: string, trusted: BlockList): string {
  let client = remote;
  for (const before of forwarded.split(",").reverse()) {
    const address = readAddress(before);
    if (address === null || !trusted.check(client, familyOf(client))) break;
    client = address;
  }
  return client;
}

/** Some proxies add the port: `203.0.113.5:4711`, `[2001:db8::1]:4711`. Null: it is no address. */
function readAddress(text: string): string | null {
  const address = text.trim().replace(/^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$/, "$1$2");
  return isIP(address) === 0 ? null : address;
}

const familyOf = (address: string) => (address.includes(":") ? "ipv6" : "ipv4");

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
