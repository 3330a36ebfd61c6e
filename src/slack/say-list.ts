/** The list of a conversation's topics, its state, and help. */
import { type Command, GUIDE, VERBS } from "../domain/slack-command/command.ts";
import type { Misunderstood } from "../domain/slack-command/parse.ts";
import type { Conversation } from "../reading/conversation.ts";
import { code, type Mrkdwn, mrkdwn } from "../render/mrkdwn.ts";
import { lines, renderReply, small } from "../render/slack-replies.ts";
import { count, showDay } from "../render/wording.ts";
import type { Reply } from "./dialogue.ts";
import { findPlace, replyToSpeaker, type Talk, tell, tellNext } from "./talk.ts";

/** `3. mixture of experts · daily`; numbers never change and are never given again (semantics 28). */
export const tellTopic = ({ number, name, cadence }: Conversation["topics"][number]): Mrkdwn =>
  mrkdwn`${number}. *${name}* · ${cadence}`;

/** How a topic is read, where that says more than its name. */
export function tellReading({ name, reading }: { name: string; reading: string }): Mrkdwn | null {
  const bare = (text: string) =>
    text
      .toLowerCase()
      .replace(/[()"“”\s]+/g, " ")
      .trim();
  return bare(reading) === bare(name) ? null : mrkdwn`It reads: ${code(reading, 400)}`;
}

export async function sayList(talk: Talk, command: Command & { verb: "list" }): Promise<Reply[]> {
  const place = findPlace(talk, command.place);
  const conversation = place && (await talk.use.findConversation(place.address));
  if (!place || !conversation || conversation.topics.length === 0) return tellNothing(place?.name ?? "there");
  const { topics } = conversation;
  const headline = mrkdwn`${count(topics.length, "topic")} ${place.name}`;
  return replyToSpeaker(
    renderReply(headline, [
      lines(mrkdwn`*${headline}*`, ...topics.map(tellTopic)),
      lines(tellNext(conversation, talk.use.now())),
      small(mrkdwn`End one by its number: ${code(`/papers unsubscribe ${topics[0]?.number ?? 1}`)}`),
    ]),
  );
}

export const tellNothing = (where: string): Reply[] =>
  tell(mrkdwn`Nothing is followed ${where} yet.`, [
    mrkdwn`\`/papers subscribe mixture of experts\``,
    mrkdwn`\`/papers subscribe *\` for the day's trending papers`,
  ]);

export async function sayStatus(talk: Talk): Promise<Reply[]> {
  const [conversation, sources] = await Promise.all([talk.use.findConversation(talk.here), talk.use.readSources()]);
  const now = talk.use.now();
  const zone = conversation?.zone ?? "UTC";
  const headline = mrkdwn`${conversation ? tellNext(conversation, now) : "Nothing is followed here yet."}`;
  return replyToSpeaker(
    renderReply(headline, [
      lines(tellLatest(conversation), headline),
      lines(mrkdwn`*Sources*`, ...sources.map((source) => tellSource(source, zone))),
    ]),
  );
}

/** What came last. */
export function tellLatest(conversation: Conversation | null): Mrkdwn {
  const latest = conversation?.latest;
  if (!latest) return mrkdwn`No digest came here yet.`;
  if (latest.kind === "quiet")
    return mrkdwn`${showDay(latest.on)} was a quiet day: ${latest.cause ?? "nothing new matched"}`;
  const papers = latest.sections.reduce((sum, section) => sum + section.papers, 0);
  const sections = latest.sections.map(
    (section) =>
      mrkdwn`\n• *${section.name}*: ${count(section.papers, "paper")}${section.more > 0 ? `, ${section.more} more matched` : ""}`,
  );
  const all = sections.slice(0, 10).reduce((before, each) => mrkdwn`${before}${each}`, mrkdwn``);
  return mrkdwn`The last digest was that of ${showDay(latest.on)}: ${count(papers, "paper")}.${all}`;
}

function tellSource(
  { source, readAt, state, completeOn }: Awaited<ReturnType<Talk["use"]["readSources"]>>[number],
  zone: string,
): Mrkdwn {
  if (readAt === null) return mrkdwn`• ${source}: not read yet`;
  const local = readAt.toTemporalInstant().toZonedDateTimeISO(zone);
  const at = local.toPlainTime().toString({ smallestUnit: "minute" });
  const whole = completeOn === null ? "" : `, complete up to ${showDay(completeOn)}`;
  return mrkdwn`• ${source}: last read ${showDay(local.toPlainDate().toString())} at ${at} (${state ?? "unknown"})${whole}`;
}

export function sayHelp({ about }: Command & { verb: "help" }): Reply[] {
  if (about !== null) {
    const { usage, says } = GUIDE[about];
    return replyToSpeaker(renderReply(mrkdwn`${usage}`, [lines(code(`/papers ${usage}`), mrkdwn`${says}`)]));
  }
  return replyToSpeaker(
    renderReply(mrkdwn`What can be typed after /papers`, [
      lines(...VERBS.map((verb) => mrkdwn`${code(`/papers ${GUIDE[verb].usage}`)}\n${GUIDE[verb].says}`)),
      small(
        mrkdwn`Other names: add, sub, rm, unsub, ls, find, mute. A query is words, "phrases", OR, and fields such as au: and cat:.`,
      ),
    ]),
  );
}

export function sayMisunderstood({ typed, says, next }: Misunderstood): Reply[] {
  const line = mrkdwn`You typed ${code(`/papers ${typed}`)}. ${says}`;
  return tell(
    line,
    next.map((each) => code(`/papers ${each}`)),
  );
}
