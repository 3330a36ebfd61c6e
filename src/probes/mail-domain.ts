/** Looks the sending domain up as receivers do: SPF, DMARC, where replies and bounces go, and what the relay's address is called. */
import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { addressOf } from "../channels/mail-identity.ts";
import { isLoopbackRelay } from "../channels/smtp-settings.ts";
import type { Config } from "../config.ts";
import { type Judged, judgeDmarc, judgeMx, judgePtr, judgeSpf } from "../domain/delivery/mail-domain.ts";
import type { Look, Probe } from "../reading/doctor.ts";

/** What node's resolver has of it. */
export type Names = Pick<Resolver, "resolveTxt" | "resolveMx" | "reverse" | "resolve4" | "resolve6">;

const TIMEOUT = { timeout: 3_000, tries: 2 };

/** None while mails go to the outbox, or to a relay on this machine, which is a catcher mostly. */
export function listDomainProbes({ mail }: Config, names: Names = new Resolver(TIMEOUT)): Probe[] {
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
  const mx = async (name: string) => {
    const hosts = await found(names.resolveMx(name));
    return hosts && [...hosts].sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
  };
  return [
    probe("spf", async () => judgeSpf(bounces, await txt(bounces))), // receivers look at the envelope's sender
    probe("dmarc", async () => judgeDmarc(domain, await txt(`_dmarc.${domain}`), dkim?.domain === domain)),
    probe("replies", async () => judgeMx(replies, await mx(replies), "replies")),
    ...(bounces === replies ? [] : [probe("bounces", async () => judgeMx(bounces, await mx(bounces), "bounces"))]),
    probe("relay name", () => judgeRelay(new URL(smtpUrl).hostname, names)),
  ];
}

/** A relay passes mails on from its own address, or another of its network: the one we know is a hint. */
async function judgeRelay(host: string, names: Names): Promise<Judged> {
  const address = isIP(host)
    ? host
    : ((await found(names.resolve4(host)))?.[0] ?? (await found(names.resolve6(host)))?.[0]);
  if (address === undefined) return { state: "fail", says: `${host} is not known by the name server. Check SMTP_URL` };
  const called = await found(names.reverse(address));
  const leadsBack = async (name: string) =>
    [...((await found(names.resolve4(name))) ?? []), ...((await found(names.resolve6(name))) ?? [])].includes(address);
  const back = [];
  for (const name of (called ?? []).slice(0, 5)) if (await leadsBack(name)) back.push(name);
  return judgePtr(address, called, back);
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
