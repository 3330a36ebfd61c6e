/** Writes mrkdwn: what stands in the template is ours, what is put in is made plain, and cannot begin markup of its own. */
import { cutText } from "./cut.ts";
import { escapeMrkdwnWithin, plainText } from "./escape.ts";

/** Mrkdwn that is safe to post. */
export class Mrkdwn {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What is put in: text of anybody, a number, or mrkdwn that is made already. */
export type Said = string | number | Mrkdwn;

const LONGEST = 200;
/** What would end or begin bold, italics, strike and code: their look-alikes. */
const LOOK_ALIKES: Record<string, string> = { "*": "\u2217", _: "\uFF3F", "~": "\u223C", "`": "'" };

/** Each text that is put in takes at most 200 characters. */
export function mrkdwn(strings: TemplateStringsArray, ...values: Said[]): Mrkdwn {
  const said = values.map((value) => (value instanceof Mrkdwn ? value.text : plain(String(value), LONGEST)));
  return new Mrkdwn(String.raw({ raw: strings }, ...said));
}

/** Text of anybody, at most `max` characters when escaped. */
export const quote = (text: string, max: number): Mrkdwn => new Mrkdwn(plain(text, max));

/** As code, which shows signs as they are; a space stands for nothing, as empty code is none. */
export const code = (text: string, max = LONGEST): Mrkdwn =>
  new Mrkdwn(`\`${escapeMrkdwnWithin(cutText(plainText(text), max).replaceAll("`", "'"), max) || " "}\``);

/** A line each, unless told otherwise. */
export const joinMrkdwn = (parts: readonly Mrkdwn[], between = "\n"): Mrkdwn =>
  new Mrkdwn(parts.map(({ text }) => text).join(between));

/** Text that formats nothing: an underscore within a word stays. */
export const withoutStyle = (text: string): string =>
  text.replace(/[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (sign) => LOOK_ALIKES[sign] as string);

const plain = (text: string, max: number): string => escapeMrkdwnWithin(withoutStyle(text), max);
