/** Composes one reader's digest: new matches ranked, capped, with reasons; or a quiet day with its cause. */
import type { DigestWrite } from "../db/digest-writes.ts";
import type { NewMatch } from "../db/digests.ts";
import type { DueSubscriber } from "../db/due.ts";
import type { RunningSubscription } from "../db/subscribers.ts";
import { composeSections, type RankedSection } from "../domain/digest/compose.ts";
import { explainQuietDay, isNoteDue, type QuietDay } from "../domain/digest/quiet.ts";
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
  /** A catch-up shows the best of thirty days. */
  catchUp: boolean;
}

/** `shown`: papers the reader has had, of those that could be. */
export function composeDigest(reader: DueReader, shown: ReadonlySet<number>, pass: CompilePass): DigestWrite {
  const { subscriber, due, on } = reader;
  const matched = due.map((subscription) => pass.rankNew(subscription));
  const fresh = matched.map((matches, i) => leaveOut(matches, shown, due[i] as RunningSubscription, pass));
  const composed = composeSections(due.map((subscription, i) => limit(subscription, fresh[i] ?? [], reader, pass)));
  const sections = due.map((subscription, position) => ({
    position,
    subscription_id: subscription.id,
    name: subscription.name,
    reading: subscription.reading,
    from_seq: subscription.covered_seq,
    to_seq: pass.lastSeq,
    more: composed[position]?.linked.length ?? 0,
    cards: (composed[position]?.paperIds ?? []).map((paperId) => pass.cardOf(subscription, paperId)),
  }));
  const empty = sections.every((section) => section.cards.length === 0);
  const alreadyShown = matched.flat().length - fresh.flat().length;
  const quiet = empty ? makeQuiet(reader, alreadyShown, pass) : null;
  return {
    id: 0,
    run_id: 0,
    subscriber_id: subscriber.id,
    local_on: on,
    kind: quiet ? "quiet" : "digest",
    cause: quiet?.cause ?? null,
    note: reader.note,
    holiday: quiet?.holiday ?? false,
    zone: subscriber.zone,
    hour: subscriber.hour,
    sections,
    linked: [...new Set(composed.flatMap((section) => section.linked))],
    recipient: { channel: subscriber.channel, address: subscriber.address, address_key: subscriber.address_key },
    parts: quiet && !quiet.note ? 0 : 1,
    missed: reader.missed,
  };
}

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
  reader: DueReader,
  pass: CompilePass,
): RankedSection {
  const old = reader.catchUp ? matches.filter((match) => match.seq <= pass.oldSeq) : [];
  const recent = old.length > 0 ? matches.filter((match) => match.seq > pass.oldSeq) : matches;
  return {
    subscriptionId: subscription.id,
    cap: subscription.cap,
    paperIds: recent.map((match) => match.paper_id),
    onlyLinked: old.map((match) => match.paper_id),
  };
}

function makeQuiet(reader: DueReader, alreadyShown: number, pass: CompilePass): QuietDay & { note: boolean } {
  const { subscriber, due, on } = reader;
  const papersRead = Math.max(...due.map((each) => pass.countPapersAfter(sinceSeq(each))));
  const day = explainQuietDay({
    on,
    lastOn: subscriber.last_on,
    topics: due.length,
    papersRead,
    alreadyShown,
    sources: pass.sources,
  });
  return { ...day, note: isNoteDue(subscriber.quiet_notes, day.holiday, subscriber.quiet_days + 1) };
}
