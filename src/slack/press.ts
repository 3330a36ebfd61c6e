/** The buttons: what is said of a paper, pages of results, posting them, undoing, and being forgotten. */
import type { PublicPaper } from "../reading/archive.ts";
import { mrkdwn } from "../render/mrkdwn.ts";
import { lines, renderReply, small } from "../render/slack-replies.ts";
import { count } from "../render/wording.ts";
import type { Press, Reply } from "./dialogue.ts";
import { titleLine } from "./paper-item.ts";
import { readPage, saySaved, saySearch, sayShow } from "./say-papers.ts";
import { sayRest } from "./say-rest.ts";
import { saySimilar } from "./say-similar.ts";
import { sayWhy } from "./say-why.ts";
import { channelOf, replyAbout, replyToSpeaker, type Talk, tell, tellWho } from "./talk.ts";
import { undo, undoButton } from "./undo.ts";

export async function press(talk: Talk, { action, value }: Press): Promise<Reply[]> {
  switch (action) {
    case "undo":
      return undo(talk, value);
    case "results":
    case "post":
      return turn(talk, value, action === "post");
    case "saved":
      return saySaved(talk, /^\d{1,6}$/.test(value) ? Number(value) : 0);
    case "rest":
      return sayRest(talk, value);
    case "confirm-delete":
      return forget(talk, value);
    case "save":
    case "unsave":
    case "more":
    case "less":
    case "why":
      return pressPaper(talk, action, value);
    default:
      return tellOld();
  }
}

const tellOld = (): Reply[] => tell(mrkdwn`That button does nothing any more.`, [mrkdwn`\`/papers help\``]);

async function turn(talk: Talk, value: string, posted: boolean): Promise<Reply[]> {
  const page = readPage(value);
  if (page?.command.verb === "search") return saySearch(talk, page.command, page.offset, posted);
  if (page?.command.verb === "show") return sayShow(talk, page.command, posted);
  if (page?.command.verb === "similar") return saySimilar(talk, page.command, posted);
  return tellOld();
}

async function pressPaper(
  talk: Talk,
  action: "save" | "unsave" | "more" | "less" | "why",
  value: string,
): Promise<Reply[]> {
  const [, id, topic] = /^(\d{1,15})(?: (\d{1,9}))?$/.exec(value) ?? [];
  const paper = id === undefined ? null : await talk.use.archive.findPaper(`p${id}`);
  if (!paper) return tell(mrkdwn`That paper is not stored any more.`, [mrkdwn`\`/papers today\``]);
  if (action === "why") return sayWhy(talk, { verb: "why", paper: `p${paper.id}` });
  if (action === "save" || action === "unsave") return keep(talk, action, paper);
  return judge(talk, action, paper, topic === undefined ? null : Number(topic));
}

/** A save is the person's, wherever the button stood: nobody else sees it. */
async function keep({ use, person }: Talk, action: "save" | "unsave", paper: PublicPaper): Promise<Reply[]> {
  const done = await (action === "save" ? use.save(person, paper.id) : use.unsave(person, paper.id));
  const title = titleLine(paper);
  if (!done) return tell(action === "save" ? mrkdwn`You saved *${title}* before.` : mrkdwn`*${title}* was not saved.`);
  const says = action === "save" ? mrkdwn`Saved: *${title}*` : mrkdwn`Removed: *${title}*`;
  const back = { do: action === "save" ? ("unsave" as const) : ("save" as const), id: paper.id };
  const hint = small(mrkdwn`All that you saved: \`/papers saved\``);
  return replyToSpeaker(renderReply(says, [lines(says), hint], undoButton(person, [back])));
}

/** In a channel it acts on the channel's topic, so all there see it and may undo it (semantics 27). */
async function judge(talk: Talk, kind: "more" | "less", paper: PublicPaper, topic: number | null): Promise<Reply[]> {
  const { use, here, person } = talk;
  const number =
    topic ?? (await use.listTopicMatches(here, [paper.id])).find(({ paperIds }) => paperIds.length > 0)?.number;
  if (number === undefined)
    return tell(mrkdwn`No topic here matches *${titleLine(paper)}*, so there is nothing to tune: it can be saved.`, [
      mrkdwn`\`/papers subscribe …\``,
    ]);
  const given = await use.giveFeedback({ address: here, number, kind, paperId: paper.id, by: person.address });
  if (!given.ok)
    return tell(mrkdwn`Nothing was noted: that topic is not followed here any more.`, [mrkdwn`\`/papers list\``]);
  const says = mrkdwn`${kind === "more" ? "More" : "Less"} like *${titleLine(paper)}* for *${given.topic}*${channelOf(here) === null ? "" : mrkdwn`, says ${tellWho(talk.speaker)}`}.`;
  if (given.id === null) return tell(mrkdwn`${says} That was said already.`);
  return replyAbout(talk, here, renderReply(says, [lines(says)], undoButton(here, [{ do: "feedback", id: given.id }])));
}

/** Asks first: what is forgotten cannot be undone. */
export async function sayDelete({ use, person }: Talk): Promise<Reply[]> {
  const [own, saved] = await Promise.all([use.findConversation(person), use.listSaved(person)]);
  const topics = own?.topics.length ?? 0;
  const says = mrkdwn`This forgets you: ${count(topics, "topic")} of your direct messages, ${count(saved.length, "saved paper")}, and your name at what you said of papers. It cannot be undone.`;
  const stays = mrkdwn`Topics of channels stay: they are the channels'. End them with ${mrkdwn`\`/papers unsubscribe\``} there.`;
  const sure = { action: "confirm-delete", label: "Forget me", value: person.address, style: "danger" as const };
  return replyToSpeaker(renderReply(says, [lines(says, stays)], [sure]));
}

async function forget({ use, person }: Talk, value: string): Promise<Reply[]> {
  if (value !== person.address)
    return tell(mrkdwn`That button is somebody else's.`, [mrkdwn`\`/papers delete-my-data\``]);
  await use.erase(person);
  const says = mrkdwn`You are forgotten: your topics have ended, your saved papers are gone. Subscribe again whenever you like.`;
  return replyToSpeaker(renderReply(says, [lines(says)])).map((reply) => ({ ...reply, replaces: true }));
}
