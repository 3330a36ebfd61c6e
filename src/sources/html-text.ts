/** The text of a piece of HTML as feeds put it into titles and descriptions: no tags, no scripts, entities resolved. */
import { Parser } from "htmlparser2";

/** Longer pieces are cut before they are read. */
const LONGEST = 400_000;
const HIDDEN = new Set(["script", "style", "template", "noscript"]);
const INLINE = new Set("a abbr b cite code em i mark q s small span strong sub sup u var".split(" "));

/** White space is as it comes; plain text comes back as it is. Linear in its length. */
export function htmlToText(html: string): string {
  if (!/[<&]/.test(html)) return html;
  const pieces: string[] = [];
  let hidden = 0;
  const parser = new Parser({
    onopentag: (name) => {
      if (HIDDEN.has(name)) hidden++;
      if (!INLINE.has(name)) pieces.push(" ");
    },
    onclosetag: (name) => {
      if (HIDDEN.has(name)) hidden--;
      if (!INLINE.has(name)) pieces.push(" ");
    },
    ontext: (text) => {
      if (hidden === 0) pieces.push(text);
    },
  });
  parser.write(html.slice(0, LONGEST));
  parser.end();
  return pieces.join("");
}
