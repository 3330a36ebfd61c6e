/** Keeps terms by their text, as many as a day needs. */
import type { Term } from "./terms.ts";
import { TextTable } from "./text-table.ts";

/** Memory must not grow with the number of topics: a million of them name more terms than a day needs to keep. */
const KEPT = 64 * 1_024;

/** Terms by the number of their text. */
class Generation {
  readonly texts = new TextTable();
  readonly terms: Term[] = [];
}

/** Two generations: what was not asked while as many others came is forgotten, what was asked stays. */
export class TermTable {
  #young = new Generation();
  #old = new Generation();

  /** The term of `text.slice(from, to)`, whose hash it is. */
  find(text: string, from: number, to: number, hash: number): Term | undefined {
    const young = this.#young.texts.find(text, from, to, hash);
    if (young >= 0) return this.#young.terms[young];
    const old = this.#old.terms.length === 0 ? -1 : this.#old.texts.find(text, from, to, hash);
    if (old < 0) return undefined;
    const term = this.#old.terms[old] as Term;
    this.add(this.#old.texts.texts[old] as string, hash, term);
    return term;
  }

  /** The text must not be there yet. */
  add(text: string, hash: number, term: Term): void {
    if (this.#young.terms.length === KEPT) {
      [this.#old, this.#young] = [this.#young, this.#old];
      this.#young.texts.clear();
      this.#young.terms.length = 0;
    }
    this.#young.texts.add(text, hash);
    this.#young.terms.push(term);
  }
}
