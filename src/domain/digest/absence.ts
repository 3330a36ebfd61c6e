/** Why a paper was not in a reader's digests, topic by topic: pure. */

/** How one of a reader's topics stands to a paper. */
export interface TopicStanding {
  name: string;
  /** The day it ended; null: it runs. */
  endedOn: string | null;
  /** Whether its query finds the paper now; null: not asked, since it ended. */
  finds: boolean | null;
  /** The batch in which a live listing made it match; null: none did. */
  seq: number | null;
  strength: number | null;
  threshold: number;
  hidden: boolean;
  coveredSeq: number;
  startSeq: number;
  startsOn: string;
  listedOn: string | null;
  /** The date of the digest that took that batch. */
  takenOn: string | null;
}

export interface Absence {
  /** `waits`: it comes with the next digest. */
  why: "given" | "no match" | "not live" | "unmatched" | "ended" | "before" | "hidden" | "weak" | "waits" | "taken";
  says: string;
}

/** In the order in which a digest asks. `given`: some digest of the reader had it. */
export function explainAbsence(topic: TopicStanding, given: boolean): Absence {
  const { name, seq, endedOn, listedOn, startsOn } = topic;
  if (seq === null)
    return topic.finds ? explainUnmatched(topic) : { why: "no match", says: `“${name}” does not match it.` };
  if (seq <= topic.startSeq && (listedOn === null || listedOn < startsOn)) return before(topic);
  if (topic.hidden)
    return { why: "hidden", says: `“${name}” matches it, but the reader hid an author or a term that it holds.` };
  if (topic.strength !== null && topic.strength < topic.threshold)
    return {
      why: "weak",
      says: `“${name}” matches it with strength ${show(topic.strength)}, below the ${show(topic.threshold)} that the reader asks for.`,
    };
  if (given) return { why: "given", says: `“${name}” matches it.` };
  if (endedOn !== null) return { why: "ended", says: `“${name}” matched it, and ended on ${endedOn}.` };
  if (seq > topic.coveredSeq)
    return { why: "waits", says: `“${name}” matches it: it waits for the topic’s next digest.` };
  return {
    why: "taken",
    says: `“${name}” matches it, and ${topic.takenOn === null ? "its batch was covered" : `the digest of ${topic.takenOn} took its batch`} without it: then it was below the threshold, hidden, had before, or another paper that was merged into it since.`,
  };
}

/** The query finds it as it is now, and no batch made a match of it. */
function explainUnmatched(topic: TopicStanding): Absence {
  const { name, listedOn, startsOn } = topic;
  if (listedOn === null)
    return {
      why: "not live",
      says: `“${name}” would find it, but no live listing has brought it: papers that were back-filled are new to nobody.`,
    };
  if (listedOn < startsOn) return before(topic);
  return {
    why: "unmatched",
    says: `“${name}” finds it as it is now, and did not when it was listed; or its batch is still to be matched.`,
  };
}

const before = ({ name, startsOn }: TopicStanding): Absence => ({
  why: "before",
  says: `“${name}” matches it, but it came before the topic was subscribed, which begins with papers listed on ${startsOn}.`,
});

const show = (strength: number): string => strength.toFixed(2);
