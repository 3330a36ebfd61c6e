/** Subscribing and unsubscribing: does what was typed, says how it stands then, and offers to undo it. */
import type { Command } from "../domain/slack-command/command.ts";
import { parseZone } from "../domain/subscription/hour.ts";
import type { ConversationSubscribed } from "../membership/slack-subscribe.ts";
import { findNearestWord } from "../nearest.ts";
import type { Conversation } from "../reading/conversation.ts";
import { code, type Mrkdwn, mrkdwn } from "../render/mrkdwn.ts";
import { lines, type ReplyPart, renderReply, showHour, showZone, small } from "../render/slack-replies.ts";
import { count } from "../render/wording.ts";
import type { Reply, Speaker } from "./dialogue.ts";
import { tellReading, tellTopic } from "./say-list.ts";
import { sayTried } from "./say-tried.ts";
import { channelOf, findPlace, replyAbout, replyToSpeaker, type Talk, tell, tellNext } from "./talk.ts";
import { type Step, undoButton } from "./undo.ts";

const LATEST = 3;

export async function saySubscribe(talk: Talk, command: Command & { verb: "subscribe" }): Promise<Reply[]> {
  const { use, speaker } = talk;
  const place = findPlace(talk, command.place);
  if (!place) return tell(mrkdwn`That is no channel.`, [mrkdwn`\`/papers help subscribe\``]);
  const { address, name } = place;
  const before = await use.findConversation(address);
  const zone = parseZone(speaker.zone ?? "UTC");
  const { query: topic, cadence, at } = command;
  const done = await use.subscribe({ address, topic, cadence, at, zone: zone.ok ? zone.zone : "UTC" });
  if (!done.ok) return refuseTopic(command.query, done.message);
  const moved = at === null ? null : await use.changeSettings(address, { at });
  const movedFrom = moved?.ok && moved.before.hour !== moved.after.hour ? moved.before.hour : null;
  const after = await use.findConversation(address);
  if (!after) throw new Error(`${address.key} was subscribed and is not there`);
  const tried = await use.archive.tryTopic(command.query.startsWith("#") ? done.canonical : command.query, LATEST);
  const steps: Step[] = [
    ...(done.before === null ? [{ do: "end" as const, number: done.number }] : []),
    ...(done.before !== null && done.before.cadence !== done.cadence
      ? [{ do: "cadence" as const, number: done.number, cadence: done.before.cadence }]
      : []),
    ...(movedFrom !== null && before !== null ? [{ do: "at" as const, value: movedFrom }] : []),
  ];
  const draw = (where: string, ...asked: ReplyPart[]) => {
    const headline = sayDone(done, where);
    const hour = movedFrom === null || before === null ? null : sayMoved(after, where, movedFrom);
    const parts: ReplyPart[] = [
      lines(headline, tellReading(done), hour, sayWhen(done, after, use.now())),
      ...done.warnings.slice(0, 5).map((warning) => small(mrkdwn`${warning}`)),
      ...sayTried(tried),
      ...asked,
    ];
    return renderReply(headline, parts, undoButton(address, steps));
  };
  const channel = channelOf(address);
  const replies =
    steps.length === 0
      ? replyToSpeaker(draw(name))
      : replyAbout(talk, address, draw(name), draw("here", tellAsked(speaker)));
  return replies.map((reply, i) => (i === 0 && channel !== null ? { ...reply, digestsGoTo: channel } : reply));
}

/** For those who did not see it asked. */
const tellAsked = (speaker: Speaker): ReplyPart =>
  small(mrkdwn`Asked for in another conversation, by ${speaker.name ?? "somebody of this workspace"}.`);

function sayDone({ before, name, number, cadence }: ConversationSubscribed, where: string): Mrkdwn {
  if (before === null) return mrkdwn`Subscribed ${where}: *${name}*, ${cadence}, number ${number} of the list.`;
  if (before.cadence !== cadence)
    return mrkdwn`Changed ${where}: *${name}* now comes ${cadence} (was ${before.cadence}).`;
  return mrkdwn`Already subscribed ${where}: *${name}*, ${cadence}, number ${number} of the list.`;
}

