/** One thing said: who speaks, whose topics it is about, and how it is answered. */

import { isPaused, WITHOUT_END } from "../domain/calendar/pause.ts";
import type { SlackContent } from "../domain/delivery/channel.ts";
import type { Place } from "../domain/slack-command/command.ts";
import { type Address, parseAddress } from "../domain/subscription/address.ts";
import type { Conversation } from "../reading/conversation.ts";
import { type Mrkdwn, mrkdwn } from "../render/mrkdwn.ts";
import { lines, renderReply, showDue, showHour, showZone, small } from "../render/slack-replies.ts";
import { showDay } from "../render/wording.ts";
import type { Reply, Speaker } from "./dialogue.ts";
import type { UseCases } from "./use-cases.ts";

export interface Talk {
  use: UseCases;
  speaker: Speaker;
  /** The person, whose own topics and saves these are. */
  person: Address;
  /** The conversation it is said in; of a direct message the person. */
  here: Address;
}

/** Null for ids that Slack does not give. */
export function openTalk(use: UseCases, speaker: Speaker): Talk | null {
  const person = addressOf(speaker.team, speaker.user);
  const here = speaker.kind === "dm" ? person : addressOf(speaker.team, speaker.conversation);
  return person && here && { use, speaker, person, here };
}

function addressOf(team: string, id: string): Address | null {
  const parsed = parseAddress(`slack:${team}/${id}`);
  return parsed.ok ? parsed.address : null;
}

/** Whose topics a place means, and how it is called; null for what is no channel. */
export function findPlace({ person, here, speaker }: Talk, place: Place): { address: Address; name: string } | null {
  if (place.kind === "dm")
    return { address: person, name: person.key === here.key && !speaker.away ? "here" : "in your direct messages" };
  if (place.kind === "here" && speaker.away) return { address: here, name: "in your direct messages" };
  if (place.kind === "here" || place.id === speaker.conversation) return { address: here, name: "here" };
  const address = /^[CG]/.test(place.id) ? addressOf(speaker.team, place.id) : null;
  return address && { address, name: "in that channel" };
}

/**
 * What changed a conversation is told to it, and where it is another one to the speaker too: `there` is how it is told in
 * that one. What concerns a person is told to the person alone.
 */
export function replyAbout({ here, speaker }: Talk, address: Address, content: SlackContent, there = content): Reply[] {
  if (address.key === here.key) return [{ to: speaker.away ? "speaker" : "conversation", content }];
  const channel = channelOf(address);
  const toSpeaker: Reply = { to: "speaker", content };
  return channel === null ? [toSpeaker] : [toSpeaker, { to: { conversation: channel }, content: there }];
}

/** The id of a channel; null: it is a person's direct message. */
export function channelOf({ address }: Address): string | null {
  const id = address.split("/").at(-1) as string;
  return /^[CG]/.test(id) ? id : null;
}

/** By name where we know it, never by a mention: that would ping. */
export const tellWho = ({ name }: Speaker): string => name ?? "somebody here";

export const replyToSpeaker = (content: SlackContent): Reply[] => [{ to: "speaker", content }];

/** A sentence or two, to the speaker. `next`: what to type. */
export function tell(line: Mrkdwn, next: readonly Mrkdwn[] = []): Reply[] {
  const hint = next.length === 0 ? [] : [small(mrkdwn`Type ${joinOr(next)}`)];
  return replyToSpeaker(renderReply(line, [lines(line), ...hint]));
}

const joinOr = (all: readonly Mrkdwn[]): Mrkdwn =>
  all.reduce(
    (before, each, i) => (i === 0 ? each : mrkdwn`${before}${i === all.length - 1 ? mrkdwn` or ` : mrkdwn`, `}${each}`),
    mrkdwn``,
  );

export const localDay = (now: Temporal.Instant, zone: string): string =>
  now.toZonedDateTimeISO(zone).toPlainDate().toString();

/** When the next digest comes, or why none does. */
export function tellNext(conversation: Conversation, now: Temporal.Instant): Mrkdwn {
  const { next, hour, zone, paused_until, topics, suppressed } = conversation;
  if (topics.length === 0) return mrkdwn`No digest comes: nothing is followed.`;
  if (suppressed !== null) return mrkdwn`No digest comes: ${suppressed}.`;
  const paused = isPaused(paused_until, localDay(now, zone));
  if (paused && paused_until === WITHOUT_END) return mrkdwn`Paused: no digest comes until \`/papers resume\`.`;
  const until = paused ? mrkdwn`Paused until ${showDay(paused_until as string)}. ` : mrkdwn``;
  if (next === null) return mrkdwn`${until}The next digest has no date yet.`;
  if (Temporal.Instant.compare(next.dueAt, now) <= 0)
    return mrkdwn`${until}A digest is being made right now, the next ones come at ${showHour(hour)} (${showZone(zone)}).`;
  return mrkdwn`${until}Next digest: ${showDue(next.on, localHour(next.dueAt, zone), zone)}.`;
}

const localHour = (at: Temporal.Instant, zone: string): string =>
  at.toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: "minute" });
