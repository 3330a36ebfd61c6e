/** Looks the sending domain up as receivers do: SPF, DMARC, where replies and bounces go, and what the relay's address is called. */
import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { addressOf } from "../channels/mail-identity.ts";
import { isLoopbackRelay, parseSmtpUrl } from "../channels/smtp-settings.ts";
import type { Config } from "../config.ts";
import {
  type Judged,
  judgeDmarc,
  judgeMx,
  judgePtr,
  judgeSpf,
  listDmarcDomains,
} from "../domain/delivery/mail-domain.ts";
import type { Look, Probe } from "../reading/doctor.ts";

/** What the name server is asked, and `lookup`: what the system does for a connection, which also reads /etc/hosts. */
export type Names = Pick<Resolver, "resolveTxt" | "resolveMx" | "reverse" | "resolve4" | "resolve6"> & {
  lookup(host: string): Promise<string[]>;
};

const TIMEOUT = { timeout: 3_000, tries: 2 };

export const openNames = (): Names =>
  Object.assign(new Resolver(TIMEOUT), {
    lookup: async (host: string) => (await lookup(host, { all: true })).map(({ address }) => address),
  });

/** None while mails go to the outbox, or to a relay on this machine, which is a catcher mostly. */
export function listDomainProbes({ mail }: Config, names: Names = openNames()): Probe[] {
  const { smtpUrl, from, replyTo, returnPath, dkim } = mail;
  if (smtpUrl === null || isLoopbackRelay(smtpUrl)) return [];
  const domain = domainOf(from);
  const [replies, bounces] = [domainOf(replyTo ?? from), domainOf(returnPath ?? from)];
  const probe = (what: string, look: () => Promise<Judged>): Probe => ({
    what,
    look: async () => lookOf(await look()),
    nextStep: "",
  });
  const txt = (name: string) => found(names.resolveTxt(name).then((all) => all.map((parts) => parts.join(""))));
  const dmarc = async () => {
    const asked = listDmarcDomains(domain).map(async (name) => [name, await txt(`_dmarc.${name}`)] as const);
    return new Map(await Promise.all(asked));
  };
  const mx = async (name: string) => {
    const hosts = await found(names.resolveMx(name));
    const sorted = hosts && [...hosts].sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
    return { hosts: sorted, addresses: hosts?.length === 0 ? await addressesOf(name, names) : [] };
  };
  return [
    probe("spf", async () => judgeSpf(bounces, await txt(bounces))), // receivers look at the envelope's sender
    probe("dmarc", async () => judgeDmarc(domain, await dmarc(), dkim?.domain === domain)),
    probe("replies", async () => judgeMx(replies, await mx(replies), "replies")),
    ...(bounces === replies ? [] : [probe("bounces", async () => judgeMx(bounces, await mx(bounces), "bounces"))]),
    probe("relay name", () => judgeRelay(parseSmtpUrl(smtpUrl).host, names)),
  ];
}

/** A relay passes mails on from its own address, or another of its network: the one we know is a hint. */
async function judgeRelay(host: string, names: Names): Promise<Judged> {
  const addresses = isIP(host) ? [host] : await found(names.lookup(host));
  if (addresses === null) return { state: "warn", says: `${host} could not be looked up. Try again later` };
  const [address] = addresses;
  if (address === undefined)
    return { state: "fail", says: `${host} is not known, by the name server or /etc/hosts. Check SMTP_URL` };
  const called = await found(names.reverse(address));
  const back: string[] = [];
  let unasked = false;
  for (const name of (called ?? []).slice(0, 5)) {
    const leadsTo: string[] | null = await found(isIP(address) === 6 ? names.resolve6(name) : names.resolve4(name));
    if (leadsTo?.includes(address)) back.push(name);
    unasked ||= leadsTo === null;
  }
  return judgePtr(address, called, unasked && back.length === 0 ? null : back);
}

/** Null: neither kind has any that is known, and not both could be asked. */
async function addressesOf(name: string, names: Names): Promise<string[] | null> {
  const [v4, v6] = [await found(names.resolve4(name)), await found(names.resolve6(name))];
  const all = [...(v4 ?? []), ...(v6 ?? [])];
  return all.length === 0 && (v4 === null || v6 === null) ? null : all;
}

const NOTHING = new Set(["ENODATA", "ENOTFOUND"]);

/** What is not there is an empty list; null: it could not be asked. */
async function found<T>(asked: Promise<T[]>): Promise<T[] | null> {
  try {
    return await asked;
  } catch (error) {
    return NOTHING.has((error as { code?: string }).code ?? "") ? [] : null;
  }
}

function lookOf({ state, says }: Judged): Look {
  if (state === "fail") throw new Error(says);
  return state === "ok" ? says : { warn: says };
}

function domainOf(from: string): string {
  const domain = addressOf(from).split("@").at(-1) as string;
  return domainToASCII(domain) || domain;
}
