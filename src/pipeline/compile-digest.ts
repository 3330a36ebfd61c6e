/** Composes one reader's digest: new matches ranked, capped, with reasons; or a quiet day with its cause. */
import type { DigestWrite, ItemWrite } from "../db/digest-writes.ts";
import type { NewMatch } from "../db/digests.ts";
import type { DueSubscriber, RunningSubscription } from "../db/subscribers.ts";
import { composeSections, type RankedSection } from "../domain/digest/compose.ts";
import { explainQuietDay, isNoteDue, type QuietDay } from "../domain/digest/quiet.ts";
import { rankPapers } from "../domain/ranking/rank.ts";
import { type CompileContext, sinceSeq } from "./compile-context.ts";

/** New to this subscription: after what it covered, and of what was there before it was made only the days it starts with. */
function listNew(subscription: RunningSubscription, context: CompileContext): NewMatch[] {
  return (context.matches.get(subscription.topic_id) ?? []).filter(
    (match) =>
      match.seq > subscription.covered_seq &&
      (match.seq > subscription.start_seq || (match.listed_on !== null && match.listed_on >= subscription.starts_on)),
  );
}

export function composeDigest(
  id: number,
  subscriber: DueSubscriber,
  due: RunningSubscription[],
  context: CompileContext,
  on: string,
): DigestWrite {
  const matched = due.map((subscription) => listNew(subscription, context));
  const fresh = matched.map((matches) =>
    matches.filter((match) => !context.shown.has(`${subscriber.id} ${match.paper_id}`)),
  );
  const composed = composeSections(due.map((subscription, i) => rankSection(subscription, fresh[i] as NewMatch[])));
  const items = composed.flatMap(({ paperIds }, section) =>
    paperIds.map((paperId, position) =>
      makeItem(due[section] as RunningSubscription, section, position, paperId, context),
    ),
  );
  const alreadyShown = matched.flat().length - fresh.flat().length;
  const quiet = items.length === 0 ? makeQuiet(subscriber, due, alreadyShown, context, on) : null;
  return {
    id,
    subscriber_id: subscriber.id,
    local_on: on,
    kind: quiet ? "quiet" : "digest",
    cause: quiet?.cause ?? null,
    holiday: quiet?.holiday ?? false,
    zone: subscriber.zone,
    hour: subscriber.hour,
    sections: due.map((subscription, position) => ({
      position,
      subscription_id: subscription.id,
      name: subscription.name,
      reading: subscription.reading,
      from_seq: subscription.covered_seq,
      to_seq: context.lastSeq,
      more: composed[position]?.linked.length ?? 0,
    })),
    items,
    linked: [...new Set(composed.flatMap((section) => section.linked))],
    recipient: { channel: subscriber.channel, address: subscriber.address, address_key: subscriber.address_key },
    parts: quiet && !quiet.note ? 0 : 1,
  };
}

function rankSection(subscription: RunningSubscription, matches: NewMatch[]): RankedSection {
  const candidates = matches.map((match) => ({
    paperId: match.paper_id,
    textScore: match.score ?? 0,
    upvotes: match.upvotes,
    comments: match.comments,
    codeStars: match.code_stars,
    publishedOn: match.published_on,
  }));
  const ranked = rankPapers(candidates, { signal: subscription.signal });
  return { subscriptionId: subscription.id, cap: subscription.cap, paperIds: ranked.map((each) => each.paperId) };
}

function makeItem(
  subscription: RunningSubscription,
  section: number,
  position: number,
  paperId: number,
  context: CompileContext,
): ItemWrite {
  const paper = context.papers.get(paperId);
  if (!paper) throw new Error(`paper ${paperId} was matched but not found`);
  return { section, position, paper, reason: context.reasonOf(subscription.canonical, paper) };
}

function makeQuiet(
  subscriber: DueSubscriber,
  due: RunningSubscription[],
  alreadyShown: number,
  context: CompileContext,
  on: string,
): QuietDay & { note: boolean } {
  const papersRead = Math.max(...due.map((each) => context.papersAfter.get(sinceSeq(each)) ?? 0));
  const day = explainQuietDay({
    on,
    lastOn: subscriber.last_on,
    topics: due.length,
    papersRead,
    alreadyShown,
    sources: context.sources,
  });
  return { ...day, note: isNoteDue(subscriber.quiet_notes, day.holiday, subscriber.quiet_days + 1) };
}
