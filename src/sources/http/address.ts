/** Which addresses on the network a request may go to: public ones, unless the operator says otherwise. */
import { lookup as lookUp } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Not public: this machine, private networks, link-local (with clouds' metadata), shared, multicast, reserved (RFC 6890). */
const V4 =
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4";
const V6 =
  "::/127 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 fc00::/7 fe80::/10 fec0::/10 ff00::/8";

const closed = new BlockList();
for (const [list, family] of [
  [V4, "ipv4"],
  [V6, "ipv6"],
] as const)
  for (const net of list.split(" ")) {
    const [address, bits] = net.split("/") as [string, string];
    closed.addSubnet(address, Number(bits), family);
  }

/** `address` is an IPv4 or IPv6 address; an IPv4 one inside an IPv6 one (`::ffff:10.0.0.1`) is judged as what it is. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return !closed.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** A host of a URL that is an address itself; null for a name, which is judged when it is looked up. */
export function findLiteralAddress(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isIP(bare) === 0 ? null : bare;
}

export class PrivateAddressError extends Error {
  readonly code = "EPRIVATE";
}

/** DNS as the connection uses it, so that what was checked is what is connected to: a name cannot change in between. */
export function lookUpPublic(resolve: typeof lookUp = lookUp): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, "", 0);
      const open = addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = open;
      if (first === undefined) {
        const said = addresses.map(({ address }) => address).join(", ");
        return done(new PrivateAddressError(`${hostname} is at ${said}`), "", 0);
      }
      if (options.all) return done(null, open);
      return done(null, first.address, first.family);
    });
  };
}
