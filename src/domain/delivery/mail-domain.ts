/** What receivers look up of a domain that mails come from, judged as they do: SPF (RFC 7208), DMARC (RFC 9989), MX, PTR. */

export interface Judged {
  state: "ok" | "warn" | "fail";
  /** What was found, and the next step where it is not ok. */
  says: string;
}

const ok = (says: string): Judged => ({ state: "ok", says });
const warn = (says: string): Judged => ({ state: "warn", says });
const fail = (says: string): Judged => ({ state: "fail", says });

/** RFC 7208, 4.6.4: more make the whole record void. */
const LOOKUPS_MOST = 10;
const LOOKS_UP = /^[+?~-]?(?:include:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr(?::|$)|exists:)|^redirect=/i;

/** `records`: the TXT records of the domain; null: they could not be looked up. */
export function judgeSpf(domain: string, records: readonly string[] | null): Judged {
  if (records === null) return warn(`${domain}'s TXT records could not be looked up. Try again later`);
  const found = records.filter((record) => /^v=spf1(?: |$)/i.test(record));
  if (found.length === 0)
    return fail(`${domain} has no SPF record. Publish a TXT record, such as: v=spf1 include:(your relay's) -all`);
  if (found.length > 1) return fail(`${domain} has ${found.length} SPF records, which makes them void. Keep one`);
  const terms = (found[0] as string).split(/\s+/).slice(1);
  const lookups = terms.filter((term) => LOOKS_UP.test(term)).length;
  if (lookups > LOOKUPS_MOST)
    return fail(`${domain}'s SPF record asks for ${lookups} look-ups and ${LOOKUPS_MOST} are the most. Shorten it`);
  const all = terms.find((term) => /^[+?~-]?all$/i.test(term));
  if (all !== undefined && /^\+?all$/i.test(all))
    return fail(`${domain}'s SPF record lets everybody send (${all}). End it with -all`);
  const silent = all === undefined ? !terms.some((term) => /^redirect=/i.test(term)) : all.startsWith("?");
  if (silent) return warn(`${domain}'s SPF record says nothing of other senders. End it with -all`);
  return ok(found[0] as string);
}

/**
 * Whose record may hold a domain's policy: its own, else a parent's. This is the walk up the tree of RFC 9989, 4.10, which
 * took the place of RFC 7489's list of public suffixes (6.6.3): at most eight are asked. What stands at a top-level label
 * is a registry's and not asked for.
 */
export function listDmarcDomains(domain: string): string[] {
  const labels = domain.split(".");
  const begin = Math.max(1, labels.length - 7);
  const parents = labels.map((_, i) => labels.slice(i).join(".")).slice(begin, -1);
  return [domain, ...parents];
}

/** By domain the TXT records of `_dmarc.` and it; null: they could not be looked up. */
export type DmarcRecords = ReadonlyMap<string, readonly string[] | null>;

/** `records`: of each of `listDmarcDomains`. `signed`: mails bear a DKIM signature of this domain. */
export function judgeDmarc(domain: string, records: DmarcRecords, signed: boolean): Judged {
  const publish = `Publish a TXT record at _dmarc.${domain}, such as: v=DMARC1; p=none; rua=mailto:postmaster@${domain}`;
  const found = findDmarc(domain, records);
  if (found === null)
    return fail(`${domain} has no DMARC record, which Gmail and Yahoo ask of bulk senders. ${publish}`);
  if ("unasked" in found) return warn(`_dmarc.${found.unasked} could not be looked up. Try again later`);
  const { at, all } = found;
  if (all.length > 1) return fail(`${at} has ${all.length} DMARC records, which makes them void. Keep one`);
  const record = all[0] as string;
  const tag = at !== domain && policyOf(record, "sp") !== undefined ? "sp" : "p";
  const policy = policyOf(record, tag);
  if (policy === undefined) return fail(`${at}'s DMARC record has no policy. ${publish}`);
  const says = `${tag}=${policy}${at === domain ? "" : `, of ${at}`}`;
  return signed || policy === "none"
    ? ok(says)
    : warn(`${says}, and mails are not signed by us: sign them (MAIL_DKIM_SELECTOR), or be sure that the relay does`);
}

/** The domain's own; else that of the parent with the fewest labels, up to one that says it is the last (`psd`). */
function findDmarc(domain: string, records: DmarcRecords): { at: string; all: string[] } | { unasked: string } | null {
  let found: { at: string; all: string[] } | null = null;
  for (const at of listDmarcDomains(domain)) {
    const texts = records.get(at) ?? null;
    if (texts === null) return { unasked: at };
    const all = texts.filter((text) => /^v=DMARC1\s*(?:;|$)/i.test(text));
    const psd = /;\s*psd\s*=\s*([yn])\s*(?:;|$)/i.exec(all[0] ?? "")?.[1]?.toLowerCase();
    if (psd === "y" && at !== domain) break; // a registry's: what it says is of others' domains
    if (all.length > 0) found = { at, all };
    if (psd === "n" || found?.at === domain) break;
  }
  return found;
}

const policyOf = (record: string, tag: "p" | "sp"): string | undefined =>
  new RegExp(`(?:^|;)\\s*${tag}\\s*=\\s*(none|quarantine|reject)\\s*(?:;|$)`, "i").exec(record)?.[1]?.toLowerCase();

/** `hosts`: by preference; `addresses`: of the domain itself, which count where there is no MX. `what`: who is to be reached there. */
export function judgeMx(
  domain: string,
  { hosts, addresses }: { hosts: readonly string[] | null; addresses: readonly string[] | null },
  what: string,
): Judged {
  if (hosts === null) return warn(`${domain}'s MX records could not be looked up. Try again later`);
  if (hosts.some((host) => host === ""))
    return fail(`${domain} takes no mail (RFC 7505): ${what} are lost. Use another domain`);
  if (hosts.length > 0) return ok(`${what} reach ${hosts[0]}`);
  if (addresses === null)
    return warn(`${domain} has no MX record, and its own address could not be looked up. Try again later`);
  const publish = "Publish one, or set MAIL_REPLY_TO and MAIL_RETURN_PATH to a domain that has";
  return addresses.length > 0
    ? warn(`${domain} has no MX record: ${what} go to its own address, ${addresses[0]} (RFC 5321, 5.1). ${publish}`)
    : fail(`${domain} has neither an MX record nor an address: ${what} are lost. ${publish}`);
}

/** `names`: what the relay's address is called; `back`: those of them that lead back to it. Null: not to be looked up. */
export function judgePtr(address: string, names: readonly string[] | null, back: readonly string[] | null): Judged {
  if (names === null) return warn(`The name of ${address} (PTR) could not be looked up. Try again later`);
  if (names.length === 0)
    return warn(`${address} has no name (PTR), and many receivers refuse its mail. Ask its network to set one`);
  if (back === null)
    return warn(`${address} is called ${names[0]}, whose address could not be looked up. Try again later`);
  return back.length > 0
    ? ok(`${address} is ${back[0]}, and back`)
    : warn(`${address} is called ${names[0]}, which does not lead back to it. Make the two agree`);
}
