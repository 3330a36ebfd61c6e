/** What reads well but was perhaps meant otherwise. */
import { measureSpan } from "./errors.ts";
import { FIELDS, type TopicWarning } from "./language.ts";
import type { Sign } from "./lex.ts";

/** In order of column. `or` in small letters, a name without quotes after `au:`, a star inside quotes. */
export function listWarnings(query: string, signs: Sign[]): TopicWarning[] {
  const warnings: TopicWarning[] = [];
  const warn = (code: TopicWarning["code"], sign: Sign, says: string): void => {
    const { column, length } = measureSpan(query, sign);
    warnings.push({ code, message: `column ${column}: ${says}`, column, length });
  };
  signs.forEach((sign, i) => {
    const next = signs[i + 1];
    if (sign.kind === "quote" && sign.text.includes("*")) {
      warn("star-in-quotes", sign, "a * inside quotes is read as a space. Outside quotes it stands for an ending.");
    }
    if (sign.kind !== "word") return;
    if (/^(and|or|not)$/i.test(sign.text) && i > 0 && next?.kind !== "end" && signs[i - 1]?.kind !== "field") {
      const capitals = sign.text.toUpperCase();
      warn(
        "small-operator",
        sign,
        `"${sign.text}" in small letters is looked for as a word. Did you mean ${capitals}?`,
      );
    }
    const field = FIELDS[signs[i - 1]?.text.toLowerCase() ?? ""];
    if (signs[i - 1]?.kind === "field" && field === "au" && next?.kind === "word" && /^\p{Lu}/u.test(next.text)) {
      const name = `${sign.text} ${next.text}`;
      warn("unquoted-name", next, `au: takes one word. Quote the whole name: au:"${name}"`);
    }
  });
  return warnings;
}
