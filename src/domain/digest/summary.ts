/** Two lines on a paper: the source's own sentence, else the beginning of the abstract. */

const LONGEST = 320;

/** At most 320 characters, cut at a sentence, else at a word with an ellipsis; empty when there is nothing. */
export function summarise(summary: string | null, abstract: string | null): string {
  const text = (summary ?? abstract ?? "").replace(/\s+/g, " ").trim();
  if (text.length <= LONGEST) return text;
  const sentences = [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(text.slice(0, LONGEST * 2))];
  let kept = "";
  for (const { segment } of sentences) {
    if ((kept + segment).trimEnd().length > LONGEST) break;
    kept += segment;
  }
  if (kept.length >= LONGEST / 3) return kept.trimEnd();
  const cut = text.slice(0, LONGEST - 1);
  const space = cut.lastIndexOf(" ");
  return `${cut
    .slice(0, space > LONGEST / 2 ? space : undefined)
    .trimEnd()
    .toWellFormed()}…`;
}
