/** Porter2's lists: words with stems of their own, and which suffixes become what. */

export const EXCEPTIONS = new Map(
  Object.entries({
    skis: "ski",
    skies: "sky",
    dying: "die",
    lying: "lie",
    tying: "tie",
    idly: "idl",
    gently: "gentl",
    ugly: "ugli",
    early: "earli",
    only: "onli",
    singly: "singl",
    sky: "sky",
    news: "news",
    atlas: "atlas",
    cosmos: "cosmos",
    bias: "bias",
    andes: "andes",
  }),
);
/** Left alone after the plural. */
export const INVARIANT = new Set("inning outing canning herring proceed exceed succeed earring".split(" "));
/** Begin words whose R1 would start too early. */
export const LONG_STARTS = ["gener", "commun", "arsen"];

export type Rules = [suffix: string, replacement: string][];
const STEP_2: Rules = Object.entries({
  ization: "ize",
  ational: "ate",
  fulness: "ful",
  ousness: "ous",
  iveness: "ive",
  tional: "tion",
  biliti: "ble",
  lessli: "less",
  entli: "ent",
  ation: "ate",
  alism: "al",
  aliti: "al",
  ousli: "ous",
  iviti: "ive",
  fulli: "ful",
  enci: "ence",
  anci: "ance",
  abli: "able",
  izer: "ize",
  ator: "ate",
  alli: "al",
  bli: "ble",
  ogi: "og",
  li: "",
});
const STEP_3: Rules = Object.entries({
  ational: "ate",
  tional: "tion",
  alize: "al",
  icate: "ic",
  iciti: "ic",
  ative: "",
  ical: "ic",
  ness: "",
  ful: "",
});
const STEP_4: Rules = "ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic"
  .split(" ")
  .map((suffix) => [suffix, ""]);

/** Rules by the unit of the suffix' last letter, the longest suffix first. */
export type RulesBy = readonly (Rules | undefined)[];

function byLastLetter(rules: Rules): RulesBy {
  const by: (Rules | undefined)[] = Array.from({ length: 128 }, () => undefined);
  for (const rule of rules) {
    const unit = rule[0].charCodeAt(rule[0].length - 1);
    by[unit] = [...(by[unit] ?? []), rule];
  }
  return by;
}
export const STEP_2_BY = byLastLetter(STEP_2);
export const STEP_3_BY = byLastLetter(STEP_3);
export const STEP_4_BY = byLastLetter(STEP_4);
