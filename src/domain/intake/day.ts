/** What is known of a source's day: whether it is whole, and if not, why (semantics 32). Pure. */
import { explainArxivPause } from "./arxiv-calendar.ts";
import { dayEndsAt, firstLookAt, HABITS, type ScheduledKind } from "./habits.ts";

/** `complete`, `holiday` and `empty` are settled; the others are read again. */
export type DayState = "waiting" | "partial" | "complete" | "stale" | "holiday" | "empty" | "failed";

/** What one reading of a day brought, in numbers. */
export type DayAnswer =
  | {
      kind: "read";
      /** Listings of the day that were read. */
      listings: number;
      /** Listings that could not be read, in words. */
      unread: readonly string[];
      /** What the source says that the day has; null where it does not say. */
      declared: number | null;
      /** True for an answer at its limit: there may be more that it does not show. */
      limited: boolean;
      /** True where the route shows a selection of the day: it adds to what is known, and does not measure it. */
      selection: boolean;
      /** Why a part of the day can never be read again, in words; null where it can. */
      lost: string | null;
      /** Added to the cause: by which route, what else failed. */
      remark: string | null;
    }
  /** The source says that nothing changed since the last reading. */
  | { kind: "unchanged" }
  | { kind: "waiting" | "stale" | "failed"; cause: string };

/** What was known of the day before this reading. */
export interface DayBefore {
  state: DayState;
  parsed: number | null;
  unread: number;
  /** Since when readings have found as many listings as the last one. */
  parsedSince: Temporal.Instant | null;
}

export interface DayFacts {
  kind: ScheduledKind;
  day: string;
  at: Temporal.Instant;
  answer: DayAnswer;
  /** Listings of this reading that no reading before had. */
  fresh: number;
  before: DayBefore | null;
}

export interface DayJudgement {
  state: DayState;
  cause: string;
  declared: number | null;
  parsed: number | null;
  unread: number;
  parsedSince: Temporal.Instant | null;
  /** What the day still waits for, where that is known. */
  until: "growth" | "agreement" | "nothing" | null;
}

const AGREEMENT_HOURS = 1;
const HUGGING_FACE_PAUSE = "Hugging Face lists no papers on Saturdays and Sundays";

export const isSettled = (state: DayState): boolean => state === "complete" || state === "holiday" || state === "empty";

export function judgeDay(facts: DayFacts): DayJudgement {
  const { answer, before, at } = facts;
  if (answer.kind === "read") return judgeRead(facts, answer);
  const known = {
    declared: null,
    parsed: before?.parsed ?? null,
    unread: before?.unread ?? 0,
    parsedSince: before?.parsedSince ?? null,
  };
  if (answer.kind === "unchanged")
    return judgeRead(facts, {
      kind: "read",
      listings: known.parsed ?? 0,
      unread: Array(known.unread).fill("as before"),
      declared: null,
      limited: false,
      selection: false,
      lost: null,
      remark: "unchanged",
    });
  // What was whole stays whole when a later look finds the door shut.
  if (before && isSettled(before.state))
    return {
      ...known,
      state: before.state,
      cause: `as it was; looking again ${at.toString().slice(0, 16)}Z: ${answer.cause}`,
      until: null,
    };
  const pause = answer.kind === "waiting" && isLate(facts) ? explainPause(facts) : null;
  if (pause !== null) return { ...known, parsed: 0, state: "holiday", cause: pause, until: null };
  return { ...known, state: answer.kind, cause: answer.cause, until: null };
}

type Read = Extract<DayAnswer, { kind: "read" }>;

function judgeRead(facts: DayFacts, answer: Read): DayJudgement {
  const { before, at, fresh } = facts;
  const { listings, unread, declared, remark } = answer;
  if (answer.selection && before && isSettled(before.state)) return addSelection(facts, before);
  const same = before !== null && before.parsed === listings && fresh === 0;
  const parsedSince = same ? (before.parsedSince ?? at) : at;
  const parsed = answer.lost === null ? listings : (before?.parsed ?? 0) + fresh;
  const judged = { declared, parsed, unread: unread.length, parsedSince };
  const say = (state: DayState, cause: string, until: DayJudgement["until"] = null): DayJudgement => ({
    ...judged,
    state,
    cause: remark === null ? cause : `${cause} (${remark})`,
    until,
  });
  if (unread.length > 0) return say("partial", `${unread.length} unread: ${unread.slice(0, 3).join("; ")}`);
  if (answer.lost !== null) return say("partial", `${parsed} listings; ${answer.lost}`, "nothing");
  const over = Temporal.Instant.compare(at, dayEndsAt(facts.kind, facts.day)) >= 0;
  const agree = at.since(parsedSince).total("hours") >= AGREEMENT_HOURS;
  if (listings === 0 && !declared) {
    const pause = explainPause(facts);
    if (pause !== null) return say("holiday", pause);
    if (declared === 0 && (over || HABITS[facts.kind].growMinutes === null))
      return say("empty", "the source says that it lists nothing");
    if (over && agree) return say("empty", "it lists nothing");
    return say(
      "waiting",
      over ? "it lists nothing; no second reading an hour later agrees yet" : "it lists nothing yet",
      over ? "agreement" : "growth",
    );
  }
  if (declared !== null && listings < declared)
    return say("partial", `${listings} of ${declared} declared listings read`);
  if (answer.limited) return say("partial", `${listings} listings, its limit: there may be more`);
  if (declared !== null && (over || HABITS[facts.kind].growMinutes === null))
    return say("complete", `${listings} listings, ${declared} declared`);
  if (!over) return say("partial", `${listings} listings; its day is not over`, "growth");
  if (!agree) return say("partial", `${listings} listings; no second reading an hour later agrees yet`, "agreement");
  return say("complete", `${listings} listings, and two readings agree`);
}

/** A day that was whole keeps its measure; what was found besides is added. */
function addSelection({ fresh, at }: DayFacts, { state, parsed, unread, parsedSince }: DayBefore): DayJudgement {
  const cause = fresh === 0 ? "read again: as it was" : `read again: ${fresh} more`;
  const whole = fresh > 0 ? "complete" : state;
  return {
    state: whole,
    cause,
    declared: null,
    parsed: (parsed ?? 0) + fresh,
    unread,
    parsedSince: parsedSince ?? at,
    until: null,
  };
}

/** Why the source lists nothing on such a day; null when it should. */
export function explainPause({ kind, day }: Pick<DayFacts, "kind" | "day">): string | null {
  if (kind === "arxiv") return explainArxivPause(day);
  const weekend = Temporal.PlainDate.from(day).dayOfWeek >= 6;
  return kind === "huggingface" && weekend ? HUGGING_FACE_PAUSE : null;
}

/** Whether the list should long have begun to fill. */
export function isLate({ kind, day, at }: Pick<DayFacts, "kind" | "day" | "at">): boolean {
  const { lateHours } = HABITS[kind];
  return lateHours !== null && at.since(firstLookAt(kind, day)).total("hours") >= lateHours;
}
