/** Why a paper was or was not in a digest, and what a digest was made of. */
import type { Command } from "../domain/slack-command/command.ts";
import { type Mrkdwn, mrkdwn } from "../render/mrkdwn.ts";
import { lines, renderReply } from "../render/slack-replies.ts";
import { count, list, showDay } from "../render/wording.ts";
import type { Reply } from "./dialogue.ts";
import { titleLine } from "./paper-item.ts";
import { tellLatest, tellNothing } from "./say-list.ts";
import { tellUnknown } from "./say-papers.ts";
import { replyToSpeaker, type Talk, tellNext } from "./talk.ts";

export async function sayWhy(talk: Talk, { paper: name }: Command & { verb: "why" }): Promise<Reply[]> {
  const { use, here } = talk;
  const conversation = await use.findConversation(here);
  if (name === null) {
    if (!conversation) return tellNothing("here");
    const latest = tellLatest(conversation);
    return replyToSpeaker(renderReply(latest, [lines(latest, tellNext(conversation, use.now()))]));
  }
  const paper = await use.archive.findPaper(name);
  if (!paper) return tellUnknown(name);
  if (!conversation || conversation.topics.length === 0) return tellNothing("here");
  const [topics, digests] = await Promise.all([
    use.listTopicMatches(here, [paper.id]),
    use.listDigestsWith(conversation.id, paper.id),
  ]);
  const matching = topics.filter(({ paperIds }) => paperIds.length > 0).map((topic) => topic.name);
  const said = digests.slice(0, 3).map(tellDigest);
  if (digests.length === 0) said.push(tellAbsence(matching.length > 0, conversation.latest !== null));
  const about =
    matching.length > 0
      ? mrkdwn`It matches ${list(matching, 5)}.`
      : mrkdwn`None of the ${count(topics.length, "topic")} here matches it.`;
  return replyToSpeaker(renderReply(said[0] ?? about, [lines(mrkdwn`*${titleLine(paper)}*`, ...said, about)]));
}

function tellDigest({ on, section }: { on: string | null; section: string | null }): Mrkdwn {
  if (on === null) return mrkdwn`It came here in a digest that is kept no more, so it does not come again.`;
  if (section === null)
    return mrkdwn`It was among the papers that the digest of ${showDay(on)} only counted ("more matched").`;
  return mrkdwn`It was in the digest of ${showDay(on)}, under *${section}*.`;
}

function tellAbsence(matches: boolean, had: boolean): Mrkdwn {
  if (!matches) return mrkdwn`It was in no digest here.`;
  if (!had) return mrkdwn`It was in no digest here yet: none came so far.`;
  return mrkdwn`It was in no digest here: it waits for the next one, came before the topic was subscribed, or was held back by what you asked for (strength, hidden words).`;
}
