/** Which addresses are public, whichever way they are written, and that a name is judged where it is connected to. */
import type { LookupAddress, lookup } from "node:dns";
import { describe, expect, it } from "vitest";
import { findLiteralAddress, isPublicAddress, lookUpPublic } from "../../../src/sources/http/address.ts";

describe("an address", () => {
  it.each([
    ["127.0.0.1", "127.8.9.10", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
    ["169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.7"],
    ["::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "64:ff9b::7f00:1", "2002:7f00:1::"],
    ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe"],
    ["", "localhost", "not an address", "1.2.3", "999.1.1.1"],
  ])("is not public: %s ...", (...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it("is public when it is anybody's to reach", () => {
    const all = [
      "151.101.3.42",
      "8.8.8.8",
      "172.15.0.1",
      "172.32.0.1",
      "100.128.0.1",
      "2a04:4e42::555",
      "::ffff:8.8.8.8",
    ];
    expect(all.filter((address) => !isPublicAddress(address))).toEqual([]);
  });

  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["[::1]", "::1"],
    ["example.org", null],
  ])("in a URL is seen: %s", (hostname, address) => expect(findLiteralAddress(hostname)).toBe(address));

  it("written as a number or in octal is what the URL parser makes of it", () => {
    for (const text of ["http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/"])
      expect(isPublicAddress(findLiteralAddress(new URL(text).hostname) ?? "8.8.8.8")).toBe(false);
  });
});

describe("a name", () => {
  const ask = (addresses: LookupAddress[], all: boolean) =>
    new Promise<unknown>((resolve) => {
      const resolver = ((_host: string, _options: object, done: (error: null, found: LookupAddress[]) => void) =>
        done(null, addresses)) as unknown as typeof lookup;
      lookUpPublic(resolver)("example.org", { all }, (error, address, family) => resolve(error ?? [address, family]));
    });
  const [inside, outside] = [
    { address: "10.0.0.5", family: 4 },
    { address: "93.184.216.34", family: 4 },
  ] as const;

  it("is connected to at its public addresses alone", async () => {
    expect(await ask([inside, outside], false)).toEqual(["93.184.216.34", 4]);
    expect(await ask([inside, outside], true)).toEqual([[outside], undefined]);
  });

  it("that is only inside is refused with where it is", async () => {
    expect(await ask([inside], false)).toMatchObject({ code: "EPRIVATE", message: "example.org is at 10.0.0.5" });
  });
});
