/** Composes one reader's digest: new matches ranked, capped, with reasons; or a quiet day with its cause. */
import type { DigestWrite } from "../db/digest-writes.ts";
import type { NewMatch } from "../db/digests.ts";
import type { DueSubscriber, Stretch } from "../db/due.ts";
import type { RunningSubscription } from "../db/subscribers.ts";
import { composeSections, type RankedSection } from "../domain/digest/compose.ts";
import { explainQuietDay, isNoteDue } from "../domain/digest/quiet.ts";
import { welcomeNote } from "../domain/digest/welcome.ts";
import { type CompilePass, sinceSeq } from "./compile-pass.ts";

/** A reader whose digest is made now. */
export interface DueReader {
  subscriber: DueSubscriber;
  /** Subscriptions with a section in it. */
  due: RunningSubscription[];
  /** Local date it bears. */
  on: string;
  /** Earlier dates it makes up for, because nothing ran or during a pause. */
  missed: string[];
  /** Said on top of it; null: nothing. */
  note: string | null;
  /** How it catches up, where that is known already. */
  catchUp?: { note: string | null; catchUp: boolean };
}

/** Matches that a digest does not show: had before, below a threshold, hidden by the reader's rules. */
export interface LeftOut {
  alreadyShown: number;
  weak: number;
  hidden: number;
}

/** `shown`: papers the reader has had, of those that could be. `catchUp`: it shows the best of thirty days. */
export function composeDigest(
  reader: DueReader,
  shown: ReadonlySet<number>,
  catchUp: { note: string | null; catchUp: boolean },
  pass: CompilePass,
): { digest: DigestWrite; leftOut: LeftOut } {
  const { subscriber, due, on } = reader;
  const ranked = due.map((subscription) => pass.rankNew(subscription));
  const matched = ranked.map(({ matches }) => matches);
  const fresh = matched.map((matches, i) => leaveOut(matches, shown, due[i] as RunningSubscription, pass));
  const composed = composeSections(
    due.map((subscription, i) => limit(subscription, fresh[i] ?? [], catchUp.catchUp, pass)),
    subscriber.most,
  );
  const sections = due.map((subscription, position) => ({
    position,
    subscription_id: subscription.id,
    number: subscription.number,
    name: subscription.name,
    reading: subscription.reading,
    from_seq: subscription.covered_seq,
    to_seq: pass.lastSeq,
    more: composed[position]?.linked.length ?? 0,
    weak: ranked[position]?.weak ?? 0,
    hidden: ranked[position]?.hidden ?? 0,
    cards: (composed[position]?.paperIds ?? []).map((paperId) => pass.cardOf(subscription, paperId)),
  }));
  const notes = [subscriber.fresh ? welcomeNote(subscriber) : null, catchUp.note, reader.note].filter(
    (each) => each !== null,
  );
  const digest: DigestWrite = {
    id: 0,
    run_id: 0,
    subscriber_id: subscriber.id,
    local_on: on,
    kind: sections.some((section) => section.cards.length > 0) ? "digest" : "quiet",
    cause: null,
    note: notes.length > 0 ? notes.join(" ") : null,
    holiday: false,
    zone: subscriber.zone,
    hour: subscriber.hour,
    sections,
    linked: [...new Set(composed.flatMap((section) => section.linked))],
    recipient: { channel: subscriber.channel, address: subscriber.address, address_key: subscriber.address_key },
    parts: 1,
    missed: reader.missed,
  };
  const sum = (of: "weak" | "hidden") => ranked.reduce((total, each) => total + each[of], 0);
  return {
    digest,
    leftOut: { alreadyShown: countAll(matched) - countAll(fresh), weak: sum("weak"), hidden: sum("hidden") },
  };
}

const countAll = (lists: (readonly NewMatch[])[]): number => lists.reduce((sum, { length }) => sum + length, 0);

/** What the reader has had is left out; the others are ranked anew, since the best of them sets the scale. */
function leaveOut(
  matches: readonly NewMatch[],
  shown: ReadonlySet<number>,
  subscription: RunningSubscription,
  pass: CompilePass,
): readonly NewMatch[] {
  if (shown.size === 0 || !matches.some((match) => shown.has(match.paper_id))) return matches;
  return pass.rank(
    subscription,
    matches.filter((match) => !shown.has(match.paper_id)),
  );
}

/** A catch-up shows nothing that is older than thirty days: such papers are linked (semantics 17). */
function limit(
  subscription: RunningSubscription,
  matches: readonly NewMatch[],
  catchUp: boolean,
  pass: CompilePass,
): RankedSection {
  const old = catchUp ? matches.filter((match) => match.seq <= pass.oldSeq) : [];
  const recent = old.length > 0 ? matches.filter((match) => match.seq > pass.oldSeq) : matches;
  return {
    subscriptionId: subscription.id,
    cap: subscription.cap,
    paperIds: recent.map((match) => match.paper_id),
    onlyLinked: old.map((match) => match.paper_id),
  };
}

/** Gives a digest without papers its cause, and no part where no note is due. */
export function makeQuiet(
  digest: DigestWrite,
  { subscriber, due, on }: DueReader,
  { leftOut, stretch }: { leftOut: LeftOut; stretch: Stretch | undefined },
  pass: CompilePass,
): void {
  const papersRead = Math.max(...due.map((each) => pass.countPapersAfter(sinceSeq(each))));
  const day = explainQuietDay({
    on,
    lastOn: stretch?.last_on ?? null,
    topics: due.length,
    papersRead,
    ...leftOut,
    sources: pass.sources,
    days: pass.sourceDays,
  });
  digest.cause = day.cause;
  digest.holiday = day.holiday;
  const { fresh, quiet_notes: notes } = subscriber;
  const told = isNoteDue(notes, day.holiday, (stretch?.quiet_days ?? 0) + 1);
  if (!told && !(fresh && notes !== "never")) digest.parts = 0; // who just came is told that all is well
}