/** `All 4 topics here now come at 9:00 (was 8:00).` */
export function sayMoved({ topics, hour }: Pick<Conversation, "topics" | "hour">, where: string, from: string): Mrkdwn {
  const all =
    topics.length === 1 ? `The topic ${where} now comes` : `All ${count(topics.length, "topic")} ${where} now come`;
  return mrkdwn`${all} at ${showHour(hour)} (was ${showHour(from)}).`;
}

function sayWhen({ firstNow }: ConversationSubscribed, after: Conversation, now: Temporal.Instant): Mrkdwn {
  if (!firstNow) return tellNext(after, now);
  return mrkdwn`The first digest comes in a moment, the next ones at ${showHour(after.hour)} (${showZone(after.zone)}).`;
}

/** `message` may hold the topic with carets below the place. */
function refuseTopic(query: string, message: string): Reply[] {
  const says = mrkdwn`I did not subscribe to ${code(query)}.`;
  return replyToSpeaker(
    renderReply(says, [
      lines(says),
      { kind: "code", text: message },
      small(mrkdwn`Type \`/papers subscribe …\` again, or \`/papers help subscribe\``),
    ]),
  );
}

export async function sayUnsubscribe(talk: Talk, command: Command & { verb: "unsubscribe" }): Promise<Reply[]> {
  const { use } = talk;
  const place = findPlace(talk, command.place);
  const conversation = place && (await use.findConversation(place.address));
  if (!place || !conversation || conversation.topics.length === 0)
    return tell(mrkdwn`Nothing is followed ${place?.name ?? "there"}.`, [mrkdwn`\`/papers list\``]);
  const topic = findTopic(conversation, command.topic);
  if (!topic) return refuseUnknown(conversation, command.topic, place.name);
  const ended = await use.changeTopic(place.address, topic.number, { end: true });
  if (!ended.ok) return tell(mrkdwn`*${topic.name}* had ended already.`, [mrkdwn`\`/papers list\``]);
  const after = await use.findConversation(place.address);
  const left = after?.topics.length ?? 0;
  const next = after && left > 0 ? tellNext(after, use.now()) : null;
  const draw = (where: string, ...asked: ReplyPart[]) => {
    const headline = mrkdwn`Unsubscribed ${where}: *${topic.name}*. ${left === 0 ? "Nothing is followed now" : `${count(left, "topic")} left`}.`;
    const back = undoButton(place.address, [{ do: "reopen", number: topic.number }]);
    return renderReply(headline, [lines(headline, next), ...asked], back);
  };
  return replyAbout(talk, place.address, draw(place.name), draw("here", tellAsked(talk.speaker)));
}

/** By its number, else by its name or reading as a whole: never by a part of it. */
function findTopic({ topics }: Conversation, typed: string): Conversation["topics"][number] | null {
  const number = /^#?(\d{1,9})$/.exec(typed)?.[1];
  if (number !== undefined) return topics.find((topic) => topic.number === Number(number)) ?? null;
  const wanted = fold(typed);
  return topics.find(({ name, reading }) => fold(name) === wanted || fold(reading) === wanted) ?? null;
}

const fold = (text: string): string =>
  text
    .toLowerCase()
    .replace(/["“”\s]+/g, " ")
    .trim();

function refuseUnknown(conversation: Conversation, typed: string, where: string): Reply[] {
  const names = conversation.topics.map(({ name }) => fold(name));
  const near = conversation.topics[names.indexOf(findNearestWord(fold(typed), names, 3) ?? "")];
  const says = mrkdwn`${code(typed)} is no topic ${where}.${near ? mrkdwn` Did you mean *${near.name}*?` : ""}`;
  const example = near ?? (conversation.topics[0] as Conversation["topics"][number]);
  return replyToSpeaker(
    renderReply(says, [
      lines(says, ...conversation.topics.slice(0, 20).map(tellTopic)),
      small(mrkdwn`Type ${code(`/papers unsubscribe ${example.number}`)}`),
    ]),
  );
}
