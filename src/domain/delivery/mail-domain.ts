/** What receivers look up of a domain that mails come from, judged as they do: SPF (RFC 7208), DMARC (RFC 7489), MX, PTR. */

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
  if (all === undefined && !terms.some((term) => /^redirect=/i.test(term)))
    return warn(`${domain}'s SPF record says nothing of other senders. End it with -all`);
  return ok(found[0] as string);
}

/** `records`: the TXT records of `_dmarc.` and the domain. `signed`: mails bear a DKIM signature of this domain. */
export function judgeDmarc(domain: string, records: readonly string[] | null, signed: boolean): Judged {
  if (records === null) return warn(`_dmarc.${domain} could not be looked up. Try again later`);
  const found = records.filter((record) => /^v=DMARC1\s*(?:;|$)/i.test(record));
  const publish = `Publish a TXT record at _dmarc.${domain}, such as: v=DMARC1; p=none; rua=mailto:postmaster@${domain}`;
  if (found.length === 0)
    return fail(`${domain} has no DMARC record, which Gmail and Yahoo ask of bulk senders. ${publish}`);
  if (found.length > 1) return fail(`${domain} has ${found.length} DMARC records, which makes them void. Keep one`);
  const policy = /(?:^|;)\s*p\s*=\s*(none|quarantine|reject)\s*(?:;|$)/i.exec(found[0] as string)?.[1]?.toLowerCase();
  if (policy === undefined) return fail(`${domain}'s DMARC record has no policy. ${publish}`);
  return signed || policy === "none"
    ? ok(`p=${policy}`)
    : warn(
        `p=${policy}, and mails are not signed by us: sign them (MAIL_DKIM_SELECTOR), or be sure that the relay does`,
      );
}

/** `what`: who is to be reached there. */
export function judgeMx(domain: string, hosts: readonly string[] | null, what: string): Judged {
  if (hosts === null) return warn(`${domain}'s MX records could not be looked up. Try again later`);
  if (hosts.some((host) => host === ""))
    return fail(`${domain} takes no mail (RFC 7505): ${what} are lost. Use another domain`);
  return hosts.length > 0
    ? ok(`${what} reach ${hosts[0]}`)
    : fail(
        `${domain} has no MX record: ${what} are lost. Publish one, or set MAIL_REPLY_TO and MAIL_RETURN_PATH to a domain that has`,
      );
}

/** `names`: what the relay's address is called; `back`: those of them that lead back to it. */
export function judgePtr(address: string, names: readonly string[] | null, back: readonly string[]): Judged {
  if (names === null || names.length === 0)
    return warn(`${address} has no name (PTR), and many receivers refuse its mail. Ask its network to set one`);
  return back.length > 0
    ? ok(`${address} is ${back[0]}, and back`)
    : warn(`${address} is called ${names[0]}, which does not lead back to it. Make the two agree`);
}
