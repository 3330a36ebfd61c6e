/** Addresses: a mailbox or a Slack conversation, checked strictly, with the key that makes two spellings one. */

export type Channel = "email" | "slack";

export interface Address {
  channel: Channel;
  /** As typed: what mail keeps. A Slack conversation is `C0123` or `T0123/C0123`. */
  address: string;
  /** Case folded: what is unique. */
  key: string;
}

const LOCAL = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;
const CONVERSATION = /^(?:T[A-Z0-9]{2,20}\/)?[CDGUW][A-Z0-9]{2,20}$/;

/** Lengths are RFC 5321's: 64 octets before the @, 254 in all. Quoted local parts and address literals are refused. */
export function parseAddress(text: string): { ok: true; address: Address } | { ok: false; message: string } {
  const typed = text.trim();
  if (/^slack:/i.test(typed)) return parseConversation(typed.slice(6));
  const at = typed.lastIndexOf("@");
  const [local, domain] = [typed.slice(0, at), typed.slice(at + 1)];
  const problem = at < 1 ? "it has no @" : findMailProblem(local, domain);
  if (problem)
    return {
      ok: false,
      message: `"${shorten(typed)}" is no address: ${problem}. Use name@example.org or slack:C0123ABCD.`,
    };
  return { ok: true, address: { channel: "email", address: typed, key: typed.normalize("NFC").toLowerCase() } };
}

function parseConversation(id: string): { ok: true; address: Address } | { ok: false; message: string } {
  const conversation = /\d/.test(id) ? id.toUpperCase() : id; // without a digit, small letters are a name
  if (CONVERSATION.test(conversation))
    return { ok: true, address: { channel: "slack", address: conversation, key: conversation.toLowerCase() } };
  return {
    ok: false,
    message: `"slack:${shorten(id)}" is no conversation: use its id, slack:C0123ABCD (in Slack: the conversation's details, at the end), never its name.`,
  };
}

function findMailProblem(local: string, domain: string): string | null {
  if (Buffer.byteLength(local) > 64) return "the part before the @ is longer than 64 bytes";
  if (Buffer.byteLength(`${local}@${domain}`) > 254) return "it is longer than 254 bytes";
  if (!LOCAL.test(local)) return "the part before the @ holds a character that no mailbox has";
  const labels = domain.split(".");
  if (!labels.every((label) => LABEL.test(label))) return `"${shorten(domain)}" is no domain`;
  if (labels.length < 2 && domain !== "localhost") return `"${shorten(domain)}" lacks its ending (.org, .com)`;
  return null;
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text).replace(/\p{C}/gu, "?");

/** An address as people type it on the command line: `ada@example.org`, `slack:C0123`. */
export const showAddress = (channel: string, address: string): string =>
  channel === "slack" ? `slack:${address}` : address;
