/** Two lines on a paper: the source's own sentence, else the sentences of the abstract that carry what matched. */

const LONGEST = 320;
/** Between sentences that do not follow each other. */
const GAP = " … ";

/**
 * At most 320 characters; empty when there is nothing. `marks`: surface forms that matched (Reason.marks). Of an abstract
 * the first sentences that hold one, else its first sentences; cut at a sentence, else at a word with an ellipsis.
 */
export function summarise(summary: string | null, abstract: string | null, marks: readonly string[] = []): string {
  const text = (summary ?? abstract ?? "").replace(/\s+/g, " ").trim();
  if (text.length <= LONGEST) return text;
  const sentences = listSentences(text);
  if (summary !== null) return takeFirst(text, sentences);
  const wanted = marks.map((mark) => mark.replace(/\s+/g, " "));
  const carrying = sentences.flatMap((sentence, i) => (wanted.some((mark) => sentence.includes(mark)) ? [i] : []));
  // An abstract that begins with what matched is told from its beginning.
  if (carrying.length === 0 || carrying[0] === 0) return takeFirst(text, sentences);
  return takeCarrying(sentences, carrying);
}

/** Longer abstracts are no abstracts. */
const READ = 20_000;
const SEGMENTER = new Intl.Segmenter("en", { granularity: "sentence" });

const listSentences = (text: string): string[] =>
  [...SEGMENTER.segment(text.slice(0, READ))].map(({ segment }) => segment.trim());

function takeFirst(text: string, sentences: string[]): string {
  let kept = "";
  for (const sentence of sentences) {
    const longer = kept === "" ? sentence : `${kept} ${sentence}`;
    if (longer.length > LONGEST) break;
    kept = longer;
  }
  return kept.length >= LONGEST / 3 ? kept : cut(text);
}

function takeCarrying(sentences: string[], carrying: number[]): string {
  let kept = "";
  let last = -1;
  for (const i of carrying) {
    const glue = kept === "" ? "" : i === last + 1 ? " " : GAP;
    const longer = kept + glue + (sentences[i] as string);
    if (longer.length > LONGEST) break;
    kept = longer;
    last = i;
  }
  return kept === "" ? cut(sentences[carrying[0] as number] as string) : kept;
}

/** The whole text where it fits. */
function cut(text: string): string {
  if (text.length <= LONGEST) return text;
  const start = text.slice(0, LONGEST - 1);
  const space = start.lastIndexOf(" ");
  return `${start
    .slice(0, space > LONGEST / 2 ? space : undefined)
    .trimEnd()
    .toWellFormed()}…`;
}
