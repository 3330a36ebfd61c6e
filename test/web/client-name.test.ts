/** Who counts as one client: an IPv4 address, or the network of an IPv6 address; behind trusted proxies whom they saw. */
import { describe, expect, it } from "vitest";
import { findClient, networkOf, openNetworks } from "../../src/client-name.ts";
import { readConfig } from "../../src/config.ts";
import { openPages } from "../support/pages.ts";

it.each([
  ["203.0.113.5", "203.0.113.5"],
  ["::ffff:203.0.113.5", "203.0.113.5"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["2001:db8::", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["", ""],
])("%s is %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

describe("behind proxies", () => {
  const own = readConfig({}).trustedProxies;
  const two = readConfig({ PAPERBOY_TRUSTED_PROXIES: "10.0.0.7, 2001:db8:1::/48,192.0.2.0/28" }).trustedProxies;

  it.each([
    ["a proxy on this machine", own, "127.0.0.1", "203.0.113.5", "203.0.113.5"],
    ["one there by IPv6", own, "::1", "2001:db8::9", "2001:db8::9"],
    ["an IPv4 address in IPv6", own, "::ffff:127.0.0.1", "203.0.113.5", "203.0.113.5"],
    ["no header", own, "127.0.0.1", "", "127.0.0.1"],
    ["a header of somebody who is no proxy", own, "198.51.100.1", "203.0.113.5", "198.51.100.1"],
    ["a proxy elsewhere that nobody named", own, "10.0.0.7", "203.0.113.5", "10.0.0.7"],
    ["this machine where others are named", two, "127.0.0.1", "203.0.113.5", "127.0.0.1"],
    ["one that is named", two, "10.0.0.7", "203.0.113.5", "203.0.113.5"],
    ["its neighbour", two, "10.0.0.8", "203.0.113.5", "10.0.0.8"],
    ["a network, mapped", two, "::ffff:192.0.2.15", "203.0.113.5", "203.0.113.5"],
    ["what a visitor wrote before", two, "10.0.0.7", "198.51.100.9, 203.0.113.5", "203.0.113.5"],
    ["what a visitor wrote before with a proxy's address", two, "10.0.0.7", "10.0.0.7, 203.0.113.5", "203.0.113.5"],
    ["two proxies", two, "10.0.0.7", "198.51.100.9,203.0.113.5,2001:DB8:1:2::3", "203.0.113.5"],
    ["two, and no visitor but them", two, "10.0.0.7", "192.0.2.1, 2001:db8:1::3", "192.0.2.1"],
    ["an IPv6 address outside of the network", two, "2001:db8:2::1", "203.0.113.5", "2001:db8:2::1"],
    ["ports", two, "10.0.0.7", "203.0.113.5:4711, [2001:db8:1::3]:80", "203.0.113.5"],
    ["a zone", ["fe80::/10"], "fe80::1%eth0", "203.0.113.5", "203.0.113.5"],
    ["garbage of a proxy", two, "10.0.0.7", "203.0.113.5, unknown", "10.0.0.7"],
    ["garbage of a visitor", two, "10.0.0.7", "a,,%00,1.2.3.4.5, 203.0.113.5", "203.0.113.5"],
    ["commas", two, "10.0.0.7", ",,,", "10.0.0.7"],
    ["nobody", own, "", "203.0.113.5", ""],
  ])("%s", (_, proxies, remote, forwarded, client) => {
    expect(findClient(remote, forwarded, openNetworks(proxies))).toBe(client);
  });

  it("visitors are counted each for themselves, and one who names himself anew each time is not", async () => {
    const pages = await openPages({ PAPERBOY_TRUSTED_PROXIES: "10.213.53.0/28", PAPERBOY_API_PER_MINUTE: "2" });
    const ask = async (remoteAddress: string, forwarded: string) => {
      const connection = { incoming: { socket: { remoteAddress, remotePort: 1, remoteFamily: "IPv4" } } };
      return (await pages.web.request("/api/v1/topics", { headers: { "x-forwarded-for": forwarded } }, connection))
        .status;
    };
    const all = async (remote: string, forwarded: string[]) => {
      const statuses: number[] = [];
      for (const each of forwarded) statuses.push(await ask(remote, each));
      return statuses;
    };
    const three = ["203.0.113.1", "203.0.113.2", "203.0.113.3"];
    expect(await all("10.213.53.3", three)).toEqual([200, 200, 200]);
    expect(await all("198.51.100.1", three)).toEqual([200, 200, 429]);
    expect(
      await all(
        "10.213.53.3",
        three.map((each) => `${each}, 198.51.100.2`),
      ),
    ).toEqual([200, 200, 429]);
    await pages.close();
  });

  it.each(["proxy.lab.example.org", "10.0.0.0/33", "10.0.0", "2001:db8::/129", "10.0.0.7/", "fe80::1%eth0", "*"])(
    "%s is refused at the start",
    (found) => {
      expect(() => readConfig({ PAPERBOY_TRUSTED_PROXIES: `10.0.0.7,${found}` })).toThrow(
        /PAPERBOY_TRUSTED_PROXIES must be addresses or networks, with commas between; found/,
      );
    },
  );
});
