/** Cuts and counts text by what a reader sees as one character. */

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });
/** Letters that take two columns of a terminal or a fixed-width mail: Chinese, Japanese, Korean, most emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60\p{Emoji_Presentation}]/u;
/** Latin and Greek letters, common punctuation, scripts and arrows: one unit, one grapheme, one column each. */
const ALL_NARROW = /^[ -~\u00A0-\u02FF\u0370-\u03FF\u2010-\u2027\u2070-\u209C\u2190-\u21FF]*$/;

/** What a reader sees as single characters, in order. */
export function graphemes(text: string): string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}

/** At most `max` UTF-16 units, the last of them an ellipsis where something was cut; never inside a grapheme. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max < 1) return "";
  // Segmenting costs 50 times as much.
  if (isNarrow(text.slice(0, max))) return `${text.slice(0, max - 1).trimEnd()}…`;
  let kept = "";
  for (const { segment } of GRAPHEMES.segment(text.slice(0, max + 200))) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** As `cutText`, but back to the end of a word when that costs less than a third. */
export function cutWords(text: string, max: number): string {
  const cut = cutText(text, max);
  if (cut === text) return text;
  const space = cut.lastIndexOf(" ");
  return space > max * 0.66 ? `${cut.slice(0, space).replace(/[\s,;:.…–—-]+$/, "")}…` : cut;
}

/** True when length, graphemes and columns are one number. */
export function isNarrow(text: string): boolean {
  return ALL_NARROW.test(text);
}

/** Columns of fixed-width type. */
export function columns(text: string): number {
  if (isNarrow(text)) return text.length;
  return graphemes(text).reduce((sum, g) => sum + (WIDE.test(g) ? 2 : /^\p{M}*$/u.test(g) ? 0 : 1), 0);
}
