/** What a reader can say of the papers of a topic. */

/** Of a paper: more or less like it, or kept. Of the topic: an author or a term that it is not to bring. */
export type FeedbackKind = "more" | "less" | "save" | "hide-author" | "hide-term";

export const OF_PAPERS: readonly FeedbackKind[] = ["more", "less", "save"];

/** Strengths of a match that a subscription can ask for at least (ranking/strength.ts). */
export const THRESHOLDS = {
  /** Any mention. */
  any: 0,
  /** In the title, or twice in the abstract. */
  clear: 0.6,
  /** In the title, or three times. */
  strong: 0.7,
} as const;

export type Threshold = keyof typeof THRESHOLDS;

/** The name of a threshold that is stored; one between two names goes by the lower. */
export function nameThreshold(strength: number): Threshold {
  const names = Object.keys(THRESHOLDS) as Threshold[];
  return names.findLast((name) => THRESHOLDS[name] <= strength + Number.EPSILON * 100) ?? "any";
}
