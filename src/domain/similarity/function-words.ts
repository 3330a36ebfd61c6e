/** Words that hold English sentences together and say nothing about what a paper is about, by their stems. */
import { findStem } from "../topic/forms.ts";

const WORDS = `
  a about above across after again against all almost along already also although always am among an and another any are
  as at be because been before being below between both but by can cannot could did do does doing done down due during
  each either else enough etc even ever every few for from further had has have having he hence her here hers him his how
  however i if in indeed instead into is it its itself just least less let like many may me might more moreover most much
  must my namely nearly neither never nevertheless no nor not now of off often on once one only onto or other others our
  ours out over own per perhaps quite rather really s same several shall she should since so some still such t than that
  the their theirs them themselves then there thereby therefore these they this those though through throughout thus to
  together too toward towards two under unless until up upon us use used uses using very via was we well were what when
  where whereas whereby wherein whether which while who whom whose why will with within without would yet you your yours`;

const STEMS: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/).map(findStem));

export function isFunctionWord(term: string): boolean {
  return STEMS.has(term);
}
