/** arXiv's categories (https://arxiv.org/category_taxonomy), their aliases, and the nearest to a misspelt one. */
import { measureEdits } from "../../nearest.ts";

const TAXONOMY: Readonly<Record<string, string>> = {
  "astro-ph": "CO EP GA HE IM SR",
  "cond-mat": "dis-nn mes-hall mtrl-sci other quant-gas soft stat-mech str-el supr-con",
  cs: "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE NI OH OS PF PL RO SC SD SE SI SY",
  econ: "EM GN TH",
  eess: "AS IV SP SY",
  math: "AC AG AP AT CA CO CT CV DG DS FA GM GN GR GT HO IT KT LO MG MP NA NT OA OC PR QA RA RT SG SP ST",
  nlin: "AO CD CG PS SI",
  physics:
    "acc-ph ao-ph app-ph atm-clus atom-ph bio-ph chem-ph class-ph comp-ph data-an ed-ph flu-dyn gen-ph geo-ph hist-ph ins-det med-ph optics plasm-ph pop-ph soc-ph space-ph",
  "q-bio": "BM CB GN MN NC OT PE QM SC TO",
  "q-fin": "CP EC GN MF PM PR RM ST TR",
  stat: "AP CO ME ML OT TH",
};
const SINGLE = "gr-qc hep-ex hep-lat hep-ph hep-th math-ph nucl-ex nucl-th quant-ph".split(" ");

/** Two names of one category, as the taxonomy says; the second is the one to store. */
const ALIASES: Readonly<Record<string, string>> = {
  "cs.na": "math.NA",
  "cs.sy": "eess.SY",
  "math.it": "cs.IT",
  "math.mp": "math-ph",
  "stat.th": "math.ST",
  "q-fin.ec": "econ.GN",
  "cmp-lg": "cs.CL",
};
/** What people call them. */
const NICKNAMES: Readonly<Record<string, string>> = {
  nlp: "cs.CL",
  ml: "cs.LG",
  ai: "cs.AI",
  vision: "cs.CV",
  robotics: "cs.RO",
};

const byLower = new Map<string, string>();
for (const [archive, subjects] of Object.entries(TAXONOMY)) {
  for (const subject of subjects.split(" "))
    byLower.set(`${archive}.${subject}`.toLowerCase(), `${archive}.${subject}`);
  byLower.set(`${archive}.*`, `${archive}.*`);
}
for (const name of SINGLE) byLower.set(name, name);

/** arXiv's spelling of a category or `archive.*` in any case, aliases resolved; null when there is none. */
export function findCategory(text: string): string | null {
  const lower = text.toLowerCase();
  return ALIASES[lower] ?? byLower.get(lower) ?? null;
}

/** The key by which a paper's category is compared: aliases resolved, lower case, unknown ones as they are. */
export function foldCategory(text: string): string {
  return (ALIASES[text.toLowerCase()] ?? text).toLowerCase();
}

/** The category probably meant: `csCL`, `cs/cl`, `CL`, `cs`, `nlp`, `cs.XL`; null when nothing is near. */
export function suggestCategory(text: string): string | null {
  const lower = text.toLowerCase();
  if (lower in TAXONOMY) return `${lower}.*`;
  if (NICKNAMES[lower] !== undefined) return NICKNAMES[lower];
  const squeezed = lower.replace(/[^a-z]/g, "");
  const names = [...byLower.values()].filter((name) => !name.endsWith("*"));
  const same = names.find((name) => name.toLowerCase().replace(/[^a-z]/g, "") === squeezed);
  if (same !== undefined) return findCategory(same);
  const subject = names.filter((name) => name.toLowerCase().split(".")[1] === squeezed);
  const inComputing = subject.find((name) => name.startsWith("cs.")) ?? subject[0];
  if (inComputing !== undefined) return findCategory(inComputing);
  return findNearest(lower, names);
}

function findNearest(lower: string, names: string[]): string | null {
  let best: string | null = null;
  let least = lower.length < 5 ? 1.5 : 2.5;
  for (const name of names) {
    const edits = measureEdits(lower, name.toLowerCase());
    if (edits >= least) continue;
    least = edits;
    best = name;
  }
  return best;
}
